"""What the clocks need from outside: the working-day calendar, and timers."""

from typing import Protocol

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.kernel.working_days import WorkingDayCalendar
from chalicelib.requests.domain.request import VerificationRequest


class Calendars(Protocol):
    """工作日历: what the program is shipped with, and the years an operator added."""

    @property
    def shipped(self) -> WorkingDayCalendar: ...

    def current(self) -> WorkingDayCalendar:
        """As of now; a change made by another process counts within 30 s."""
        ...

    def renew(self) -> None:
        """The next call reads anew: this process has changed it, or must be sure."""
        ...


class Timers(Protocol):
    """One timer per request or adjustment and number, started with absolute times. Best effort:
    the store is the truth and the sweeper the safety net."""

    def start(self, request: VerificationRequest) -> None: ...

    def stop(self, request: VerificationRequest, number: int) -> None: ...

    def start_adjustment(self, adjustment: Adjustment) -> None: ...

    def stop_adjustment(self, adjustment: Adjustment, number: int) -> None: ...
