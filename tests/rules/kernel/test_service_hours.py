"""The service-hours clock (OURS): off by default, a published and versioned policy value."""

from datetime import datetime, time, timedelta

import pytest

from chalicelib.catalogue.adapters.seed import seed_calendar
from chalicelib.kernel.errors import CalendarYearMissing, Misconfigured
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.times.clock import SHANGHAI, instant
from chalicelib.kernel.times.service_hours import ServiceHours
from chalicelib.requests.domain.deadlines import DeadlinePolicy, plan_deadlines
from tests.seed import seed_edition

CALENDAR = seed_calendar()
HOURS = ServiceHours(time(9), time(17, 30))
HALF = timedelta(minutes=30)


def at(text: str) -> datetime:
    return instant(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("start", "period", "due"),
    [
        ("2026-11-20T10:00:00.001", HALF, "2026-11-20T10:30:00.001"),
        ("2026-11-20T17:00:00.000", HALF, "2026-11-20T17:30:00.000"),
        ("2026-11-20T17:00:00.001", HALF, "2026-11-23T09:00:00.001"),
        ("2026-11-20T17:59:30.000", HALF, "2026-11-23T09:30:00.000"),
        ("2026-11-20T08:00:00.000", HALF, "2026-11-20T09:30:00.000"),
        ("2026-09-30T17:29:00.000", HALF, "2026-10-08T09:29:00.000"),
        ("2026-10-10T10:00:00.000", HALF, "2026-10-10T10:30:00.000"),  # a Saturday that works
        ("2026-11-20T17:00:00.000", timedelta(hours=9), "2026-11-23T17:30:00.000"),
    ],
)
def test_service_time_runs_only_while_the_office_is_open(
    start: str, period: timedelta, due: str
) -> None:
    assert HOURS.after(at(start), period, CALENDAR) == at(due)


def test_service_time_is_never_guessed_in_a_year_without_a_calendar() -> None:
    with pytest.raises(CalendarYearMissing):
        HOURS.after(at("2026-12-31T17:29:00"), HALF, CALENDAR)


def test_natural_time_is_counted_unless_service_hours_are_published() -> None:
    row = seed_edition().rows[RowCode("ZM030")]
    friday = at("2026-11-20T17:59:30")
    natural = plan_deadlines(row, friday, friday, DeadlinePolicy(), CALENDAR)
    assert natural.answer_by == at("2026-11-20T18:29:30")
    service = DeadlinePolicy(version="2022-06-28+09:00-17:30", service_hours=HOURS)
    planned = plan_deadlines(row, friday, friday, service, CALENDAR)
    assert planned.answer_by == at("2026-11-23T09:30:00")
    assert planned.policy_version == "2022-06-28+09:00-17:30"


@pytest.mark.parametrize(
    "text", ["9:00-17:30", "17:30-09:00", "09:00-09:00", "09:00", "25:00-26:00"]
)
def test_service_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(Misconfigured):
        ServiceHours.parse(text)


def test_service_hours_are_written_as_opening_and_closing() -> None:
    assert ServiceHours.parse("09:00-17:30") == HOURS
