"""Ledger entries, the outbox, refusals: what is only ever added (docs/architecture.md)."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.cloud.codec import decode, encode
from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.kernel.events import Event
from chalicelib.kernel.lanes import Lane, lane_of
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import sort_key

if TYPE_CHECKING:
    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.cloud.vault import Vault
    from chalicelib.kernel.commits import Aggregate, OutboxEntry

OUTBOX_SHARDS = 4
COUNTER_LIFE = timedelta(days=400)


@record(frozen=True)
class Entry:
    """An event as stored: with its salt and its keyed commitment to the data."""

    event: Event
    salt: str
    commitment: str


def event_record(
    record: type[Record],
    event: Event,
    position: int,
    about: Aggregate | None,
    vault: Vault,
) -> Record:
    """The entry of ``event``; it commits to it and to what it is about, as that then stood."""
    salt = os.urandom(16)
    data = encode(event) + (encode(about) if about is not None else b"")
    entry = Entry(event, salt.hex(), vault.commitment(salt, data))
    sk = f"EVENT#{sort_key(event.news.at)}#{position:02d}#{event.id}"
    return record(f"R#{event.subject}", sk, doc=encode(entry))


@reaching_the_table()
def read_events(record: type[Record], subject: str) -> tuple[Event, ...]:
    """Every entry about one subject, in order of time."""
    found = record.query(f"R#{subject}", record.sk.startswith("EVENT#"), consistent_read=True)
    return tuple(decode(one.doc or b"", Entry).event for one in found)


def outbox_shards(lane: Lane) -> tuple[str, ...]:
    """Each lane has partitions of its own: what is long in one is not in another's way."""
    return tuple(f"OUT#{part}#{shard}" for part in lane.parts for shard in range(OUTBOX_SHARDS))


def outbox_record(record: type[Record], entry: OutboxEntry) -> Record:
    shards = outbox_shards(lane_of(entry))
    sk = f"{sort_key(entry.ready_at)}#{entry.id}"
    return record(shards[sum(entry.id.encode()) % OUTBOX_SHARDS], sk, doc=encode(entry))


class RefusalLog:
    """Refused calls: one entry each after a valid signature, counted per minute before it."""

    def __init__(self, record: type[Record], vault: Vault) -> None:
        self._record = record
        self._vault = vault

    @reaching_the_table()
    def record(self, event: Event) -> None:
        event_record(self._record, event, 0, None, self._vault).save()

    def count(self, code: str, source_class: str, at: datetime) -> None:
        self.add(code, source_class, at, 1)

    @reaching_the_table()
    def add(self, code: str, source_class: str, at: datetime, tally: int) -> None:
        """Add to the one entry of this code, minute and source class."""
        item = self._record(f"REFUSED#{sort_key(at)[:13]}", f"{code}#{source_class}")
        expires = int((at + COUNTER_LIFE).timestamp())
        item.update([self._record.tally.add(tally), self._record.expires.set(expires)])

    @reaching_the_table()
    def counted(self, at: datetime) -> dict[str, int]:
        """The counts of one minute, by ``code#source_class``."""
        found = self._record.query(f"REFUSED#{sort_key(at)[:13]}", consistent_read=True)
        return {one.sk: int(one.tally or 0) for one in found}

    def recorded(self, subject: str) -> tuple[Event, ...]:
        return read_events(self._record, subject)
