"""Working days: weekends, public holidays and make-up days, from versioned data of our own.

The State Council announces each year's arrangement in the autumn before. Until then nobody
knows it, so a year the calendar does not hold is an error that names the year, never a guess
from weekends alone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from chalicelib.kernel.errors import CalendarYearMissing, FieldInvalid, Misconfigured
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI

FIRST_YEAR = 2000
LAST_YEAR = 2999
ADJUSTMENT_REPORT_DAYS = 3

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def end_of_day(day: date) -> datetime:
    """24:00 of ``day`` in Asia/Shanghai, as an aware UTC instant; exactly then is on time."""
    return datetime.combine(day + _ONE_DAY, time.min, SHANGHAI).astimezone(UTC)


@record(frozen=True)
class CalendarYear:
    """What differs from the plain week: weekdays off, and weekend days worked (调休)."""

    holidays: frozenset[date]
    make_up_days: frozenset[date]


@record(frozen=True)
class EarliestDay:
    """A counted day: exact when ``missing_year`` is None, else the earliest it can turn out.

    ``missing_year`` is the first year that the count needed and the calendar lacks.
    """

    day: date
    missing_year: int | None


@record(frozen=True)
class WorkingDayCalendar:
    """The working days of every year we hold. ``version`` is stored beside each due time."""

    version: str
    years: Mapping[int, CalendarYear] = field(hash=False)

    def __post_init__(self) -> None:
        if not self.version.strip():
            raise FieldInvalid("工作日历没有版本号,请给出版本号。", field="version")
        for year, plan in self.years.items():
            _check_year(year, plan)
        object.__setattr__(self, "years", MappingProxyType(dict(self.years)))

    def covers(self, year: int) -> bool:
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Raises CalendarYearMissing naming the year."""
        if not self.covers(day.year):
            raise year_missing(day.year)
        return not self._is_known_off(day)

    def working_day_after(self, day: date, n: int) -> date:
        """The ``n``-th (n >= 1) working day after ``day``, itself not counted (民法典 201).

        Raises CalendarYearMissing if the count needs a year that is not there.
        """
        counted = self.earliest_working_day_after(day, n)
        if counted.missing_year is not None:
            raise year_missing(counted.missing_year)
        return counted.day

    def earliest_working_day_after(self, day: date, n: int) -> EarliestDay:
        """Like :meth:`working_day_after`; a day of a missing year counts as a working day.

        Fewer working days can only make the count end later, so the result is a sure bound.
        """
        if n < 1:
            raise ValueError("working days are counted from 1")
        missing: int | None = None
        while n:
            day += _ONE_DAY
            if self._is_known_off(day):
                continue
            n -= 1
            if missing is None and not self.covers(day.year):
                missing = day.year
        return EarliestDay(day, missing)

    def earliest_working_day_on_or_after(self, day: date) -> EarliestDay:
        """``day``, or the next working day if it is none (民法典 203); a day of a missing year
        counts as a working day."""
        while self._is_known_off(day):
            day += _ONE_DAY
        return EarliestDay(day, None if self.covers(day.year) else day.year)

    def adjustment_report_due(self, cause_date: date) -> datetime:
        """Art. 5-2: end of the 3rd working day after ``cause_date``, UTC.

        That the day of the cause is not counted is OURS, after 民法典 201.
        Raises CalendarYearMissing.
        """
        return end_of_day(self.working_day_after(cause_date, ADJUSTMENT_REPORT_DAYS))

    def with_year(
        self, year: int, holidays: Iterable[date], make_up_days: Iterable[date], version: str
    ) -> "WorkingDayCalendar":
        """A new calendar with ``year`` added or replaced, under a new version.

        Weekend days among ``holidays`` are dropped: the official notice lists whole spans
        (10 月 1 日至 7 日), and a weekend is off anyway. Raises FieldInvalid naming ``year``,
        ``holidays``, ``make_up_days`` or ``version``.
        """
        if version == self.version:
            raise FieldInvalid(
                f"版本号 {version} 正在使用;工作日历有改动就要换一个新的版本号。", field="version"
            )
        every_holiday, worked = frozenset(holidays), frozenset(make_up_days)
        both = sorted(every_holiday & worked)
        if both:
            raise FieldInvalid(
                f"{both[0]} 既列为放假又列为调休上班,请核对放假通知。", field="make_up_days"
            )
        plan = CalendarYear(frozenset(d for d in every_holiday if not _is_weekend(d)), worked)
        _check_year(year, plan)
        return WorkingDayCalendar(version, {**self.years, year: plan})

    def _is_known_off(self, day: date) -> bool:
        """Surely not a working day; False for every day of a year we do not hold."""
        plan = self.years.get(day.year)
        if plan is None:
            return False
        return day not in plan.make_up_days if _is_weekend(day) else day in plan.holidays


def year_missing(year: int) -> CalendarYearMissing:
    """The one error about a missing year, with what an operator has to do."""
    return CalendarYearMissing(
        f"工作日历没有 {year} 年的数据,算不出这个时限;请运维人员按国务院办公厅的放假通知"
        f"执行 mianzheng calendar add {year} FILE 补上该年。",
        facts={"year": str(year)},
    )


def calendar_from_json(text: str) -> WorkingDayCalendar:
    """Read ``{version, years: {"2026": {holidays: [...], make_up_days: [...]}}}``.

    Raises Misconfigured, saying what is wrong: this is our own data, not a caller's.
    """
    try:
        data = json.loads(text)
        years = {
            int(year): CalendarYear(_days(plan["holidays"]), _days(plan["make_up_days"]))
            for year, plan in data["years"].items()
        }
        return WorkingDayCalendar(str(data["version"]), years)
    except FieldInvalid as wrong:
        raise Misconfigured(f"工作日历数据有误:{wrong.detail}", field=wrong.field) from wrong
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Misconfigured(
            "工作日历数据读不出来,请用 tools/make_working_days.py 重新生成,或恢复上一版本。"
        ) from wrong


def calendar_to_json(calendar: WorkingDayCalendar) -> str:
    """Inverse of :func:`calendar_from_json`: years and days in order, so that diffs are small."""
    years = {
        str(year): {
            "holidays": [d.isoformat() for d in sorted(plan.holidays)],
            "make_up_days": [d.isoformat() for d in sorted(plan.make_up_days)],
        }
        for year, plan in sorted(calendar.years.items())
    }
    return json.dumps({"version": calendar.version, "years": years}, indent=1) + "\n"


def _days(texts: list[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _check_year(year: int, plan: CalendarYear) -> None:
    """Catch the wrong file and the mistyped day: both would move due times in silence."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise FieldInvalid(
            f"年份 {year} 不在 {FIRST_YEAR} 到 {LAST_YEAR} 之间,请核对年份。", field="year"
        )
    if not plan.holidays:
        raise FieldInvalid(
            f"{year} 年没有一个放假的工作日,这不可能;请核对放假通知。", field="holidays"
        )
    for name, days in (("holidays", plan.holidays), ("make_up_days", plan.make_up_days)):
        for day in sorted(days):
            if day.year != year:
                raise FieldInvalid(f"{day} 不是 {year} 年的日子,请核对。", field=name)
            if _is_weekend(day) != (name == "make_up_days"):
                kind = "周末,本来就不上班" if _is_weekend(day) else "周一至周五,不是调休上班日"
                raise FieldInvalid(f"{day} 是{kind},请核对放假通知。", field=name)
