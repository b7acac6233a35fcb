"""The roster of signing keys in the table: one item of the KEYRING partition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.keys.adapters.roster_store import NAME

if TYPE_CHECKING:
    from chalicelib.cloud.dynamodb.record import Record


class TableRoster:
    """The RosterStore port: 1 read, 1 conditional write."""

    def __init__(self, record: type[Record]) -> None:
        self._record = record

    @reaching_the_table()
    def read(self) -> bytes | None:
        try:
            found = self._record.get("KEYRING", NAME, consistent_read=True)
        except DoesNotExist:
            return None
        return bytes(found.doc)

    @reaching_the_table()
    def swap(self, old: bytes | None, new: bytes) -> bool:
        stands = self._record.pk.does_not_exist() if old is None else self._record.doc == old
        try:
            self._record("KEYRING", NAME, doc=new).save(stands)
        except PutError:
            # The SDK may have repeated a write of ours that got no answer: only what stands tells.
            return self.read() == new
        return True
