"""/v1/units/{unit}/records: trainings, seals, accounts (Art. 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.times.clock import to_text
from chalicelib.units.domain.records import UnitRecord, UnitRecordKind

if TYPE_CHECKING:
    from chalicelib.units.ports import Ports

LONGEST_TITLE = 100


def page(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.records import read_unit_records

    call.incoming.refuse_other_parameters()
    found = read_unit_records(UnitCode(unit), call.signed.caller, call.ports)
    return Answer({"items": [record_json(one) for one in found]})


def add(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.records import AddUnitRecord, add_unit_record

    with Fields(call.body()) as fields:
        command = AddUnitRecord(
            unit=UnitCode(unit),
            kind=fields.choice("kind", UnitRecordKind),
            title=fields.text("title", LONGEST_TITLE),
            held_on=fields.day("held_on"),
            note=fields.optional_text("note") or "",
        )
    return Answer(record_json(add_unit_record(command, call.signed, call.ports)), 201)


def record_json(record: UnitRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "unit": record.unit,
        "kind": record.kind,
        "title": record.title,
        "held_on": record.held_on.isoformat(),
        "note": record.note,
        "by": record.by,
        "at": to_text(record.at),
    }
