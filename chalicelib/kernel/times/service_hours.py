"""A service-hours clock (OURS): a published, versioned policy value, off unless it is set.

The rule counts natural time. A district that published service hours instead counts only the
time between opening and closing on working days, Asia/Shanghai.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI, instant

if TYPE_CHECKING:
    from chalicelib.kernel.times.working_days import WorkingDayCalendar

_TEXT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@record(frozen=True)
class ServiceHours:
    """Open from ``opens`` to ``closes`` on every working day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise Misconfigured("服务时间的开始必须早于结束,例如 09:00-17:30。")

    @classmethod
    def parse(cls, text: str) -> ServiceHours:
        """Read ``09:00-17:30``. Raises Misconfigured."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise Misconfigured("服务时间要写成 09:00-17:30 的样子,请改正配置。")
        first, second, third, fourth = (int(one) for one in found.groups())
        return cls(time(first, second), time(third, fourth))

    def after(self, start: datetime, period: timedelta, calendar: WorkingDayCalendar) -> datetime:
        """The instant at which ``period`` of service time has passed since ``start``.

        Raises CalendarYearMissing where a day's nature is unknown: never a guess.
        """
        moment, left = start.astimezone(SHANGHAI), period
        while True:
            day = moment.date()
            if calendar.is_working_day(day):
                opens = datetime.combine(day, self.opens, SHANGHAI)
                closes = datetime.combine(day, self.closes, SHANGHAI)
                begin = max(moment, opens)
                if begin + left <= closes:
                    return instant(begin + left)
                left -= max(timedelta(), closes - begin)
            moment = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
