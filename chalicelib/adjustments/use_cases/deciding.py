"""The task-force office agrees to an adjustment or does not (Art. 5-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentDecision
from chalicelib.adjustments.use_cases.changing import change_adjustment
from chalicelib.catalogue.domain.errors import SamePerson
from chalicelib.kernel.ids import AdjustmentId
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import person, require_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.adjustments.ports import Ports
    from chalicelib.kernel.callers import SignedCall


@record(frozen=True)
class DecideAdjustment:
    id: AdjustmentId
    is_agreed: bool
    number: str | None
    reason: str


def decide_adjustment(command: DecideAdjustment, call: SignedCall, ports: Ports) -> Adjustment:
    """By an officer who is not the one that reported (OURS).

    Raises AdjustmentUnknown, RoleNotAllowed, SamePerson, AdjustmentStateForbids, FieldInvalid.
    """

    def act(adjustment: Adjustment, now: datetime) -> Adjustment:
        require_officer(call.caller, now, ports)
        decision = AdjustmentDecision(
            command.is_agreed, command.number, command.reason, person(call.caller), now
        )
        if adjustment.report is not None and adjustment.report.by == decision.by:
            raise SamePerson("报告人不能处理自己的报告,请专班办公室的另一名经办人处理。")
        return adjustment.decided(decision)

    return change_adjustment(command.id, call, ports, act)
