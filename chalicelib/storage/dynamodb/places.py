"""Where each kind of aggregate stands: primary keys, lists, the index of open deadlines."""

from typing import Any

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.adjustments.domain.propagation import PropagationTask
from chalicelib.calendar.domain import Recount
from chalicelib.calendar.domain import CalendarYearRecord
from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionRecord, MaterialRegister
from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.tables.domain.imports import CatalogueImport, ImportQueue
from chalicelib.cloud.dynamodb.record import Place
from chalicelib.complaints.domain.complaint import Complaint
from chalicelib.erasure.domain.erasure import ErasedProof, ErasedRequest
from chalicelib.kernel.clock import sort_key
from chalicelib.kernel.commits import (
    AdjustmentRef,
    Aggregate,
    Listed,
    OpenDeadline,
    key_on_second_list,
    second_list_of,
)
from chalicelib.kernel.ids import AdjustmentId, RequestId
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit

OPEN_SHARDS = 8
ADJUSTMENT = "ADJUSTMENT#"
"""What marks an adjustment among the open deadlines; no request's id holds a ``#``."""


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


def open_deadline(place: str) -> OpenDeadline:
    """What stands at a place of the index of open deadlines."""
    id_ = place.partition("#")[2]
    if id_.startswith(ADJUSTMENT):
        return AdjustmentRef(AdjustmentId(id_.removeprefix(ADJUSTMENT)))
    return RequestId(id_)


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
    "import_queue": ImportQueue,
    "exclusion": ExclusionDecision,
    "adjustment": Adjustment,
    "propagation": PropagationTask,
    "calendar_year": CalendarYearRecord,
    "recount": Recount,
}


def kind_of_type(kind: type[object]) -> str:
    return next(name for name, one in KINDS.items() if one is kind)


def kind_of(aggregate: Aggregate) -> str:
    return kind_of_type(type(aggregate))


def besides_of(aggregate: PlainAggregate) -> Place | None:
    """Where it is found besides, in the ``box`` index."""
    if isinstance(aggregate, KeyRecord):
        return Place(f"keys#{aggregate.unit}", key_place(aggregate.kid).pk)
    if isinstance(
        aggregate, Unit | Invitation | EProof | UnitRecord | Webhook | ErasedRequest | ErasedProof
    ):
        return None
    second = second_list_of(aggregate)
    if second is None:
        return None
    return Place(listed_place(type(aggregate), second, "").pk, key_on_second_list(aggregate))


def awaited(adjustment: Adjustment) -> tuple[str | None, str | None]:
    """Its shard and place among the open deadlines, while its report is awaited."""
    next_check = adjustment.next_check_at()
    if next_check is None:
        return None, None
    place = f"{sort_key(next_check)}#{ADJUSTMENT}{adjustment.id}"
    return open_shard(adjustment.id), place


def plain_place(aggregate: PlainAggregate) -> Place:
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
    return place
