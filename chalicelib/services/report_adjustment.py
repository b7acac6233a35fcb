"""书面报告 (Art. 5-2): the unit reports the adjustment to the task-force office in writing."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.adjustments import Adjustment, WrittenReport
from chalicelib.domain.ids import AdjustmentId, RowCode
from chalicelib.domain.signing import SignedCall
from chalicelib.services.adjustment_rights import require_spokesman
from chalicelib.services.changing_adjustments import change_adjustment
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import person


@dataclass(frozen=True)
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
