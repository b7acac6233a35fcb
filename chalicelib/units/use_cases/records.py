"""培训记录 and the seal and account inventory of a unit (Art. 15)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import UnitCode, UnitRecordId
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.units.domain.records import UnitRecord, UnitRecordKind
from chalicelib.units.use_cases.rights import load_unit, person, require_supervisor_or_officer

if TYPE_CHECKING:
    from chalicelib.kernel.callers import Caller, SignedCall
    from chalicelib.units.ports import Ports


@record(frozen=True)
class AddUnitRecord:
    unit: UnitCode
    kind: UnitRecordKind
    title: str
    held_on: date
    note: str


def add_unit_record(command: AddUnitRecord, call: SignedCall, ports: Ports) -> UnitRecord:
    """By the unit's supervisor or an officer. Raises UnitUnknown, RoleNotAllowed, FieldInvalid."""
    id_ = UnitRecordId(ports.random.id())

    def decide(now: datetime) -> tuple[UnitRecord, Commit]:
        load_unit(command.unit, ports)
        require_supervisor_or_officer(call.caller, command.unit, now, ports)
        record = UnitRecord(
            id=id_,
            unit=command.unit,
            kind=command.kind,
            title=command.title,
            held_on=command.held_on,
            note=command.note,
            by=person(call.caller),
            at=now,
        )
        news = News(EventType.UNIT_CHANGED, now, "15", facts=(("record", command.kind.value),))
        events = events_of(f"unit:{command.unit}", (news,), actor_of(call), ports.random)
        return record, Commit(saves=(record,), events=events)

    return perform(call, ports, UnitRecord, decide)


def read_unit_records(unit: UnitCode, caller: Caller, ports: Ports) -> tuple[UnitRecord, ...]:
    """For the unit's own people and the officers, oldest first. Raises RoleNotAllowed."""
    load_unit(unit, ports)
    if caller.unit != unit:
        require_supervisor_or_officer(caller, unit, ports.clock.now(), ports)
    return ports.units.unit_records(unit)
