"""书面报告 (Art. 5-2): the unit reports the adjustment to the task-force office in writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, WrittenReport
from chalicelib.adjustments.use_cases.changing import change_adjustment
from chalicelib.adjustments.use_cases.rights import require_spokesman
from chalicelib.kernel.ids import AdjustmentId, RowCode
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import person

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.adjustments.ports import Ports
    from chalicelib.kernel.callers import SignedCall


@record(frozen=True)
class ReportAdjustment:
    """``rows_after`` empty = as registered."""

    id: AdjustmentId
    text: str
    document_no: str | None
    rows_after: tuple[RowCode, ...]


def report_adjustment(command: ReportAdjustment, call: SignedCall, ports: Ports) -> Adjustment:
    """By the unit or its sector authority; late reports are taken, and their lateness stays.

    Raises AdjustmentUnknown, RoleNotAllowed, AdjustmentStateForbids, FieldMissing, FieldInvalid.
    """

    def act(adjustment: Adjustment, now: datetime) -> Adjustment:
        require_spokesman(call.caller, adjustment.unit, now, ports)
        report = WrittenReport(command.text, command.document_no, person(call.caller), now)
        return adjustment.reported(report, command.rows_after)

    return change_adjustment(command.id, call, ports, act)
