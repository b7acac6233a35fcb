"""工作日历: which years it holds, in which version, and what those say."""

from dataclasses import dataclass

from chalicelib.domain.calendar_years import CalendarYearRecord, with_years, year_version
from chalicelib.domain.recounting import Recount
from chalicelib.domain.working_days import CalendarYear, WorkingDayCalendar, year_missing
from chalicelib.services.listing import every_listed
from chalicelib.services.ports import Ports


@dataclass(frozen=True)
class YearRead:
    """One year as it holds now; ``versions`` are all that were ever added, oldest first."""

    year: int
    version: str
    plan: CalendarYear
    versions: tuple[CalendarYearRecord, ...]


@dataclass(frozen=True)
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
    recount = ports.store.listed(Recount, "", calendar.version)
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
    return tuple(every_listed(CalendarYearRecord, "", ports))


def _read(
    year: int, calendar: WorkingDayCalendar, added: tuple[CalendarYearRecord, ...]
) -> YearRead:
    versions = tuple(one for one in added if one.year == year)
    number = versions[-1].number if versions else 0
    return YearRead(year, year_version(year, number), calendar.years[year], versions)
