"""增加代办员 (Art. 10-1)."""

from datetime import datetime

from chalicelib.domain.ids import MemberId, UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import require_supervisor_or_officer


def add_agent(code: UnitCode, member: MemberId, call: SignedCall, ports: Ports) -> Unit:
    """Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        return unit.add_agent(member)

    return change_unit(code, call, ports, act, what("agent_added", member))
