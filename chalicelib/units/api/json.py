"""Units and their people -> JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Role
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from chalicelib.units.domain.unit import LeaveCover, Unit
    from chalicelib.units.use_cases.reading import UnitReading

Json = dict[str, object]


def unit_json(reading: UnitReading) -> Json:
    """One unit; its people only where this caller may see them."""
    unit = reading.unit
    body: Json = {
        "unit": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "sector": unit.sector,
        "sector_authority": unit.sector_authority,
        "is_operational": unit.is_operational,
        "missing": list(unit.missing_to_operate()),
        "is_suspended": unit.is_suspended,
    }
    if reading.shows_people:
        body["leaders"] = list(unit.leaders)
        body["members"] = [
            {"member": one.id, "name": one.name, "roles": _roles(unit, one.id)}
            for one in unit.members
        ]
        body["supervisor"] = unit.supervisor
        body["acting_supervisor"] = unit.acting_supervisor(reading.now)
        body["leave_cover"] = _cover_json(unit.cover)
        body["agents"] = list(unit.agents)
    return body


def _cover_json(cover: LeaveCover | None) -> Json | None:
    if cover is None:
        return None
    return {"member": cover.member, "until": to_text(cover.until)}


def _roles(unit: Unit, member: str) -> list[Role]:
    """The offices a member regularly holds."""
    holders = {
        Role.SUPERVISOR: (unit.supervisor,),
        Role.AGENT: unit.agents,
        Role.OFFICER: unit.officers,
        Role.PUBLISHER: unit.publishers,
    }
    return [role for role, members in holders.items() if member in members]
