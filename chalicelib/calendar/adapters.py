"""The Calendars port: the shipped calendar with the years that stand in the store."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.calendar.domain import CalendarYearRecord, with_years
from chalicelib.kernel.listing import every_listed

if TYPE_CHECKING:
    from chalicelib.kernel.commits import Lists
    from chalicelib.kernel.ports import Clock
    from chalicelib.kernel.times.working_days import WorkingDayCalendar

LIFE = timedelta(seconds=30)
"""As long as units and keys are kept; what follows a change of the calendar waits a little longer
(calendar/use_cases.py)."""


class StoredCalendars:
    """Kept for at most 30 s, like units and keys: a warm call reads nothing."""

    def __init__(self, shipped: WorkingDayCalendar, lists: Lists, clock: Clock) -> None:
        self._shipped = shipped
        self._lists = lists
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: tuple[WorkingDayCalendar, datetime] | None = None
        self._renewals = 0

    @property
    def shipped(self) -> WorkingDayCalendar:
        return self._shipped

    def current(self) -> WorkingDayCalendar:
        now = self._clock.now()
        with self._lock:
            kept, renewals = self._kept, self._renewals
        if kept is not None and now < kept[1]:
            return kept[0]
        calendar = with_years(self._shipped, self._records())
        with self._lock:
            # What was read before a change of this process must not outlive that change.
            if renewals == self._renewals:
                self._kept = (calendar, now + LIFE)
        return calendar

    def renew(self) -> None:
        with self._lock:
            self._kept = None
            self._renewals += 1

    def _records(self) -> list[CalendarYearRecord]:
        return list(every_listed(CalendarYearRecord, "", self._lists))
