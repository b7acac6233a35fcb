"""交接督办员 (Art. 10-1): one person replaces another in one step, never 0 and never 2."""

from datetime import datetime

from chalicelib.domain.ids import MemberId, UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import refuse_cover, require_supervisor_or_officer


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
