"""Aggregates <-> records: where each kind stands and what of it is sealed."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.cloud.codec import decode, encode
from chalicelib.cloud.dynamodb.record import Place, Record
from chalicelib.cloud.vault import Vault
from chalicelib.complaints.domain.complaint import Complaint, summarise_complaint
from chalicelib.erasure.domain.errors import RequestErased
from chalicelib.kernel.clock import sort_key
from chalicelib.kernel.commits import (
    Aggregate,
    Sealed,
)
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import summarise
from chalicelib.storage.dynamodb.places import (
    KINDS,
    awaited,
    besides_of,
    complaint_place,
    complaints_list,
    kind_of,
    open_shard,
    plain_place,
    request_place,
)

T = TypeVar("T")
SomeSealed = TypeVar("SomeSealed", bound=Sealed)


class Items:
    """Makes records and reads them back, with the vault for what is about people."""

    def __init__(self, record: type[Record], vault: Vault) -> None:
        self._record = record
        self._vault = vault

    def of(self, aggregate: Aggregate) -> Record:
        """The record of this aggregate as it will be once saved (revision + 1)."""
        saved = replace(aggregate, revision=aggregate.revision + 1)
        if isinstance(saved, VerificationRequest):
            return self._of_request(saved)
        if isinstance(saved, Complaint):
            return self._of_complaint(saved)
        place = plain_place(saved)
        item = self._record(place.pk, place.sk, revision=saved.revision, kind=kind_of(saved))
        item.doc = encode(saved)
        besides = besides_of(saved)
        if besides is not None:
            item.box, item.place, item.summary = besides.pk, besides.sk, item.doc
        if isinstance(saved, Adjustment):
            item.open_shard, item.next_place = awaited(saved)
        return item

    def request(self, item: Record) -> VerificationRequest:
        return self._opened(item, _bytes(item.wrapped), VerificationRequest)

    def complaint(self, item: Record) -> Complaint:
        return self._opened(item, _bytes(item.wrapped), Complaint)

    def plain(self, item: Record, kind: type[T]) -> T:
        return decode(_bytes(item.doc), kind)

    def snapshot(self, aggregate: Aggregate, about: Sealed | None) -> tuple[str, bytes]:
        """What an operation record keeps of its first result: (kind, blob). ``about``: what it is
        part of, under whose data key it is sealed, so that erasure reaches it, too."""
        if about is None:
            return kind_of(aggregate), encode(aggregate)
        plain = _plain(aggregate) if isinstance(aggregate, Sealed) else encode(aggregate)
        return kind_of(aggregate), self._vault.seal(plain, about.data_key, about.id)

    def from_snapshot(
        self, item: Record, current: Callable[[type[Sealed], str], Sealed | None]
    ) -> Aggregate:
        """The first result; what is about people is sealed under the data key of its owner."""
        kind = KINDS[str(item.kind)]
        if not item.owner:
            result: Aggregate = decode(_bytes(item.doc), kind)
            return result
        owner = kind if issubclass(kind, Sealed) else VerificationRequest
        found = current(owner, str(item.owner))
        if found is None:
            raise RequestErased("这件申请的个人信息已经按规定删除,查不到当时的结果。", field="op")
        if issubclass(kind, Sealed):
            opened: Aggregate = self._opened(item, found.data_key, kind)
        else:
            opened = decode(self._vault.open(_bytes(item.doc), found.data_key, found.id), kind)
        return opened

    def with_data_key(self, aggregate: Aggregate) -> Aggregate:
        if isinstance(aggregate, Sealed) and not aggregate.data_key:
            return replace(aggregate, data_key=self._vault.new_data_key(aggregate.id))
        return aggregate

    def applicant_key(self, requester: str, id_type: str, id_no: str) -> str:
        return self._vault.blind_index(requester, id_type, id_no)

    def _of_complaint(self, complaint: Complaint) -> Record:
        """Found by due time: the open ones together, and each state for itself."""
        item = self._sealed(complaint, complaint_place(complaint.id))
        item.summary = encode(summarise_complaint(complaint))
        item.place = f"{sort_key(complaint.due_by)}#{complaint.id}"
        unit = complaint.asked_unit
        if complaint.is_open:
            item.box = complaints_list(None, None)
            item.sent = unit and complaints_list(unit, None)
        item.box_state = complaints_list(None, complaint.state)
        item.sent_state = unit and complaints_list(unit, complaint.state)
        return item

    def _sealed(self, aggregate: Sealed, place: Place) -> Record:
        item = self._record(place.pk, place.sk, revision=aggregate.revision, owner=aggregate.id)
        item.kind = kind_of(aggregate)
        item.wrapped = aggregate.data_key
        item.doc = self._vault.seal(_plain(aggregate), aggregate.data_key, aggregate.id)
        return item

    def _of_request(self, request: VerificationRequest) -> Record:
        item = self._sealed(request, request_place(request.id))
        item.summary = encode(summarise(request))
        item.place = f"{sort_key(request.plan.answer_by)}#{request.id}"
        item.box = f"in#{request.issuer}"
        item.box_state = f"in#{request.issuer}#{request.state}"
        item.sent = f"out#{request.requester}"
        item.sent_state = f"out#{request.requester}#{request.state}"
        applicant = request.applicant
        item.applicant = self.applicant_key(request.requester, applicant.id_type, applicant.id_no)
        next_check = request.next_check_at()
        if next_check is not None:
            item.open_shard = open_shard(request.id)
            item.next_place = f"{sort_key(next_check)}#{request.id}"
        return item

    def _opened(self, item: Record, wrapped: bytes, kind: type[SomeSealed]) -> SomeSealed:
        data = self._vault.open(_bytes(item.doc), wrapped, str(item.owner))
        return replace(decode(data, kind), data_key=wrapped)


def _plain(aggregate: Sealed) -> bytes:
    """The stored form: without news (they are entries) and without the key itself."""
    return encode(replace(aggregate, news=(), data_key=b""))


def _bytes(value: bytes | None) -> bytes:
    return value or b""
