"""What workers need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.erasure import ports as erasure
from chalicelib.kernel.lanes import Lane

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.commits import OpenDeadline, OutboxEntry


class Worklist(Protocol):
    """What waits to be done by workers."""

    def outbox(self, now: datetime, limit: int, lane: Lane = Lane.ALL) -> tuple[OutboxEntry, ...]:
        """Entries of the lane that are ready, oldest first."""
        ...

    def done(self, entry: OutboxEntry) -> None: ...

    def postpone(self, entry: OutboxEntry, until: datetime) -> None:
        """Try again later, so that one deaf webhook holds up nobody else."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[OpenDeadline, ...]:
        """Open requests and adjustments whose next check has come, oldest first."""
        ...

    def open_deadlines(self) -> tuple[OpenDeadline, ...]:
        """Everything with a due time to come; used once, to resume timers."""
        ...


class Ports(erasure.Ports, Protocol):
    @property
    def worklist(self) -> Worklist: ...
