"""Which worker does what follows a commit: each lane of the outbox is kept and read apart."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.kernel.events import EventType

if TYPE_CHECKING:
    from chalicelib.kernel.commits import OutboxEntry


class Lane(StrEnum):
    """Sealing a page or publishing an edition takes its time, and there may be many tables to
    read: nothing else shall wait for them. ``ALL`` is every lane, one after the other."""

    ALL = "all"
    QUICK = "quick"
    SEALING = "sealing"
    CATALOGUE = "catalogue"

    @property
    def parts(self) -> tuple[Lane, ...]:
        return LANES if self is Lane.ALL else (self,)


LANES = (Lane.QUICK, Lane.SEALING, Lane.CATALOGUE)
COMPLAINTS = frozenset(one for one in EventType if one.startswith("COMPLAINT_"))
"""Who complains waits for a person, so the news of it is carried as quickly as a request's."""
OF_REQUESTS = (Lane.QUICK, Lane.SEALING)
"""What the table's stream starts. Publishing an edition takes minutes: its own function does it,
by its own schedule."""


def lane_of(entry: OutboxEntry) -> Lane:
    if entry.request is None:
        is_quick = all(one.news.type in COMPLAINTS for one in entry.events)
        return Lane.QUICK if is_quick else Lane.CATALOGUE
    seals = any(one.news.type is EventType.PROOF_EXTRACTED for one in entry.events)
    return Lane.SEALING if seals else Lane.QUICK


def is_table(entry: OutboxEntry) -> bool:
    """A table to be read can wait for an edition to be published, not the other way round."""
    return any(one.news.type is EventType.IMPORT_STARTED for one in entry.events)
