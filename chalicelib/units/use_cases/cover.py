"""请假顶岗 (Art. 10-1): a temporary supervisor who replaces, so the count stays one, until the
regular one acts again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import to_text
from chalicelib.units.use_cases.changing import change_unit, what
from chalicelib.units.use_cases.rights import refuse_cover, require_supervisor_or_officer

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.units.domain.unit import Unit
    from chalicelib.units.ports import Ports


def end_leave_cover(code: UnitCode, call: SignedCall, ports: Ports) -> Unit:
    """By the cover, who is supervisor while it lasts, or an officer.

    Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken.
    """

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, code, now, ports)
        return unit.end_leave_cover()

    return change_unit(code, call, ports, act, what("leave_cover_ended"))


@record(frozen=True)
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
