"""工作日历 (docs/rules.md, Article 5): which years it holds, in which version, and what those say;
an operator adds or replaces one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.calendar.domain import (
    CalendarYearPresent,
    CalendarYearRecord,
    Recount,
    refuse_implausible,
    with_years,
    year_version,
)
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import EventId
from chalicelib.kernel.listing import every_listed
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.kernel.times.working_days import CalendarYear, WorkingDayCalendar, year_missing
from chalicelib.units.use_cases.rights import person, require_officer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.calendar.ports import Ports
    from chalicelib.kernel.callers import SignedCall

SETTLED = timedelta(seconds=35)
"""Every process keeps the calendar for at most 30 s: after this, nothing is filed by the old one
any more, and one recount finds everything."""
SUBJECT = "calendar"


@record(frozen=True)
class AddCalendarYear:
    """``replaces`` names the version (2027-1) that stands there, if one does."""

    year: int
    holidays: tuple[date, ...]
    make_up_days: tuple[date, ...]
    source: str
    replaces: str | None


def add_calendar_year(
    command: AddCalendarYear, call: SignedCall, ports: Ports
) -> CalendarYearRecord:
    """By an officer: a new version beside the old ones, and a recount that follows it.

    Raises RoleNotAllowed, CalendarYearPresent, FieldInvalid.
    """

    def decide(now: datetime) -> tuple[CalendarYearRecord, Commit]:
        require_officer(call.caller, now, ports)
        known = added_years(ports)
        standing = _standing(command.year, known, ports)
        _refuse_silence(command, standing)
        number = 1 + max((one.number for one in known if one.year == command.year), default=0)
        added = CalendarYearRecord(
            year=command.year,
            number=number,
            holidays=command.holidays,
            make_up_days=command.make_up_days,
            source=command.source,
            added_by=person(call.caller),
            at=now,
        )
        before = with_years(ports.calendars.shipped, known)
        after = with_years(ports.calendars.shipped, (*known, added))  # raises what is wrong
        refuse_implausible(command.year, after)
        facts = (
            ("year", added.version),
            ("replaces", standing or ""),
            ("calendar_before", before.version),
            ("calendar_after", after.version),
        )
        news = (News(EventType.CALENDAR_CHANGED, now, "5-2", facts=facts),)
        events = events_of(SUBJECT, news, actor_of(call), ports.random)
        follow = OutboxEntry(EventId(events[0].id), None, events, now, now + SETTLED)
        return added, Commit(saves=(added,), events=events, outbox=(follow,))

    added = perform(call, ports, CalendarYearRecord, decide)
    ports.calendars.renew()
    return added


def _standing(year: int, known: Sequence[CalendarYearRecord], ports: Ports) -> str | None:
    """The version that holds for ``year`` now, None where the calendar lacks it."""
    numbers = [one.number for one in known if one.year == year]
    if numbers:
        return year_version(year, max(numbers))
    return year_version(year, 0) if ports.calendars.shipped.covers(year) else None


def _refuse_silence(command: AddCalendarYear, standing: str | None) -> None:
    if command.replaces == standing:
        return
    if standing is None:
        raise CalendarYearPresent(
            f"工作日历还没有 {command.year} 年,没有 {command.replaces} 可以替换;"
            "请去掉 replaces 再试。",
            field="replaces",
        )
    raise CalendarYearPresent(
        f"工作日历已有 {command.year} 年(版本 {standing})。确实要替换的,在 replaces 写明 "
        f"{standing};旧版本仍然保留。",
        field="replaces",
        facts={"version": standing},
    )


@record(frozen=True)
class YearRead:
    """One year as it holds now; ``versions`` are all that were ever added, oldest first."""

    year: int
    version: str
    plan: CalendarYear
    versions: tuple[CalendarYearRecord, ...]


@record(frozen=True)
class CalendarRead:
    """``recount`` tells of the recount after the last change, None before the first or while it
    has not begun."""

    calendar: WorkingDayCalendar
    years: tuple[YearRead, ...]
    recount: Recount | None


def read_calendar(ports: Ports) -> CalendarRead:
    """From the store itself, not from what this process keeps."""
    added = added_years(ports)
    calendar = with_years(ports.calendars.shipped, added)
    years = tuple(_read(year, calendar, added) for year in sorted(calendar.years))
    recount = ports.lists.listed(Recount, "", calendar.version)
    return CalendarRead(calendar, years, recount)


def read_calendar_year(year: int, ports: Ports) -> YearRead:
    """Raises CalendarYearMissing."""
    added = added_years(ports)
    calendar = with_years(ports.calendars.shipped, added)
    if not calendar.covers(year):
        raise year_missing(year)
    return _read(year, calendar, added)


def added_years(ports: Ports) -> tuple[CalendarYearRecord, ...]:
    """Every version of every added year, by year."""
    return tuple(every_listed(CalendarYearRecord, "", ports.lists))


def _read(
    year: int, calendar: WorkingDayCalendar, added: tuple[CalendarYearRecord, ...]
) -> YearRead:
    versions = tuple(one for one in added if one.year == year)
    number = versions[-1].number if versions else 0
    return YearRead(year, year_version(year, number), calendar.years[year], versions)
