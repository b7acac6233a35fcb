"""Aggregates <-> records: what of each kind is sealed, and where it is found besides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from chalicelib.cloud.codec import decode, encode
from chalicelib.kernel.commits import Aggregate
from chalicelib.kernel.times.clock import sort_key
from chalicelib.storage.dynamodb.places import (
    awaited,
    besides_of,
    complaints_list,
    open_shard,
    place_of,
)
from chalicelib.storage.kinds import SEALED, kind_of, type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.adjustments.domain.adjustment import Adjustment
    from chalicelib.cloud.dynamodb.record import Record
    from chalicelib.cloud.vault import Vault
    from chalicelib.complaints.domain.complaint import Complaint
    from chalicelib.requests.domain.request import VerificationRequest


class Sealed(Aggregate, Protocol):
    """About people: stored under a data key of its own, without which nobody reads it again."""

    @property
    def id(self) -> str: ...

    @property
    def data_key(self) -> bytes: ...


T = TypeVar("T")
SomeSealed = TypeVar("SomeSealed", bound=Sealed)


class Items:
    """Makes records and reads them back, with the vault for what is about people."""

    def __init__(self, record: type[Record], vault: Vault) -> None:
        self._record = record
        self._vault = vault

    def of(self, aggregate: Aggregate) -> Record:
        """The record of this aggregate as it will be once saved (revision + 1)."""
        kind = kind_of(type(aggregate))
        saved = at_revision(aggregate, aggregate.revision + 1)
        if kind == "request":
            return self._of_request(cast("VerificationRequest", saved))
        if kind == "complaint":
            return self._of_complaint(cast("Complaint", saved))
        place = place_of(kind, saved)
        item = self._record(place.pk, place.sk, revision=saved.revision, kind=kind)
        item.doc = encode(saved)
        besides = besides_of(kind, saved)
        if besides is not None:
            item.box, item.place, item.summary = besides.pk, besides.sk, item.doc
        if kind == "adjustment":
            item.open_shard, item.next_place = awaited(cast("Adjustment", saved))
        return item

    def sealed(self, item: Record, kind: type[SomeSealed]) -> SomeSealed:
        """What is about people, opened with the data key that stands beside it."""
        return self._opened(item, _bytes(item.wrapped), kind)

    def plain(self, item: Record, kind: type[T]) -> T:
        return decode(_bytes(item.doc), kind)

    def snapshot(self, aggregate: Aggregate, about: Sealed | None) -> tuple[str, bytes]:
        """What an operation record keeps of its first result: (kind, blob). ``about``: what it is
        part of, under whose data key it is sealed, so that erasure reaches it, too."""
        kind = kind_of(type(aggregate))
        if about is None:
            return kind, encode(aggregate)
        plain = _plain(aggregate) if kind in SEALED else encode(aggregate)
        return kind, self._vault.seal(plain, about.data_key, about.id)

    def from_snapshot(
        self, item: Record, current: Callable[[str, str], Sealed | None]
    ) -> Aggregate:
        """The first result; what is about people is sealed under the data key of its owner."""
        word = str(item.kind)
        kind = type_of(word)
        if not item.owner:
            result: Aggregate = decode(_bytes(item.doc), kind)
            return result
        # A copy belongs to the request it was extracted from.
        found = current(word if word in SEALED else "request", str(item.owner))
        if found is None:
            from chalicelib.erasure.domain.errors import RequestErased

            raise RequestErased("这件申请的个人信息已经按规定删除,查不到当时的结果。", field="op")
        if word in SEALED:
            opened: Aggregate = self._opened(item, found.data_key, kind)
        else:
            opened = decode(self._vault.open(_bytes(item.doc), found.data_key, found.id), kind)
        return opened

    def with_data_key(self, aggregate: Aggregate) -> Aggregate:
        about = as_sealed(aggregate)
        if about is None or about.data_key:
            return aggregate
        sealed: Aggregate = _with_data_key(aggregate, self._vault.new_data_key(about.id))
        return sealed

    def applicant_key(self, requester: str, id_type: str, id_no: str) -> str:
        return self._vault.blind_index(requester, id_type, id_no)

    def _of_complaint(self, complaint: Complaint) -> Record:
        """Found by due time: the open ones together, and each state for itself."""
        from chalicelib.complaints.domain.complaint import summarise_complaint

        item = self._sealed("complaint", complaint)
        item.summary = encode(summarise_complaint(complaint))
        item.place = f"{sort_key(complaint.due_by)}#{complaint.id}"
        unit = complaint.asked_unit
        if complaint.is_open:
            item.box = complaints_list(None, None)
            item.sent = unit and complaints_list(unit, None)
        item.box_state = complaints_list(None, complaint.state)
        item.sent_state = unit and complaints_list(unit, complaint.state)
        return item

    def _sealed(self, kind: str, aggregate: Sealed) -> Record:
        place = place_of(kind, aggregate)
        item = self._record(place.pk, place.sk, revision=aggregate.revision, owner=aggregate.id)
        item.kind = kind
        item.wrapped = aggregate.data_key
        item.doc = self._vault.seal(_plain(aggregate), aggregate.data_key, aggregate.id)
        return item

    def _of_request(self, request: VerificationRequest) -> Record:
        from chalicelib.requests.domain.summaries import summarise

        item = self._sealed("request", request)
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
        opened: SomeSealed = _with_data_key(decode(data, kind), wrapped)
        return opened


def as_sealed(aggregate: Aggregate) -> Sealed | None:
    """The aggregate as what is about people, if its kind is."""
    return cast("Sealed", aggregate) if kind_of(type(aggregate)) in SEALED else None


def at_revision(aggregate: Any, revision: int) -> Any:
    """Every stored kind is a frozen dataclass with a revision."""
    return replace(aggregate, revision=revision)


def _with_data_key(aggregate: Any, data_key: bytes) -> Any:
    return replace(aggregate, data_key=data_key)


def _plain(aggregate: Any) -> bytes:
    """The stored form: without news (they are entries) and without the key itself."""
    return encode(replace(aggregate, news=(), data_key=b""))


def _bytes(value: bytes | None) -> bytes:
    return value or b""
