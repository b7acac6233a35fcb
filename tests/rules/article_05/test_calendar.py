"""The working-day calendar grows by versions; what is open is counted anew, and that is recorded.

The years added here are made up.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.calendar.adapters import StoredCalendars
from chalicelib.calendar.domain import CalendarYearPresent
from chalicelib.calendar.use_cases import read_calendar, read_calendar_year
from chalicelib.kernel.errors import CalendarYearMissing, FieldInvalid, RoleNotAllowed
from tests import worlds
from tests.rules.adjusting import ON_MONDAY, YEAR_2027, add_year
from tests.rules.world import (
    CIVIL_AFFAIRS,
    SECOND,
    District,
)

# --- years -----------------------------------------------------------------------------------


def test_a_year_is_added_by_an_officer_and_holds_at_once() -> None:
    district = District()
    with pytest.raises(CalendarYearMissing):
        read_calendar_year(2027, district.ports)
    with pytest.raises(RoleNotAllowed):
        add_year(district, by=worlds.agent(CIVIL_AFFAIRS))
    added = add_year(district)
    assert (added.version, added.added_by) == ("2027-1", "370402001:officer-1")
    calendar = district.ports.calendars.current()
    assert calendar.version == "2026.1+2027-1"
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 2, 20))


def test_a_year_is_never_replaced_in_silence_and_both_versions_are_kept() -> None:
    district = District()
    add_year(district)
    for replaces in (None, "2027-0", "2027-2"):
        with pytest.raises(CalendarYearPresent) as refused:
            add_year(district, replace(YEAR_2027, replaces=replaces))
        assert refused.value.facts == {"version": "2027-1"}
    other = replace(YEAR_2027, holidays=(date(2027, 1, 4),), make_up_days=(), replaces="2027-1")
    assert add_year(district, other).version == "2027-2"
    read = read_calendar_year(2027, district.ports)
    assert [one.version for one in read.versions] == ["2027-1", "2027-2"]
    assert (read.version, read.plan.holidays) == ("2027-2", frozenset({date(2027, 1, 4)}))
    assert district.ports.calendars.current().version == "2026.1+2027-2"


def test_the_shipped_year_is_replaced_by_naming_it() -> None:
    district = District()
    with pytest.raises(CalendarYearPresent) as refused:
        add_year(district, replace(ON_MONDAY, replaces=None))
    assert refused.value.facts == {"version": "2026-0"}
    assert add_year(district, ON_MONDAY).version == "2026-1"


def test_there_is_nothing_to_replace_in_a_year_that_is_missing() -> None:
    with pytest.raises(CalendarYearPresent):
        add_year(District(), replace(YEAR_2027, replaces="2027-0"))


@pytest.mark.parametrize(
    "changed",
    [
        {"holidays": ()},
        {"holidays": (date(2026, 1, 1),)},
        {"make_up_days": (date(2027, 2, 18),)},
        {"make_up_days": (date(2027, 1, 1),)},
        {"holidays": tuple(date(2027, 11, 1) + timedelta(days=n) for n in range(16))},
        {"holidays": tuple(date(2027, 1, 1) + timedelta(days=7 * n) for n in range(40))},
    ],
)
def test_a_year_that_cannot_be_is_refused_and_nothing_is_kept(changed: dict[str, object]) -> None:
    district = District()
    with pytest.raises(FieldInvalid):
        add_year(district, replace(YEAR_2027, **changed))  # type: ignore[arg-type]  # its fields
    assert not district.ports.calendars.current().covers(2027)
    assert read_calendar(district.ports).calendar.version == "2026.1"


def test_another_process_learns_of_it_within_30_seconds() -> None:
    district = District()
    ports = district.ports
    calendars = StoredCalendars(ports.calendars.shipped, ports.lists, district.clock)
    other = ports.replaced(calendars=calendars)
    assert not other.calendars.current().covers(2027)
    add_year(district)
    assert not other.calendars.current().covers(2027)
    district.pass_by(30 * SECOND)
    assert other.calendars.current().covers(2027)
