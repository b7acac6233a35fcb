"""移除代办员 (Art. 10-1): never the last one."""

from datetime import datetime

from chalicelib.domain.ids import MemberId, UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import require_supervisor_or_officer


def remove_agent(code: UnitCode, member: MemberId, call: SignedCall, ports: Ports) -> Unit:
    """His keys stop counting at once: the role is checked on every call.

    Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken.
    """

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        return unit.remove_agent(member)

    return change_unit(code, call, ports, act, what("agent_removed", member))
