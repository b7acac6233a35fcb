"""请假顶岗 (Art. 10-1): a temporary supervisor who replaces, so the count stays one."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.clock import to_text
from chalicelib.domain.ids import MemberId, UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import refuse_cover, require_supervisor_or_officer


@dataclass(frozen=True)
class StartLeaveCover:
    """``member`` acts as supervisor until ``until``, that instant included."""

    unit: UnitCode
    member: MemberId
    until: datetime


def start_leave_cover(command: StartLeaveCover, call: SignedCall, ports: Ports) -> Unit:
    """A cover that runs is replaced. Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""
    facts = (*what("leave_cover_started", command.member), ("until", to_text(command.until)))

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, command.unit, now, ports)
        refuse_cover(call.caller, unit)
        return unit.start_leave_cover(command.member, command.until, now)

    return change_unit(command.unit, call, ports, act, facts)
