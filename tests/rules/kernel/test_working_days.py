"""Working days (Art. 5-2; 民法典 201, 203), and the calendar data they come from."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays as package_holidays

from chalicelib.kernel.errors import CalendarYearMissing, FieldInvalid, Misconfigured
from chalicelib.kernel.times.working_days import (
    CalendarYear,
    EarliestDay,
    WorkingDayCalendar,
    calendar_from_json,
    calendar_to_json,
    end_of_day,
)

DATA = Path(__file__).resolve().parents[3] / "chalicelib" / "data" / "working_days.json"
TEXT = DATA.read_text(encoding="utf-8")
CALENDAR = calendar_from_json(TEXT)


def test_our_data_equals_the_package_for_every_day_of_every_year_it_covers() -> None:
    years = range(2004, max(package_holidays).year + 1)
    assert years.stop > 2026
    assert sorted(CALENDAR.years) == list(years)
    day = date(years.start, 1, 1)
    while day.year < years.stop:
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_data_file_is_in_the_form_that_the_tool_writes() -> None:
    assert calendar_to_json(CALENDAR) == TEXT


@pytest.mark.parametrize(
    ("cause", "due"),
    [
        ((2022, 6, 30), (2022, 7, 5)),
        ((2022, 9, 29), (2022, 10, 9)),  # a Sunday, 调休
        ((2026, 2, 12), (2026, 2, 24)),  # the Spring Festival
        ((2026, 9, 30), (2026, 10, 10)),  # a Saturday, 调休
    ],
)
def test_5_2_the_adjustment_report_is_due_at_the_end_of_the_third_working_day(
    cause: tuple[int, int, int], due: tuple[int, int, int]
) -> None:
    expected = datetime(*due, 16, tzinfo=UTC)  # 24:00 in Asia/Shanghai
    assert CALENDAR.adjustment_report_due(date(*cause)) == expected


def test_the_end_of_a_day_is_midnight_in_shanghai_as_a_utc_instant() -> None:
    assert end_of_day(date(2026, 12, 31)).isoformat() == "2026-12-31T16:00:00+00:00"


def test_a_weekend_day_worked_for_a_holiday_is_a_working_day() -> None:
    assert CALENDAR.is_working_day(date(2026, 2, 14))
    assert not CALENDAR.is_working_day(date(2026, 2, 16))
    assert not CALENDAR.is_working_day(date(2026, 3, 7))
    assert CALENDAR.is_working_day(date(2026, 3, 9))


def test_the_day_itself_is_not_counted_even_if_it_is_a_working_day() -> None:
    assert CALENDAR.working_day_after(date(2026, 3, 2), 1) == date(2026, 3, 3)
    assert CALENDAR.working_day_after(date(2026, 3, 6), 1) == date(2026, 3, 9)
    with pytest.raises(ValueError, match="from 1"):
        CALENDAR.working_day_after(date(2026, 3, 2), 0)


def test_a_period_ending_on_a_day_off_ends_on_the_next_working_day() -> None:
    for day, last in ((date(2026, 10, 1), date(2026, 10, 8)), (date(2026, 10, 10),) * 2):
        assert CALENDAR.earliest_working_day_on_or_after(day) == EarliestDay(last, None)


def test_a_missing_year_is_a_loud_error_that_names_the_year_and_the_next_step() -> None:
    for ask in (
        lambda: CALENDAR.is_working_day(date(2027, 3, 1)),
        lambda: CALENDAR.working_day_after(date(2026, 12, 31), 1),
        lambda: CALENDAR.adjustment_report_due(date(2026, 12, 29)),
    ):
        with pytest.raises(CalendarYearMissing) as caught:
            ask()
        assert caught.value.facts == {"year": "2027"}
        assert "没有 2027 年" in caught.value.detail
        assert "mianzheng calendar add 2027 FILE" in caught.value.detail


def test_a_count_that_ends_before_the_missing_year_is_exact() -> None:
    assert CALENDAR.working_day_after(date(2026, 12, 28), 3) == date(2026, 12, 31)
    assert CALENDAR.covers(2026)
    assert not CALENDAR.covers(2027)


def test_a_count_through_a_gap_between_two_known_years_is_refused_too() -> None:
    years = {year: CALENDAR.years[year] for year in (2024, 2026)}
    gap = WorkingDayCalendar("gap", years)
    with pytest.raises(CalendarYearMissing, match="2025"):
        gap.working_day_after(date(2024, 12, 30), 300)


def test_an_operator_adds_a_year_and_the_old_calendar_stays_as_it_was() -> None:
    spans = [date(2027, 1, day) for day in (1, 2, 3)]
    added = CALENDAR.with_year(2027, spans, [date(2027, 1, 9)], "2027.1")
    assert added.version == "2027.1"
    assert added.years[2027].holidays == {date(2027, 1, 1)}  # 2 and 3 are a weekend anyway
    assert added.working_day_after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert added.is_working_day(date(2027, 1, 9))
    assert not CALENDAR.covers(2027)
    assert calendar_from_json(calendar_to_json(added)) == added


def test_a_year_that_is_there_is_replaced_only_under_a_new_version() -> None:
    changed = CALENDAR.with_year(2026, [date(2026, 1, 1)], [], "2026.2")
    assert changed.is_working_day(date(2026, 10, 1))
    assert not CALENDAR.is_working_day(date(2026, 10, 1))
    with pytest.raises(FieldInvalid) as caught:
        CALENDAR.with_year(2026, [date(2026, 1, 1)], [], CALENDAR.version)
    assert caught.value.field == "version"


@pytest.mark.parametrize(
    ("year", "off", "worked", "version", "field"),
    [
        (2027, ["2026-01-01"], [], "v", "holidays"),
        (2027, [], [], "v", "holidays"),
        (2027, ["2027-01-02"], [], "v", "holidays"),  # only a Saturday: nothing is left
        (2027, ["2027-01-01"], ["2027-01-04"], "v", "make_up_days"),  # a Monday
        (2027, ["2027-01-01"], ["2028-01-08"], "v", "make_up_days"),
        (2027, ["2027-01-01", "2027-01-09"], ["2027-01-09"], "v", "make_up_days"),
        (1999, ["1999-01-01"], [], "v", "year"),
        (3000, ["3000-01-01"], [], "v", "year"),
        (2027, ["2027-01-01"], [], " ", "version"),
    ],
)
def test_a_year_with_a_wrong_day_is_refused_and_the_field_named(
    year: int, off: list[str], worked: list[str], version: str, field: str
) -> None:
    days_off = [date.fromisoformat(day) for day in off]
    days_worked = [date.fromisoformat(day) for day in worked]
    with pytest.raises(FieldInvalid) as caught:
        CALENDAR.with_year(year, days_off, days_worked, version)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": "1", "years": []}',
        '{"version": "1", "years": {"2026": {"holidays": ["2026-13-01"], "make_up_days": []}}}',
        '{"version": "1", "years": {"2026": {"holidays": ["2026-01-03"], "make_up_days": []}}}',
        '{"version": "1", "years": {"2026": {"holidays": ["2026-01-01"]}}}',
        '{"version": "1", "years": {"2026": {"holidays": [1], "make_up_days": []}}}',
    ],
)
def test_broken_calendar_data_is_our_own_misconfiguration(text: str) -> None:
    with pytest.raises(Misconfigured):
        calendar_from_json(text)


def test_a_calendar_cannot_be_changed_after_it_was_made() -> None:
    source = {2026: CalendarYear(frozenset({date(2026, 1, 1)}), frozenset())}
    calendar = WorkingDayCalendar("1", source)
    source.clear()
    assert calendar.covers(2026)
    with pytest.raises(TypeError):
        calendar.years[2027] = calendar.years[2026]  # type: ignore[index]  # a read-only mapping, on purpose


def test_the_data_file_has_a_version_that_due_times_can_be_stored_with() -> None:
    assert json.loads(TEXT)["version"] == CALENDAR.version != ""
