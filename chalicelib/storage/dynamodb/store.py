"""The truth of the system: the one table, each subject's part of it loaded when first touched."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Operation
from chalicelib.kernel.ids import ComplaintId, KeyId, RequestId
from chalicelib.storage.dynamodb.commits import Committer
from chalicelib.storage.dynamodb.items import Items
from chalicelib.storage.dynamodb.ledger import read_events
from chalicelib.storage.dynamodb.places import operation_place, request_place
from chalicelib.storage.dynamodb.reading import Table, is_kind

if TYPE_CHECKING:
    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.cloud.vault import Vault
    from chalicelib.erasure.domain.erasure import ErasedRequest
    from chalicelib.kernel.commits import Commit
    from chalicelib.kernel.events import Event
    from chalicelib.kernel.ids import OperationId, UnitCode
    from chalicelib.storage.dynamodb.complaints import ComplaintTable
    from chalicelib.storage.dynamodb.items import Sealed
    from chalicelib.storage.dynamodb.keys import KeyTable
    from chalicelib.storage.dynamodb.lists import ListTable
    from chalicelib.storage.dynamodb.notices import WebhookTable
    from chalicelib.storage.dynamodb.requests import CopyTable, RequestTable
    from chalicelib.storage.dynamodb.status_places import PlaceTable
    from chalicelib.storage.dynamodb.units import UnitTable


class DynamoStore:
    """See ``storage.store.Store``; it is its own Ledger and ErasedStore."""

    def __init__(self, record: type[Record], vault: Vault) -> None:
        self._table = Table(record, Items(record, vault))
        self._committer = Committer(record, self._table.items, vault)

    def commit(self, commit: Commit) -> None:
        self._committer.commit(commit)

    def operation(self, unit: UnitCode, operation: OperationId) -> Operation | None:
        item = self._table.get(operation_place(unit, operation))
        if item is None:
            return None
        result = self._table.items.from_snapshot(item, self._sealed)
        return Operation(str(item.digest), KeyId(str(item.kid)), result)

    def events(self, subject: str) -> tuple[Event, ...]:
        return read_events(self._table.record, subject)

    def erased_request(self, request: RequestId) -> ErasedRequest | None:
        from chalicelib.erasure.domain.erasure import ErasedRequest

        item = self._table.get(request_place(request))
        return (
            self._table.items.plain(item, ErasedRequest) if is_kind(item, ErasedRequest) else None
        )

    @property
    def ledger(self) -> DynamoStore:
        return self

    @property
    def erased(self) -> DynamoStore:
        return self

    @cached_property
    def lists(self) -> ListTable:
        from chalicelib.storage.dynamodb.lists import ListTable

        return ListTable(self._table)

    @cached_property
    def units(self) -> UnitTable:
        from chalicelib.storage.dynamodb.units import UnitTable

        return UnitTable(self._table)

    @cached_property
    def keys(self) -> KeyTable:
        from chalicelib.storage.dynamodb.keys import KeyTable

        return KeyTable(self._table)

    @cached_property
    def requests(self) -> RequestTable:
        from chalicelib.storage.dynamodb.requests import RequestTable

        return RequestTable(self._table)

    @cached_property
    def copies(self) -> CopyTable:
        from chalicelib.storage.dynamodb.requests import CopyTable

        return CopyTable(self._table)

    @cached_property
    def places(self) -> PlaceTable:
        from chalicelib.storage.dynamodb.status_places import PlaceTable

        return PlaceTable(self._table)

    @cached_property
    def webhooks(self) -> WebhookTable:
        from chalicelib.storage.dynamodb.notices import WebhookTable

        return WebhookTable(self._table)

    @cached_property
    def complaints(self) -> ComplaintTable:
        from chalicelib.storage.dynamodb.complaints import ComplaintTable

        return ComplaintTable(self._table)

    def _sealed(self, kind: str, id_: str) -> Sealed | None:
        if kind == "complaint":
            return self.complaints.complaint(ComplaintId(id_))
        return self.requests.request(RequestId(id_))
