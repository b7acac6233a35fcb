"""Make chalicelib/data/working_days.json from the development package ``chinesecalendar``.

From the project root: ``python -m tools.make_working_days VERSION``. Give a new VERSION whenever
a day changes, for due times are stored with the version that made them. The package follows the
State Council's notices; we keep our own copy so that the deployed functions need no such package
and no upgrade of it can move a due time unseen.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

from chalicelib.kernel.times.working_days import CalendarYear, WorkingDayCalendar, calendar_to_json

TARGET = Path(__file__).resolve().parent.parent / "chalicelib" / "data" / "working_days.json"


def days_of(year: int) -> Iterator[date]:
    """Every day of ``year``, in order."""
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


def calendar_year(year: int) -> CalendarYear:
    """What the package says of ``year``, reduced to where it differs from the plain week."""
    off = frozenset(d for d in days_of(year) if d.weekday() < 5 and not is_workday(d))
    worked = frozenset(d for d in days_of(year) if d.weekday() >= 5 and is_workday(d))
    return CalendarYear(off, worked)


def main(version: str) -> None:
    """Write every year the package covers."""
    covered = range(min(holidays).year, max(holidays).year + 1)
    calendar = WorkingDayCalendar(version, {year: calendar_year(year) for year in covered})
    TARGET.write_text(calendar_to_json(calendar), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.make_working_days VERSION")
    main(sys.argv[1])
