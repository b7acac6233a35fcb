"""结束顶岗 (Art. 10-1): the regular supervisor acts again."""

from datetime import datetime

from chalicelib.domain.ids import UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import require_supervisor_or_officer


def end_leave_cover(code: UnitCode, call: SignedCall, ports: Ports) -> Unit:
    """By the cover, who is supervisor while it lasts, or an officer.

    Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken.
    """

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        return unit.end_leave_cover()

    return change_unit(code, call, ports, act, what("leave_cover_ended"))
