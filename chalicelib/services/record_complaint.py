"""登记投诉 (Art. 18): what came by letter, by mail, by 12345 is taken in by an officer."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.complaints import Complaint, ComplaintChannel
from chalicelib.domain.errors import FieldInvalid
from chalicelib.domain.signing import SignedCall
from chalicelib.services.changing_complaints import complaint_told
from chalicelib.services.new_complaints import (
    Receipt,
    SentComplaint,
    code_for,
    new_complaint,
    receipt_of,
)
from chalicelib.services.performing import actor_of, perform
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit
from chalicelib.services.unit_rights import person, require_officer


@dataclass(frozen=True)
class RecordComplaint:
    """``received_at`` None = now; its time begins on the day the letter came."""

    sent: SentComplaint
    received_at: datetime | None


def record_complaint(command: RecordComplaint, call: SignedCall, ports: Ports) -> Receipt:
    """With a code for the complainant. 1 transaction; the same op gets the same code again.

    Raises FieldInvalid (channel, received_at, item), RowUnknown, UnitUnknown, RoleNotAllowed.
    """
    sent = command.sent
    if sent.channel is ComplaintChannel.SITE:
        raise FieldInvalid("SITE 是群众在本站提交的;登记时请写实际的渠道。", field="channel")
    code = code_for(ports, call.caller.unit, str(call.op))

    def decide(now: datetime) -> tuple[Complaint, Commit]:
        require_officer(call.caller, now, ports)
        received_at = command.received_at or now
        if received_at > now:
            raise FieldInvalid("received_at 不能晚于现在,请核对。", field="received_at")
        complaint = new_complaint(code, sent, received_at, person(call.caller), ports)
        return complaint_told(complaint, actor_of(call), now, ports)

    return receipt_of(perform(call, ports, Complaint, decide), code)
