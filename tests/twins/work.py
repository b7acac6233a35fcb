"""Twins of what workers read and tell: Worklist, Notices, Refusals."""

from dataclasses import replace
from datetime import datetime

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.kernel.commits import AdjustmentRef, OpenDeadline, OutboxEntry, Page
from chalicelib.kernel.events import Event
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.lanes import Lane, lane_of
from chalicelib.kernel.times.clock import sort_key
from chalicelib.notices.domain.notice import Notice
from chalicelib.requests.domain.request import VerificationRequest
from tests.twins.pages import page_of
from tests.twins.state import MemoryState


class MemoryWorklist:
    """Twin of ``background.ports.Worklist``."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def outbox(self, now: datetime, limit: int, lane: Lane = Lane.ALL) -> tuple[OutboxEntry, ...]:
        with self._state.lock:
            ready = [
                one
                for one in self._state.outbox.values()
                if one.ready_at <= now and lane_of(one) in lane.parts
            ]
        return tuple(sorted(ready, key=lambda one: (one.ready_at, one.id))[:limit])

    def done(self, entry: OutboxEntry) -> None:
        with self._state.lock:
            self._state.outbox.pop(entry.id, None)

    def postpone(self, entry: OutboxEntry, until: datetime) -> None:
        """An entry that another worker has done meanwhile stays done."""
        with self._state.lock:
            if entry.id in self._state.outbox:
                self._state.outbox[entry.id] = replace(entry, ready_at=until)

    def due(self, now: datetime, limit: int) -> tuple[OpenDeadline, ...]:
        come = [entry for entry in self._checks() if entry[0] <= now]
        return tuple(what for _, _, what in come[:limit])

    def open_deadlines(self) -> tuple[OpenDeadline, ...]:
        return tuple(what for _, _, what in self._checks())

    def _checks(self) -> list[tuple[datetime, str, OpenDeadline]]:
        """(next check, id, what) of everything that has one, earliest first."""
        with self._state.lock:
            everything = list(self._state.aggregates.values())
        found: list[tuple[datetime, str, OpenDeadline]] = []
        for one in everything:
            if isinstance(one, VerificationRequest | Adjustment):
                at = one.next_check_at()
                what = AdjustmentRef(one.id) if isinstance(one, Adjustment) else one.id
                if at is not None:
                    found.append((at, one.id, what))
        return sorted(found, key=lambda entry: entry[:2])


class MemoryNotices:
    """Twin of ``notices.ports.Notices``; newest first."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def put(self, notice: Notice) -> bool:
        """True if it is new."""
        with self._state.lock:
            is_new = notice.id not in self._state.notices
            self._state.notices.setdefault(notice.id, notice)
        return is_new

    def page(self, unit: UnitCode, audience: str, limit: int, after: str | None) -> Page[Notice]:
        with self._state.lock:
            mine = [
                (f"{sort_key(one.at)}#{one.id}", one)
                for one in self._state.notices.values()
                if one.unit == unit and one.audience == audience
            ]
        return page_of(mine, limit, after, newest_first=True)


class MemoryRefusals:
    """Twin of ``http.serving.Refusals``: entries stand beside their subject, counts by minute."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def record(self, event: Event) -> None:
        with self._state.lock:
            self._state.events[event.subject][event.id] = event

    def count(self, code: str, source_class: str, at: datetime) -> None:
        with self._state.lock:
            self._state.refusals[_minute(at)][f"{code}#{source_class}"] += 1

    def counted(self, at: datetime) -> dict[str, int]:
        """The counts of one minute, by ``code#source_class``."""
        with self._state.lock:
            return dict(self._state.refusals[_minute(at)])

    def recorded(self, subject: str) -> tuple[Event, ...]:
        with self._state.lock:
            return tuple(self._state.events.get(subject, {}).values())


def _minute(at: datetime) -> str:
    return sort_key(at)[:13]
