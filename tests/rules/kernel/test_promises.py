"""承诺时限 (Art. 10-2; 民法典 201, 203): reading it, and when it is due."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import FieldInvalid, FieldMissing
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.kernel.times.promises import (
    Promise,
    PromiseDue,
    PromiseUnit,
    promise_due,
    scaled,
)
from chalicelib.kernel.times.working_days import WorkingDayCalendar, calendar_from_json

DATA = Path(__file__).resolve().parents[3] / "chalicelib" / "data"
CALENDAR = calendar_from_json((DATA / "working_days.json").read_text(encoding="utf-8"))
WORKING, CALENDAR_DAY = PromiseUnit.WORKING_DAY, PromiseUnit.CALENDAR_DAY
MINUTE, HOUR = PromiseUnit.MINUTE, PromiseUnit.HOUR


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def without(*years: int) -> WorkingDayCalendar:
    kept = {year: plan for year, plan in CALENDAR.years.items() if year not in years}
    return WorkingDayCalendar("cut", kept)


def due_date(value: int, unit: PromiseUnit, accepted_at: str) -> str:
    """The last day of the promise, whose 24:00 is the due time."""
    due = promise_due(Promise(value, unit), shanghai(accepted_at), CALENDAR)
    assert due.promised_by is not None
    assert due.missing_year is None
    local = due.promised_by.astimezone(SHANGHAI)
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    return (local.date() - timedelta(days=1)).isoformat()


# --- reading the column -----------------------------------------------------------------------


def test_every_promise_of_the_seed_catalogue_is_read_and_written_back() -> None:
    with (DATA / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row["承诺时限"] for row in csv.DictReader(file)]
    assert len(texts) == 57
    assert [Promise.parse(text, field="承诺时限").text for text in texts] == texts


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("30 分钟", Promise(30, MINUTE)),
        ("24 小时", Promise(24, HOUR)),
        ("30 工作日", Promise(30, WORKING)),
        ("15 自然日", Promise(15, CALENDAR_DAY)),
        (" 30个工作日 ", Promise(30, WORKING)),
        ("10000 自然日", Promise(10_000, CALENDAR_DAY)),
    ],
)
def test_a_promise_is_a_value_with_an_explicit_unit(text: str, promise: Promise) -> None:
    assert Promise.parse(text, field="承诺时限") == promise


@pytest.mark.parametrize(
    "text",
    ["1 天", "3日", "30", "工作日", "1.5 小时", "-1 小时", "0 工作日", "10001 分钟", "三 小时",
     "999999999999 小时", "٣ 小时", "1 工作日 2 小时"],
)  # fmt: skip
def test_a_promise_that_could_mean_two_things_is_refused(text: str) -> None:
    with pytest.raises(FieldInvalid) as caught:
        Promise.parse(text, field="承诺时限")
    assert caught.value.field == "承诺时限"


def test_an_empty_promise_is_missing() -> None:
    with pytest.raises(FieldMissing) as caught:
        Promise.parse("  ", field="承诺时限")
    assert caught.value.field == "承诺时限"


@pytest.mark.parametrize("value", [0, -1, 10_001])
def test_a_promise_has_a_sensible_value(value: int) -> None:
    with pytest.raises(FieldInvalid):
        Promise(value, WORKING)


# --- when it is due -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "accepted_at", "last_day"),
    [
        (1, "2026-03-02T09:00:00", "2026-03-03"),
        (1, "2026-03-02T23:59:59.999", "2026-03-03"),  # still Monday in Shanghai
        (1, "2026-03-03T00:00:00", "2026-03-04"),  # already Tuesday
        (5, "2026-03-06T17:59:30", "2026-03-13"),  # Friday; the weekend is not counted
        (1, "2026-02-13T10:00:00", "2026-02-14"),  # a Saturday worked before the Spring Festival
        (2, "2026-02-13T10:00:00", "2026-02-24"),  # over the Spring Festival
        (1, "2026-09-30T10:00:00", "2026-10-08"),  # over National Day
        (3, "2026-09-30T10:00:00", "2026-10-10"),  # a Saturday, 调休
        (1, "2026-10-03T10:00:00", "2026-10-08"),  # accepted on a holiday
        (1, "2025-12-31T10:00:00", "2026-01-04"),  # the year's end; a Sunday, 调休
    ],
)
def test_working_days_do_not_count_the_first_day_and_end_at_24_00(
    value: int, accepted_at: str, last_day: str
) -> None:
    assert due_date(value, WORKING, accepted_at) == last_day


@pytest.mark.parametrize(
    ("value", "accepted_at", "last_day"),
    [
        (1, "2026-03-02T09:00:00", "2026-03-03"),
        (1, "2026-03-06T09:00:00", "2026-03-09"),  # Saturday -> Monday
        (15, "2026-02-01T09:00:00", "2026-02-24"),  # the 16th is in the Spring Festival
        (13, "2026-02-01T09:00:00", "2026-02-14"),  # a Saturday, 调休: not extended
        (30, "2026-09-05T23:59:59.999", "2026-10-08"),  # 5 October is in National Day
        (31, "2025-12-01T00:00:00", "2026-01-04"),  # 1 January; 4 January is 调休
        (60, "2026-01-01T12:00:00", "2026-03-02"),
    ],
)
def test_calendar_days_ending_on_a_day_off_end_on_the_next_working_day(
    value: int, accepted_at: str, last_day: str
) -> None:
    assert due_date(value, CALENDAR_DAY, accepted_at) == last_day


def test_hours_and_minutes_are_exact_over_nights_weekends_and_unknown_years() -> None:
    friday = shanghai("2026-12-31T17:59:30.123")
    for promise, length in (
        (Promise(30, MINUTE), timedelta(minutes=30)),
        (Promise(24, HOUR), timedelta(hours=24)),
    ):
        due = promise_due(promise, friday, CALENDAR)
        assert due == PromiseDue(friday + length, friday + length, None)


def test_the_scale_shortens_minutes_and_hours_and_nothing_else() -> None:
    accepted = shanghai("2026-03-02T09:00:00")
    assert promise_due(Promise(30, MINUTE), accepted, CALENDAR, 0.01).earliest == (
        accepted + timedelta(seconds=18)
    )
    for unit in (WORKING, CALENDAR_DAY):
        promise = Promise(7, unit)
        assert promise_due(promise, accepted, CALENDAR, 0.01) == promise_due(
            promise, accepted, CALENDAR
        )


def test_a_scaled_time_is_cut_to_the_millisecond_of_the_written_factor() -> None:
    assert scaled(timedelta(minutes=30), 0.009) == timedelta(milliseconds=16_200)
    assert scaled(timedelta(milliseconds=1999), 0.001) == timedelta(milliseconds=1)
    for scale in (0.0, -1.0, float("nan"), float("inf"), 1001.0):
        with pytest.raises(ValueError, match="scale"):
            scaled(timedelta(minutes=1), scale)


def test_due_times_are_utc_instants_in_whole_milliseconds() -> None:
    accepted = datetime(2026, 3, 2, 1, 2, 3, 123_999, tzinfo=UTC)
    due = promise_due(Promise(2, HOUR), accepted, CALENDAR).promised_by
    assert due == datetime(2026, 3, 2, 3, 2, 3, 123_000, tzinfo=UTC)
    assert due.tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        promise_due(Promise(2, HOUR), accepted.replace(tzinfo=None), CALENDAR)


# --- a missing year -----------------------------------------------------------------------------


def test_a_promise_that_runs_into_a_missing_year_is_pending_with_a_sure_lower_bound() -> None:
    due = promise_due(Promise(30, WORKING), shanghai("2026-11-22T14:00:00"), CALENDAR)
    assert due.promised_by is None
    assert due.missing_year == 2027
    # 23 November to 31 December 2026 has 29 working days; 1 January counts as the 30th.
    assert due.earliest == shanghai("2027-01-02T00:00:00")


def test_a_promise_that_does_not_touch_the_missing_year_is_exact() -> None:
    accepted = shanghai("2026-11-22T14:00:00")
    due = promise_due(Promise(29, WORKING), accepted, CALENDAR)
    assert due.promised_by == due.earliest == shanghai("2027-01-01T00:00:00")
    passes_over = promise_due(Promise(500, CALENDAR_DAY), shanghai("2024-12-30T09:00:00"),
                              without(2025))  # fmt: skip
    assert passes_over.promised_by == shanghai("2026-05-15T00:00:00")


def test_calendar_days_are_pending_if_the_last_day_or_its_extension_is_unknown() -> None:
    ends_there = promise_due(Promise(60, CALENDAR_DAY), shanghai("2026-11-22T09:00:00"), CALENDAR)
    assert (ends_there.promised_by, ends_there.missing_year) == (None, 2027)
    assert ends_there.earliest == shanghai("2027-01-22T00:00:00")
    cut = without(2023)  # 31 December 2022 was a Saturday off
    extends_there = promise_due(Promise(1, CALENDAR_DAY), shanghai("2022-12-30T09:00:00"), cut)
    assert (extends_there.promised_by, extends_there.missing_year) == (None, 2023)
    assert extends_there.earliest == shanghai("2023-01-02T00:00:00")


def test_the_first_missing_year_is_the_one_that_is_named() -> None:
    accepted = shanghai("2022-12-30T09:00:00")
    assert promise_due(Promise(600, WORKING), accepted, without(2023, 2024)).missing_year == 2023


def test_the_longest_promise_and_the_last_instant_do_not_overflow() -> None:
    for unit in PromiseUnit:
        due = promise_due(Promise(10_000, unit), shanghai("2026-11-22T09:00:00"), CALENDAR)
        assert due.earliest > shanghai("2026-11-22T09:00:00")
        for last in (datetime.max, datetime(9999, 12, 30)):  # noqa: DTZ001, DTZ901  # naive by design
            with pytest.raises(FieldInvalid) as caught:
                promise_due(Promise(10_000, unit), last.replace(tzinfo=UTC), CALENDAR)
            assert caught.value.field == "case_accepted_at"
        first = datetime(1, 1, 1, tzinfo=UTC)
        assert promise_due(Promise(1, unit), first, CALENDAR).earliest > first


def test_a_due_time_cannot_be_known_and_pending_at_once() -> None:
    one, other = shanghai("2026-03-02T00:00:00"), shanghai("2026-03-03T00:00:00")
    for known, bound, year in ((None, one, None), (one, one, 2027), (one, other, None)):
        with pytest.raises(ValueError, match="a "):
            PromiseDue(known, bound, year)


# --- properties ---------------------------------------------------------------------------------

moments = st.datetimes(
    datetime(2004, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC)  # noqa: DTZ001  # naive by design
)  # fmt: skip
day_units = st.sampled_from([WORKING, CALENDAR_DAY])


@given(moments, st.integers(1, 150), st.sampled_from(PromiseUnit))
def test_one_more_unit_never_makes_a_promise_due_earlier(
    accepted: datetime, value: int, unit: PromiseUnit
) -> None:
    shorter = promise_due(Promise(value, unit), accepted, CALENDAR).earliest
    longer = promise_due(Promise(value + 1, unit), accepted, CALENDAR).earliest
    assert longer > shorter if unit is not CALENDAR_DAY else longer >= shorter


@given(moments, st.integers(1, 200), day_units)
def test_every_day_promise_is_due_at_00_00_after_a_working_day(
    accepted: datetime, value: int, unit: PromiseUnit
) -> None:
    due = promise_due(Promise(value, unit), accepted, CALENDAR).promised_by
    assert due is not None
    local = due.astimezone(SHANGHAI)
    assert local == datetime.combine(local.date(), datetime.min.time(), SHANGHAI)
    assert CALENDAR.is_working_day(local.date() - timedelta(days=1))


@given(moments, st.integers(1, 200))
def test_a_working_day_promise_spans_exactly_its_number_of_working_days(
    accepted: datetime, value: int
) -> None:
    due = promise_due(Promise(value, WORKING), accepted, CALENDAR).promised_by
    assert due is not None
    day, count = accepted.astimezone(SHANGHAI).date() + timedelta(days=1), 0
    while day < due.astimezone(SHANGHAI).date():
        count += CALENDAR.is_working_day(day)
        day += timedelta(days=1)
    assert count == value


@given(moments, st.integers(1, 300), day_units, st.sets(st.integers(2004, 2026), max_size=4))
def test_the_lower_bound_never_exceeds_the_due_time_once_the_year_is_supplied(
    accepted: datetime, value: int, unit: PromiseUnit, missing: set[int]
) -> None:
    promise = Promise(value, unit)
    cut = promise_due(promise, accepted, without(*missing))
    whole = promise_due(promise, accepted, CALENDAR)
    assert cut.earliest <= whole.earliest
    if cut.promised_by is not None:
        assert cut == whole
    else:
        assert cut.missing_year in missing


def test_the_seed_calendar_holds_the_years_these_tests_count_in() -> None:
    assert CALENDAR.is_working_day(date(2004, 1, 2))
    assert CALENDAR.covers(2026)
