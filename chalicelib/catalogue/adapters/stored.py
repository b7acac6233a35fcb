"""The Catalogue port over what was published: records for at most 30 s, contents for ever."""

from __future__ import annotations

import threading
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import EditionRecord
from chalicelib.catalogue.domain.errors import EditionUnknown
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.kernel.listing import every_listed

if TYPE_CHECKING:
    from chalicelib.catalogue.ports import CatalogueContents
    from chalicelib.kernel.commits import Lists
    from chalicelib.kernel.ports import Clock

LIFE = timedelta(seconds=30)
MOST_KEPT = 4
"""Editions whose rows a process keeps: the one in force and what cases still open began under."""
BEFORE_ALL = CatalogueEdition(0, datetime(1970, 1, 1, tzinfo=UTC), {})


class StoredCatalogue:
    """1 query every 30 s at most; the rows of an edition are read once per process."""

    def __init__(self, lists: Lists, contents: CatalogueContents, clock: Clock) -> None:
        self._lists = lists
        self._clock = clock
        self._lock = threading.Lock()
        self._until = BEFORE_ALL.effective_from
        self._records: tuple[EditionRecord, ...] = ()

        @lru_cache(maxsize=MOST_KEPT)
        def edition(number: int, effective_from: datetime, content: str) -> CatalogueEdition:
            return CatalogueEdition(number, effective_from, contents.rows_by_code(content))

        self._rows_of = edition

    def edition_at(self, moment: datetime) -> CatalogueEdition:
        """See the port; an empty edition 0 before anything was published."""
        records = self._standing()
        if not records:
            return BEFORE_ALL
        at = bisect_right(records, moment, key=lambda one: one.effective_from)
        return self._with_rows(records[max(at - 1, 0)])

    def edition(self, number: int) -> CatalogueEdition:
        """See the port. One that another process has just published is looked for at once."""
        for records in (self._standing, self._read):
            for one in records():
                if one.number == number:
                    return self._with_rows(one)
        raise EditionUnknown(f"没有第 {number} 版清单,请核对版号。", field="edition")

    def _with_rows(self, record: EditionRecord) -> CatalogueEdition:
        return self._rows_of(record.number, record.effective_from, record.content)

    def refresh(self) -> None:
        with self._lock:
            self._until = BEFORE_ALL.effective_from

    def _standing(self) -> tuple[EditionRecord, ...]:
        now = self._clock.now()
        with self._lock:
            if now < self._until and self._records:
                return self._records
        found = self._read()
        with self._lock:
            self._records, self._until = found, now + LIFE
        return found

    def _read(self) -> tuple[EditionRecord, ...]:
        """Oldest first; numbers and effective_from grow together."""
        return tuple(every_listed(EditionRecord, "", self._lists))
