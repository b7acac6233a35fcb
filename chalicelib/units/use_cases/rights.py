"""Who may change a unit: its supervisor, or the task-force office (Art. 4, 10-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import (
    RoleNotAllowed,
    UnitUnknown,
)
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.ids import UnitCode
    from chalicelib.units.ports import Ports


def holds_role(caller: Caller, now: datetime, ports: Ports) -> bool:
    """Does the person behind this key still hold its role? A key outlives a handover; the right
    to use it does not. A unit's own system holds its role as long as its key is valid."""
    if caller.role is Role.SYSTEM:
        return caller.member is None
    unit = ports.units.unit(caller.unit)
    return (
        unit is not None
        and caller.member is not None
        and unit.has_role(caller.member, caller.role, now)
    )


def is_officer(caller: Caller, now: datetime, ports: Ports) -> bool:
    return (
        caller.role is Role.OFFICER
        and caller.unit == TASK_FORCE_OFFICE
        and holds_role(caller, now, ports)
    )


def is_supervisor_of(caller: Caller, unit: UnitCode, now: datetime, ports: Ports) -> bool:
    """The unit's supervisor as of now, leave cover included."""
    return caller.role is Role.SUPERVISOR and caller.unit == unit and holds_role(caller, now, ports)


def require_officer(caller: Caller, now: datetime, ports: Ports) -> None:
    if not is_officer(caller, now, ports):
        raise RoleNotAllowed("只有工作专班办公室的经办人可以这样做,请联系专班办公室。")


def require_supervisor_or_officer(
    caller: Caller, unit: UnitCode, now: datetime, ports: Ports
) -> None:
    if not (is_supervisor_of(caller, unit, now, ports) or is_officer(caller, now, ports)):
        raise RoleNotAllowed("只有该单位现任督办员或工作专班办公室的经办人可以这样做。")


def refuse_cover(caller: Caller, unit: Unit) -> None:
    """顶岗 is temporary: whoever covers can't prolong it or take the office over."""
    is_own = caller.role is Role.SUPERVISOR and caller.unit == unit.code
    if is_own and caller.member != unit.supervisor:
        raise RoleNotAllowed("顶岗期间不能交接督办员或安排顶岗;请督办员本人或专班办公室办理。")


def person(caller: Caller) -> str:
    """``unit:member``, or ``unit:kid`` for a unit's own system."""
    return f"{caller.unit}:{caller.member or caller.kid}"


UNIT_ROLES = frozenset({Role.AGENT, Role.SYSTEM, Role.SUPERVISOR})
"""Who acts for a unit; officers and the publisher act for the district."""


def load_unit(unit: UnitCode, ports: Ports, field: str = "unit") -> Unit:
    """Raises UnitUnknown."""
    found = ports.units.unit(unit)
    if found is None:
        raise UnitUnknown(f"没有编码为 {unit} 的单位,请核对单位编码。", field=field)
    return found


def acts_for(caller: Caller, unit: UnitCode) -> bool:
    return caller.unit == unit and caller.role in UNIT_ROLES
