"""Counting what is not signed: one small item per counter and window, gone with its TTL.

A process remembers which counters it found full until their window is over, so that a flood
costs it one refused write per window and not one per call.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from pynamodb.exceptions import UpdateError

from chalicelib.cloud.dynamodb.failures import code_of, reaching_the_table
from chalicelib.cloud.dynamodb.record import Place, Record
from chalicelib.complaints.domain.limits import DAY, Window
from chalicelib.kernel.times.clock import sort_key

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.complaints.ports import Counters

MOST_REMEMBERED = 4096


class DynamoCounters:
    """The Counters port: one conditional update; a refused one changes nothing."""

    def __init__(self, record: type[Record]) -> None:
        self._record = record

    @reaching_the_table()
    def take(self, counter: str, most: int, window: Window) -> bool:
        place = counter_place(counter, window.starts_at)
        tally = self._record.tally
        expires = int((window.ends_at + DAY).timestamp())
        try:
            self._record(place.pk, place.sk).update(
                [tally.add(1), self._record.expires.set(expires)],
                condition=tally.does_not_exist() | (tally < most),
            )
        except UpdateError as failure:
            if code_of(failure) != "ConditionalCheckFailedException":
                raise
            return False
        return True


class RememberingCounters:
    """Does not ask again in a window where a counter was found full."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._lock = threading.Lock()
        self._full: OrderedDict[tuple[str, int, Window], None] = OrderedDict()

    def take(self, counter: str, most: int, window: Window) -> bool:
        asked = counter, most, window
        with self._lock:
            if asked in self._full:
                return False
        is_taken = self._counters.take(counter, most, window)
        if not is_taken:
            with self._lock:
                self._full[asked] = None
                if len(self._full) > MOST_REMEMBERED:
                    self._full.popitem(last=False)
        return is_taken


def counter_place(counter: str, starts_at: datetime) -> Place:
    """How often in one window; ``counter`` holds a digest, never an address."""
    return Place(f"COUNT#{counter}", sort_key(starts_at))
