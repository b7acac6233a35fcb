"""The registry of public keys, and invitations to register one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.cloud.codec import decode
from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.storage.dynamodb.places import invitation_place, key_place

if TYPE_CHECKING:
    from chalicelib.kernel.ids import KeyId, UnitCode
    from chalicelib.keys.domain.invitation import Invitation
    from chalicelib.storage.dynamodb.reading import Table


class KeyTable:
    """The KeyStore port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def key(self, kid: KeyId) -> KeyRecord | None:
        return self._table.plain(key_place(kid), KeyRecord)

    @reaching_the_table()
    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]:
        found = self._table.record.box_index.query(f"keys#{unit}")
        return tuple(decode(one.summary or b"", KeyRecord) for one in found)

    def invitation(self, invitation: str) -> Invitation | None:
        from chalicelib.keys.domain.invitation import Invitation

        return self._table.plain(invitation_place(invitation), Invitation)
