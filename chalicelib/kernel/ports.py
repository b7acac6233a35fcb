"""What every use case may need from outside. What one subject needs besides stands in its own
``ports``; each ``Ports`` there adds to the one below it, and bootstrap makes them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.commits import Commit, Lists, Operation
    from chalicelib.kernel.events import Event
    from chalicelib.kernel.ids import OperationId, UnitCode


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, UTC, cut to the millisecond."""
        ...


class Cursors(Protocol):
    """Opaque, authenticated continuation marks."""

    def seal(self, after: str, bound_to: str) -> str: ...

    def open(self, cursor: str, bound_to: str) -> str:
        """Raises CursorInvalid."""
        ...


class Random(Protocol):
    def id(self) -> str:
        """128 random bits as base64url, never beginning with ``-``."""
        ...

    def below(self, end: int) -> int:
        """A random number from 0 to ``end`` - 1."""
        ...

    def one_time_code(self) -> str:
        """>= 50 random bits in Crockford base32, to be read out and typed."""
        ...


class Telemetry(Protocol):
    """Counters and log lines. Keys outside the allow-list are dropped by the adapter."""

    def count(self, metric: str, unit_kind: str) -> None: ...

    def log(self, message: str, **facts: str | int | float | bool | None) -> None: ...


class Ledger(Protocol):
    """What was committed, and by which ``op``."""

    def operation(self, unit: UnitCode, operation: OperationId) -> Operation | None: ...

    def events(self, subject: str) -> tuple[Event, ...]:
        """Oldest first."""
        ...


class Ports(Protocol):
    """``commit`` is the truth: one transaction. It raises RevisionLost, OperationSeen, CaseFixed,
    PlaceTaken, SignatureRefused (``sig.replay``) or Unavailable; after an unknown outcome it
    reads back what it wrote."""

    @property
    def clock(self) -> Clock: ...

    @property
    def random(self) -> Random: ...

    @property
    def cursors(self) -> Cursors: ...

    @property
    def telemetry(self) -> Telemetry: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def lists(self) -> Lists: ...

    def commit(self, commit: Commit) -> None: ...
