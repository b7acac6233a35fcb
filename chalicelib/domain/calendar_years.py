"""Years that an operator added to the working-day calendar: every version of them is kept.

The calendar the program is shipped with is the base; of each year the last version added goes
before it. A year's version is ``2027-1``, ``2027-2`` ...; the shipped one is ``2026-0``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.working_days import WorkingDayCalendar


@dataclass(frozen=True)
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

    @property
    def list_of(self) -> str:
        return ""

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
