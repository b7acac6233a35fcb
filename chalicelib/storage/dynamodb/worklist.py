"""What waits to be done: the sharded outbox and the sharded index of open deadlines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.cloud.codec import decode
from chalicelib.cloud.dynamodb.failures import code_of, reaching_the_table
from chalicelib.kernel.commits import OpenDeadline, OutboxEntry
from chalicelib.kernel.lanes import Lane
from chalicelib.kernel.times.clock import sort_key
from chalicelib.storage.dynamodb.ledger import outbox_record, outbox_shards
from chalicelib.storage.dynamodb.places import OPEN_SHARDS, open_deadline

if TYPE_CHECKING:
    from datetime import datetime

    from pynamodb.expressions.condition import Condition

    from chalicelib.cloud.dynamodb.record import Record


class DynamoWorklist:
    """One query per shard of a lane; ids only, the worker reads what it needs."""

    def __init__(self, record: type[Record]) -> None:
        self._record = record

    @reaching_the_table()
    def outbox(self, now: datetime, limit: int, lane: Lane = Lane.ALL) -> tuple[OutboxEntry, ...]:
        entries: list[OutboxEntry] = []
        for shard in outbox_shards(lane):
            ready = self._record.sk < sort_key(now) + "~"
            found = self._record.query(shard, ready, limit=limit, consistent_read=True)
            entries += [decode(one.doc or b"", OutboxEntry) for one in found]
        return tuple(sorted(entries, key=lambda one: (one.ready_at, one.id))[:limit])

    @reaching_the_table()
    def done(self, entry: OutboxEntry) -> None:
        outbox_record(self._record, entry).delete()

    @reaching_the_table()
    def postpone(self, entry: OutboxEntry, until: datetime) -> None:
        """An entry that another worker has done or postponed meanwhile stays so.

        Both in one transaction: else two workers that fail together leave two entries, and
        those four.
        """
        connection = self._record._get_connection().connection
        stands = self._record.pk.exists()
        later = outbox_record(self._record, replace(entry, ready_at=until))
        try:
            with TransactWrite(connection=connection, client_request_token=uuid4().hex) as both:
                both.delete(outbox_record(self._record, entry), stands)
                both.save(later)
        except TransactWriteError as failure:
            if code_of(failure) != "TransactionCanceledException":
                raise

    def due(self, now: datetime, limit: int) -> tuple[OpenDeadline, ...]:
        places = self._open(self._record.next_place < sort_key(now) + "~", limit)
        return tuple(open_deadline(place) for place in sorted(places)[:limit])

    def open_deadlines(self) -> tuple[OpenDeadline, ...]:
        return tuple(open_deadline(place) for place in sorted(self._open(None, None)))

    @reaching_the_table()
    def _open(self, condition: Condition | None, limit: int | None) -> list[str]:
        places: list[str] = []
        for shard in range(OPEN_SHARDS):
            found = self._record.open_index.query(f"OPEN#{shard}", condition, limit=limit)
            places += [str(one.next_place) for one in found]
        return places
