"""Years that an operator added to the working-day calendar: every version of them is kept.

The calendar the program is shipped with is the base; of each year the last version added goes
before it. A year's version is ``2027-1``, ``2027-2`` ...; the shipped one is ``2026-0``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from chalicelib.kernel.errors import Conflict, FieldInvalid
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chalicelib.kernel.times.working_days import WorkingDayCalendar

FEWEST_WORKING_DAYS = 235
LONGEST_BREAK = 14
"""From 2004 to 2026 a year had 248 to 252 working days, and no break was longer than 10 days."""


@record(frozen=True)
class CalendarYearRecord:
    """One version of one year. ``source`` names the notice it was taken from."""

    year: int
    number: int
    holidays: tuple[date, ...]
    make_up_days: tuple[date, ...]
    source: str
    added_by: str
    at: datetime
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number:04d}"

    @property
    def version(self) -> str:
        return year_version(self.year, self.number)


def year_version(year: int, number: int) -> str:
    return f"{year}-{number}"


def with_years(
    base: WorkingDayCalendar, records: Iterable[CalendarYearRecord]
) -> WorkingDayCalendar:
    """``base`` with the last version of every added year; its version names each of them."""
    last: dict[int, CalendarYearRecord] = {}
    for one in records:
        known = last.get(one.year)
        if known is None or known.number < one.number:
            last[one.year] = one
    calendar = base
    for year, one in sorted(last.items()):
        version = f"{calendar.version}+{one.version}"
        calendar = calendar.with_year(year, one.holidays, one.make_up_days, version)
    return calendar


def working_days_of(year: int, calendar: WorkingDayCalendar) -> int:
    return sum(map(calendar.is_working_day, _days_of(year)))


def refuse_implausible(year: int, calendar: WorkingDayCalendar) -> None:
    """A slip in the list of holidays would stop every clock of the rule. Raises FieldInvalid."""
    worked = working_days_of(year, calendar)
    longest = run = 0
    for day in _days_of(year):
        run = 0 if calendar.is_working_day(day) else run + 1
        longest = max(longest, run)
    if worked < FEWEST_WORKING_DAYS or longest > LONGEST_BREAK:
        raise FieldInvalid(
            f"{year} 年算下来只有 {worked} 个工作日,最长连休 {longest} 天,不像放假通知写的"
            f"(不少于 {FEWEST_WORKING_DAYS} 个工作日,连休不超过 {LONGEST_BREAK} 天);"
            "请对照通知核对 holidays 和 make_up_days。",
            field="holidays",
        )


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


class CalendarYearPresent(Conflict):
    code, article = "calendar.year_present", "5-2"  # replacing a year names what it replaces


@record(frozen=True)
class Recount:
    """How far the recount after one change of the calendar has come; units by their codes.

    ``after`` is the last unit done; a run that was cut off goes on behind it.
    """

    version: str
    started_at: datetime
    after: UnitCode | None = None
    seen: int = 0
    moved: int = 0
    finished_at: datetime | None = None
    revision: int = 0
    list_of: ClassVar[str] = ""

    @property
    def key(self) -> str:
        return self.version
