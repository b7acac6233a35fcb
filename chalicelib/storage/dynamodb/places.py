"""Where each kind of aggregate stands: primary keys, lists, the index of open deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.cloud.dynamodb.record import Place
from chalicelib.kernel.commits import (
    AdjustmentRef,
    OpenDeadline,
    PlaceMark,
    key_on_second_list,
    second_list_of,
)
from chalicelib.kernel.ids import AdjustmentId, RequestId
from chalicelib.kernel.times.clock import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.adjustments.domain.adjustment import Adjustment
    from chalicelib.units.domain.records import UnitRecord

OPEN_SHARDS = 8
ADJUSTMENT = "ADJUSTMENT#"
"""What marks an adjustment among the open deadlines; no request's id holds a ``#``."""


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


def status_place(mark: PlaceMark) -> Place:
    """The one item of a place of the status list: taken once for ever."""
    return Place(f"PLACES#{mark.shard}", f"{mark.index:05d}")


def mark_place(mark: PlaceMark) -> Place:
    """What stands at a place when it is not valid; few, so that a list is read in one query."""
    return Place(f"MARKS#{mark.shard}", f"{mark.index:05d}")


def listed_place(kind: str, list_of: str, key: str) -> Place:
    """A list is one partition, read in the order of its keys."""
    return Place(f"LIST#{kind}#{list_of}", key)


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


PLACES: Mapping[str, Callable[[Any], Place]] = {
    "request": lambda one: request_place(one.id),
    "complaint": lambda one: complaint_place(one.id),
    "unit": lambda one: unit_place(one.code),
    "key": lambda one: key_place(one.kid),
    "invitation": lambda one: invitation_place(one.id),
    "proof": lambda one: proof_place(one.id),
    "unit_record": unit_record_place,
    "webhook": lambda one: webhook_place(one.unit, one.id),
    "erased_request": lambda one: request_place(one.id),
    "erased_proof": lambda one: proof_place(one.id),
}
"""What stands by itself, by kind; everything else stands on a list."""


def place_of(kind: str, aggregate: Any) -> Place:
    """The one item of an aggregate."""
    found = PLACES.get(kind)
    if found is None:
        return listed_place(kind, aggregate.list_of, aggregate.key)
    return found(aggregate)


def besides_of(kind: str, aggregate: Any) -> Place | None:
    """Where it is found besides, in the ``box`` index."""
    if kind == "key":
        return Place(f"keys#{aggregate.unit}", key_place(aggregate.kid).pk)
    second = None if kind in PLACES else second_list_of(aggregate)
    if second is None:
        return None
    return Place(listed_place(kind, second, "").pk, key_on_second_list(aggregate))


def awaited(adjustment: Adjustment) -> tuple[str | None, str | None]:
    """Its shard and place among the open deadlines, while its report is awaited."""
    next_check = adjustment.next_check_at()
    if next_check is None:
        return None, None
    place = f"{sort_key(next_check)}#{ADJUSTMENT}{adjustment.id}"
    return open_shard(adjustment.id), place
