"""Who holds an office of a unit (Art. 4, 5, 10-1): agents are added and removed, never the last
one; the supervisor is handed over in one step, never 0 and never 2; officers and the publisher
are appointed and dismissed by an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit
from chalicelib.units.use_cases.changing import change_unit, what
from chalicelib.units.use_cases.rights import (
    refuse_cover,
    require_officer,
    require_supervisor_or_officer,
)

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import Role, SignedCall
    from chalicelib.kernel.ids import MemberId, UnitCode
    from chalicelib.units.ports import Ports


def add_agent(code: UnitCode, member: MemberId, call: SignedCall, ports: Ports) -> Unit:
    """Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        return unit.add_agent(member)

    return change_unit(code, call, ports, act, what("agent_added", member))


def appoint_officer(member: MemberId, role: Role, call: SignedCall, ports: Ports) -> Unit:
    """``role`` is OFFICER or PUBLISHER. Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""
    facts = (*what("appoint_officer", member), ("role", role.value))

    def act(unit: Unit, now: datetime) -> Unit:
        require_officer(call.caller, now, ports)
        return unit.appoint(member, role)

    return change_unit(TASK_FORCE_OFFICE, call, ports, act, facts)


def dismiss_officer(member: MemberId, role: Role, call: SignedCall, ports: Ports) -> Unit:
    """``role`` is OFFICER or PUBLISHER. Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""
    facts = (*what("dismiss_officer", member), ("role", role.value))

    def act(unit: Unit, now: datetime) -> Unit:
        require_officer(call.caller, now, ports)
        return unit.dismiss(member, role)

    return change_unit(TASK_FORCE_OFFICE, call, ports, act, facts)


def hand_over_supervisor(code: UnitCode, member: MemberId, call: SignedCall, ports: Ports) -> Unit:
    """The successor is a known member and no agent; a leave cover ends with it.

    The first supervisor of a unit comes the same way, from an officer.
    Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken.
    """

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        refuse_cover(call.caller, unit)
        return unit.hand_over_supervisor(member)

    return change_unit(code, call, ports, act, what("supervisor_handed_over", member))


def remove_agent(code: UnitCode, member: MemberId, call: SignedCall, ports: Ports) -> Unit:
    """His keys stop counting at once: the role is checked on every call.

    Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken.
    """

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        return unit.remove_agent(member)

    return change_unit(code, call, ports, act, what("agent_removed", member))
