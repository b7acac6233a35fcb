"""Counting refusals before a valid signature without a write per call (docs/architecture.md).

The first of a (code, minute, source class) is written at once, then the 2nd, 4th, 8th ...: a
flood of n calls costs about log2(n) writes, and what stands is never less than half of the
truth. The rest follows when the minute is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.times.clock import sort_key

if TYPE_CHECKING:
    from chalicelib.kernel.events import Event
    from chalicelib.kernel.ports import Telemetry

Add = Callable[[str, str, datetime, int], None]


class BatchedRefusals:
    """The Refusals port over a log whose ``add`` is one write."""

    def __init__(self, record: Callable[[Event], None], add: Add, telemetry: Telemetry) -> None:
        self._record = record
        self._add = add
        self._telemetry = telemetry
        self._lock = threading.Lock()
        self._minute = ""
        self._at: datetime | None = None
        self._seen: dict[tuple[str, str], int] = {}
        self._written: dict[tuple[str, str], int] = {}

    def record(self, event: Event) -> None:
        self._record(event)

    def count(self, code: str, source_class: str, at: datetime) -> None:
        """Count one refusal; a failing store must not turn a refusal into an error."""
        key = (code, source_class)
        with self._lock:
            overdue = self._turn(at)
            self._seen[key] = seen = self._seen.get(key, 0) + 1
            if seen & (seen - 1) == 0:
                overdue.append((key, at, seen - self._written.get(key, 0)))
                self._written[key] = seen
        for (name, source), moment, tally in overdue:
            self._write(name, source, moment, tally)

    def flush(self) -> None:
        """Write what is still only counted; called when a process ends in order."""
        with self._lock:
            overdue = self._rest()
            self._written = dict(self._seen)
        for (name, source), moment, tally in overdue:
            self._write(name, source, moment, tally)

    def _turn(self, at: datetime) -> list[tuple[tuple[str, str], datetime, int]]:
        minute = sort_key(at)[:13]
        if minute == self._minute:
            return []
        rest = self._rest()
        self._minute, self._at, self._seen, self._written = minute, at, {}, {}
        return rest

    def _rest(self) -> list[tuple[tuple[str, str], datetime, int]]:
        if self._at is None:
            return []
        waiting = ((key, seen - self._written.get(key, 0)) for key, seen in self._seen.items())
        return [(key, self._at, tally) for key, tally in waiting if tally]

    def _write(self, code: str, source_class: str, at: datetime, tally: int) -> None:
        try:
            self._add(code, source_class, at, tally)
        except Exception as failure:  # noqa: BLE001  # whatever the store's trouble, refuse on
            self._telemetry.log("refusal_not_counted", code=code, error=type(failure).__name__)
