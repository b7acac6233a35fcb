"""/v1/calendar: the working-day calendar, and the years that are added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.times.clock import to_text
from chalicelib.kernel.times.working_days import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from chalicelib.calendar.domain import CalendarYearRecord, Recount
    from chalicelib.calendar.ports import Ports
    from chalicelib.calendar.use_cases import AddCalendarYear, YearRead
    from chalicelib.kernel.ids import UnitCode

MOST_DAYS = 100
LONGEST_SOURCE = 200
LONGEST_VERSION = 20


def read(call: Call[Ports]) -> Answer:
    from chalicelib.calendar.use_cases import read_calendar

    found = read_calendar(call.ports)
    return Answer(
        {
            "version": found.calendar.version,
            "years": [
                {
                    "year": one.year,
                    "version": one.version,
                    "holidays": len(one.plan.holidays),
                    "make_up_days": len(one.plan.make_up_days),
                }
                for one in found.years
            ],
            "recount": None if found.recount is None else recount_json(found.recount),
        }
    )


def read_year(call: Call[Ports], year: str) -> Answer:
    from chalicelib.calendar.use_cases import read_calendar_year

    return Answer(year_json(read_calendar_year(_year(year), call.ports)))


def add(call: Call[Ports]) -> Answer:
    from chalicelib.calendar.use_cases import add_calendar_year

    added = add_calendar_year(add_command(call.body()), call.signed, call.ports)
    return Answer(version_json(added), 201)


def add_command(body: dict[str, object]) -> AddCalendarYear:
    """{year, holidays, make_up_days, source, replaces?}."""
    from chalicelib.calendar.use_cases import AddCalendarYear

    with Fields(body) as fields:
        return AddCalendarYear(
            year=fields.number("year"),
            holidays=fields.days("holidays", MOST_DAYS),
            make_up_days=fields.days("make_up_days", MOST_DAYS),
            source=fields.text("source", LONGEST_SOURCE),
            replaces=fields.optional_text("replaces", LONGEST_VERSION),
        )


def year_json(one: YearRead) -> dict[str, object]:
    return {
        "year": one.year,
        "version": one.version,
        "holidays": [day.isoformat() for day in sorted(one.plan.holidays)],
        "make_up_days": [day.isoformat() for day in sorted(one.plan.make_up_days)],
        "versions": [version_json(version) for version in one.versions],
    }


def version_json(one: CalendarYearRecord) -> dict[str, object]:
    return {
        "year": one.year,
        "version": one.version,
        "holidays": [day.isoformat() for day in one.holidays],
        "make_up_days": [day.isoformat() for day in one.make_up_days],
        "source": one.source,
        "added_by": one.added_by,
        "at": to_text(one.at),
    }


def recount_json(one: Recount) -> dict[str, object]:
    after: UnitCode | None = one.after
    finished = one.finished_at
    return {
        "started_at": to_text(one.started_at),
        "after_unit": after,
        "seen": one.seen,
        "moved": one.moved,
        "finished_at": None if finished is None else to_text(finished),
    }


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR):
        raise FieldInvalid(f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。", field="year")
    return int(text)
