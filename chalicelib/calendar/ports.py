"""What the working-day calendar needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.keys import ports as keys

if TYPE_CHECKING:
    from chalicelib.kernel.times.working_days import WorkingDayCalendar


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


class Ports(keys.Ports, Protocol):
    @property
    def calendars(self) -> Calendars: ...
