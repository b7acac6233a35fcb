"""Read units: everybody signed sees every unit, people's names only in one's own (SECURITY.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import mask_name
from chalicelib.units.domain.unit import Unit
from chalicelib.units.use_cases.rights import is_officer, load_unit

if TYPE_CHECKING:
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.units.ports import Ports


@record(frozen=True)
class UnitReading:
    """A unit as this caller may see it at ``now``: with ``shows_people`` False nobody of it is
    to be shown, and the unit's members are left out already."""

    unit: Unit
    shows_people: bool
    now: datetime


def read_unit(code: UnitCode, caller: Caller, ports: Ports) -> UnitReading:
    """Raises UnitUnknown."""
    return seen_by(caller, load_unit(code, ports), ports)


def read_units(caller: Caller, ports: Ports) -> tuple[UnitReading, ...]:
    """Every unit by code; a district has some dozens, so there are no pages."""
    return tuple(seen_by(caller, one, ports) for one in ports.units.units())


def seen_by(caller: Caller, unit: Unit, ports: Ports) -> UnitReading:
    """Officers appoint by member id, so they see ids, and names masked."""
    now = ports.clock.now()
    if caller.unit == unit.code:
        return UnitReading(unit, shows_people=True, now=now)
    if is_officer(caller, now, ports):
        masked = tuple(replace(one, name=mask_name(one.name)) for one in unit.members)
        return UnitReading(replace(unit, members=masked), shows_people=True, now=now)
    return UnitReading(replace(unit, members=()), shows_people=False, now=now)
