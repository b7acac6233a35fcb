"""Aggregates <-> records: where each kind stands and what of it is sealed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.adapters.codec import decode, encode
from chalicelib.adapters.dynamodb.record import Record
from chalicelib.adapters.vault import Vault
from chalicelib.domain.catalogue_imports import CatalogueImport
from chalicelib.domain.clock import sort_key
from chalicelib.domain.complaints import Complaint, summarise_complaint
from chalicelib.domain.editions import CatalogueDraft, EditionRecord, MaterialRegister
from chalicelib.domain.erasure_errors import RequestErased
from chalicelib.domain.erasures import ErasedProof, ErasedRequest
from chalicelib.domain.exclusion_decisions import ExclusionDecision
from chalicelib.domain.invitations import Invitation
from chalicelib.domain.keys import KeyRecord
from chalicelib.domain.proof_copies import EProof
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.summaries import summarise
from chalicelib.domain.unit_records import UnitRecord
from chalicelib.domain.units import Unit
from chalicelib.domain.webhooks import Webhook
from chalicelib.services.proof_ports import StatusMark
from chalicelib.services.storing import Aggregate, Listed, Sealed

OPEN_SHARDS = 8

T = TypeVar("T")
SomeSealed = TypeVar("SomeSealed", bound=Sealed)

PlainAggregate = (
    Unit
    | KeyRecord
    | Invitation
    | Webhook
    | UnitRecord
    | EProof
    | ErasedRequest
    | ErasedProof
    | Listed
)
"""Stored as they are: nothing in them is about an applicant."""


@dataclass(frozen=True)
class Place:
    """The primary key of an item."""

    pk: str
    sk: str


def request_place(id_: str) -> Place:
    return Place(f"R#{id_}", "REQUEST")


def unit_place(code: str) -> Place:
    return Place("UNITS", code)


def key_place(kid: str) -> Place:
    return Place(f"KEY#{kid}", "KEY")


def invitation_place(id_: str) -> Place:
    return Place(f"INVITATION#{id_}", "INVITATION")


def webhook_place(unit: str, id_: str) -> Place:
    return Place(f"UNIT#{unit}", f"WEBHOOK#{id_}")


def unit_record_place(record: UnitRecord) -> Place:
    return Place(f"UNIT#{record.unit}", f"RECORD#{sort_key(record.at)}#{record.id}")


def proof_place(id_: str) -> Place:
    return Place(f"PROOF#{id_}", "PROOF")


def status_place(mark: StatusMark) -> Place:
    """The one item of a place of the status list: taken once for ever."""
    return Place(f"PLACES#{mark.shard}", f"{mark.index:05d}")


def mark_place(mark: StatusMark) -> Place:
    """What stands at a place when it is not valid; few, so that a list is read in one query."""
    return Place(f"MARKS#{mark.shard}", f"{mark.index:05d}")


def listed_place(kind: type[object], list_of: str, key: str) -> Place:
    """A list is one partition, read in the order of its keys."""
    return Place(f"LIST#{kind_of_type(kind)}#{list_of}", key)


def complaint_place(id_: str) -> Place:
    return Place(f"COMPLAINT#{id_}", "COMPLAINT")


def counter_place(counter: str, starts_at: datetime) -> Place:
    """How often in one window; ``counter`` holds a digest, never an address."""
    return Place(f"COUNT#{counter}", sort_key(starts_at))


def case_place(requester: str, case_no: str) -> Place:
    return Place(f"CASE#{requester}#{case_no}", "CASE")


def operation_place(unit: str, operation: str) -> Place:
    return Place(f"OP#{unit}#{operation}", "OP")


def call_place(unit: str, jti: str) -> Place:
    return Place(f"JTI#{unit}#{jti}", "JTI")


def complaints_list(unit: str | None, state: str | None) -> str:
    """All of them, or those a unit is asked about; ``state`` None = those still open. One
    partition is enough: the limits keep what comes in below one a second."""
    whose = "complaints" if unit is None else f"complaints#{unit}"
    return whose if state is None else f"{whose}#{state}"


def open_shard(id_: str) -> str:
    """Spread by the id's own randomness."""
    return f"OPEN#{sum(id_.encode()) % OPEN_SHARDS}"


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
        place, listed = _plain_place(saved)
        item = self._record(place.pk, place.sk, revision=saved.revision, kind=kind_of(saved))
        item.doc = encode(saved)
        if listed is not None:
            item.box, item.place, item.summary = listed, place.pk, item.doc
        return item

    def request(self, item: Record) -> VerificationRequest:
        return self._opened(item, _bytes(item.wrapped), VerificationRequest)

    def complaint(self, item: Record) -> Complaint:
        return self._opened(item, _bytes(item.wrapped), Complaint)

    def plain(self, item: Record, kind: type[T]) -> T:
        return decode(_bytes(item.doc), kind)

    def snapshot(self, aggregate: Aggregate) -> tuple[str, bytes]:
        """What an operation record keeps of its first result: (kind, blob)."""
        if isinstance(aggregate, Sealed):
            key = aggregate.data_key
            return kind_of(aggregate), self._vault.seal(_plain(aggregate), key, aggregate.id)
        return kind_of(aggregate), encode(aggregate)

    def from_snapshot(
        self, item: Record, current: Callable[[type[Sealed], str], Sealed | None]
    ) -> Aggregate:
        """The first result; a sealed one's is sealed under that aggregate's own data key."""
        kind = KINDS[str(item.kind)]
        if not issubclass(kind, Sealed):
            result: Aggregate = decode(_bytes(item.doc), kind)
            return result
        found = current(kind, str(item.owner))
        if found is None:
            raise RequestErased("这件申请的个人信息已经按规定删除,查不到当时的结果。", field="op")
        opened: Aggregate = self._opened(item, found.data_key, kind)
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


KINDS: dict[str, type[Any]] = {
    "request": VerificationRequest,
    "complaint": Complaint,
    "unit": Unit,
    "key": KeyRecord,
    "invitation": Invitation,
    "webhook": Webhook,
    "unit_record": UnitRecord,
    "proof": EProof,
    "erased_request": ErasedRequest,
    "erased_proof": ErasedProof,
    "draft": CatalogueDraft,
    "edition": EditionRecord,
    "materials": MaterialRegister,
    "import": CatalogueImport,
    "exclusion": ExclusionDecision,
}


def kind_of_type(kind: type[object]) -> str:
    return next(name for name, one in KINDS.items() if one is kind)


def kind_of(aggregate: Aggregate) -> str:
    return kind_of_type(type(aggregate))


def _plain(aggregate: Sealed) -> bytes:
    """The stored form: without news (they are entries) and without the key itself."""
    return encode(replace(aggregate, news=(), data_key=b""))


def _plain_place(aggregate: PlainAggregate) -> tuple[Place, str | None]:
    """Where it stands, and under which list it is found besides."""
    besides = f"keys#{aggregate.unit}" if isinstance(aggregate, KeyRecord) else None
    match aggregate:
        case Unit():
            place = unit_place(aggregate.code)
        case KeyRecord():
            place = key_place(aggregate.kid)
        case Invitation():
            place = invitation_place(aggregate.id)
        case EProof():
            place = proof_place(aggregate.id)
        case UnitRecord():
            place = unit_record_place(aggregate)
        case Webhook():
            place = webhook_place(aggregate.unit, aggregate.id)
        case ErasedRequest():
            place = request_place(aggregate.id)
        case ErasedProof():
            place = proof_place(aggregate.id)
        case _:
            place = listed_place(type(aggregate), aggregate.list_of, aggregate.key)
    return place, besides


def _bytes(value: bytes | None) -> bytes:
    return value or b""
