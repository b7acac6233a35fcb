"""The Store port on DynamoDB: single gets, one query per page, no scan."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeGuard, TypeVar

from pynamodb.exceptions import DoesNotExist

from chalicelib.cloud.codec import decode
from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.cloud.dynamodb.record import Place, Record
from chalicelib.cloud.vault import Vault
from chalicelib.complaints.domain.complaint import Complaint, ComplaintSummary
from chalicelib.erasure.domain.erasure import ErasedRequest
from chalicelib.kernel.clock import from_sort_key
from chalicelib.kernel.commits import (
    Box,
    BoxQuery,
    Commit,
    ComplaintQuery,
    Listed,
    ListQuery,
    Operation,
    Page,
    Sealed,
)
from chalicelib.kernel.events import Event
from chalicelib.kernel.ids import (
    CaseNo,
    ComplaintId,
    KeyId,
    OperationId,
    ProofId,
    RequestId,
    UnitCode,
    WebhookId,
)
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import RequestSummary
from chalicelib.storage.dynamodb.commits import Committer
from chalicelib.storage.dynamodb.items import Items
from chalicelib.storage.dynamodb.ledger import read_events
from chalicelib.storage.dynamodb.places import (
    case_place,
    complaint_place,
    complaints_list,
    invitation_place,
    key_place,
    kind_of_type,
    listed_place,
    operation_place,
    proof_place,
    request_place,
    unit_place,
    webhook_place,
)
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit

BATCH = 100

T = TypeVar("T")
OneListed = TypeVar("OneListed", bound=Listed)


class DynamoStore:
    """The truth of the system."""

    def __init__(self, record: type[Record], vault: Vault) -> None:
        self._record = record
        self._items = Items(record, vault)
        self._committer = Committer(record, self._items, vault)

    def commit(self, commit: Commit) -> None:
        self._committer.commit(commit)

    def request(self, request: RequestId) -> VerificationRequest | None:
        item = self._get(request_place(request))
        return self._items.request(item) if _is(item, VerificationRequest) else None

    def erased(self, request: RequestId) -> ErasedRequest | None:
        item = self._get(request_place(request))
        return self._items.plain(item, ErasedRequest) if _is(item, ErasedRequest) else None

    @reaching_the_table()
    def requests(self, ids: Sequence[RequestId]) -> tuple[VerificationRequest, ...]:
        keys = [(place.pk, place.sk) for place in map(request_place, ids)]
        found = self._record.batch_get(keys, consistent_read=True)
        standing = (self._items.request(one) for one in found if _is(one, VerificationRequest))
        return tuple(sorted(standing, key=lambda one: one.filed_at))

    def operation(self, unit: UnitCode, operation: OperationId) -> Operation | None:
        item = self._get(operation_place(unit, operation))
        if item is None:
            return None
        result = self._items.from_snapshot(item, self._sealed)
        return Operation(str(item.digest), KeyId(str(item.kid)), result)

    def known_case(self, requester: UnitCode, case_no: CaseNo) -> datetime | None:  # noqa: ARG002  # the port's
        return None

    def case(self, requester: UnitCode, case_no: CaseNo) -> Case | None:
        item = self._get(case_place(requester, case_no))
        if item is None:
            return None
        members = tuple(RequestId(one) for one in sorted(item.members or ()))
        return Case(requester, case_no, from_sort_key(str(item.digest)), members)

    def box(self, query: BoxQuery) -> Page[RequestSummary]:
        prefix = "in" if query.box is Box.INBOX else "out"
        hash_key = f"{prefix}#{query.unit}" + (f"#{query.state}" if query.state else "")
        index: Any = {
            (Box.INBOX, False): self._record.box_index,
            (Box.INBOX, True): self._record.box_state_index,
            (Box.OUTBOX, False): self._record.sent_index,
            (Box.OUTBOX, True): self._record.sent_state_index,
        }[query.box, query.state is not None]
        return self._summaries(index, hash_key, query, RequestSummary)

    def by_applicant(self, requester: UnitCode, id_type: str, id_no: str) -> Page[RequestSummary]:
        key = self._items.applicant_key(requester, id_type, id_no)
        everything = BoxQuery(requester, Box.OUTBOX, None, BATCH)
        return self._summaries(self._record.applicant_index, key, everything, RequestSummary)

    @reaching_the_table()
    def events(self, subject: str) -> tuple[Event, ...]:
        return read_events(self._record, subject)

    def unit(self, code: UnitCode) -> Unit | None:
        return self._plain(unit_place(code), Unit)

    @reaching_the_table()
    def units(self) -> tuple[Unit, ...]:
        found = self._record.query("UNITS", consistent_read=True)
        return tuple(self._items.plain(one, Unit) for one in found)

    def key(self, kid: KeyId) -> KeyRecord | None:
        return self._plain(key_place(kid), KeyRecord)

    @reaching_the_table()
    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]:
        found = self._record.box_index.query(f"keys#{unit}")
        return tuple(decode(one.summary or b"", KeyRecord) for one in found)

    def invitation(self, invitation: str) -> Invitation | None:
        return self._plain(invitation_place(invitation), Invitation)

    def webhook(self, unit: UnitCode, webhook: WebhookId) -> Webhook | None:
        return self._plain(webhook_place(unit, webhook), Webhook)

    @reaching_the_table()
    def webhooks(self, unit: UnitCode) -> tuple[Webhook, ...]:
        prefix = self._record.sk.startswith("WEBHOOK#")
        found = self._record.query(f"UNIT#{unit}", prefix, consistent_read=True)
        return tuple(self._items.plain(one, Webhook) for one in found)

    def proof(self, proof: ProofId) -> EProof | None:
        item = self._get(proof_place(proof))
        return self._items.plain(item, EProof) if _is(item, EProof) else None

    @reaching_the_table()
    def proofs(self, ids: Sequence[ProofId]) -> tuple[EProof, ...]:
        keys = [(place.pk, place.sk) for place in map(proof_place, ids)]
        batch = self._record.batch_get(keys, consistent_read=True)
        found = [self._items.plain(one, EProof) for one in batch if _is(one, EProof)]
        return tuple(sorted(found, key=lambda one: ids.index(one.id)))

    @reaching_the_table()
    def status_marks(self, shard: int) -> tuple[StatusMark, ...]:
        found = self._record.query(f"MARKS#{shard}", consistent_read=True)
        marks = (StatusMark(shard, int(one.sk), ProofStatus(str(one.kind))) for one in found)
        return tuple(one for one in marks if one.status is not ProofStatus.VALID)

    @reaching_the_table()
    def has_places(self, shard: int) -> bool:
        return any(self._record.query(f"PLACES#{shard}", limit=1, consistent_read=True))

    @reaching_the_table()
    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]:
        prefix = self._record.sk.startswith("RECORD#")
        found = self._record.query(f"UNIT#{unit}", prefix, consistent_read=True)
        return tuple(self._items.plain(one, UnitRecord) for one in found)

    def complaint(self, complaint: ComplaintId) -> Complaint | None:
        item = self._get(complaint_place(complaint))
        return None if item is None else self._items.complaint(item)

    def complaints(self, query: ComplaintQuery) -> Page[ComplaintSummary]:
        record, of_unit = self._record, query.unit is not None
        index: Any = {
            (False, False): record.box_index,
            (False, True): record.box_state_index,
            (True, False): record.sent_index,
            (True, True): record.sent_state_index,
        }[of_unit, query.state is not None]
        hash_key = complaints_list(query.unit, query.state)
        return self._summaries(index, hash_key, query, ComplaintSummary)

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None:
        return self._plain(listed_place(kind, list_of, key), kind)

    @reaching_the_table()
    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        if query.is_second:
            return self._second(query)
        key = self._record.sk
        beyond = None
        if query.after is not None:
            beyond = key < query.after if query.newest_first else key > query.after
        found = list(
            self._record.query(
                listed_place(query.kind, query.list_of, "").pk,
                beyond,
                limit=query.limit + 1,
                scan_index_forward=not query.newest_first,
                consistent_read=True,
            )
        )
        shown = found[: query.limit]
        items = tuple(self._items.plain(one, query.kind) for one in shown)
        return Page(items, shown[-1].sk if len(found) > query.limit else None)

    def _second(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        """By the ``box`` index, which follows the table a moment later."""
        place = self._record.place
        beyond = None
        if query.after is not None:
            beyond = place < query.after if query.newest_first else place > query.after
        found = list(
            self._record.box_index.query(
                listed_place(query.kind, query.list_of, "").pk,
                beyond,
                limit=query.limit + 1,
                scan_index_forward=not query.newest_first,
            )
        )
        shown = found[: query.limit]
        items = tuple(decode(one.summary or b"", query.kind) for one in shown)
        return Page(items, str(shown[-1].place) if len(found) > query.limit else None)

    def _summaries(
        self, index: Any, hash_key: str, query: BoxQuery | ComplaintQuery, kind: type[T]
    ) -> Page[T]:
        """One query: the page is read from its start, so ``after`` is a sort key, not a token."""
        limit = query.limit
        condition = self._record.place > query.after if query.after else None
        found = list(index.query(hash_key, condition, limit=limit + 1, page_size=limit + 1))
        lines = tuple(decode(one.summary or b"", kind) for one in found[:limit])
        return Page(lines, found[limit - 1].place if len(found) > limit else None)

    def _sealed(self, kind: type[Sealed], id_: str) -> Sealed | None:
        if kind is Complaint:
            return self.complaint(ComplaintId(id_))
        return self.request(RequestId(id_))

    def _plain(self, place: Place, kind: type[T]) -> T | None:
        item = self._get(place)
        return None if item is None else self._items.plain(item, kind)

    @reaching_the_table()
    def _get(self, place: Place) -> Record | None:
        try:
            return self._record.get(place.pk, place.sk, consistent_read=True)
        except DoesNotExist:
            return None


def _is(item: Record | None, kind: type[object]) -> TypeGuard[Record]:
    """Does this kind stand at the place, or what was left of it after erasure?"""
    return item is not None and item.kind == kind_of_type(kind)
