"""延期答复投诉 (Art. 18): once, to the 20th day, in a special case and with its reason."""

from datetime import datetime

from chalicelib.domain.complaints import Complaint, ComplaintExtension
from chalicelib.domain.errors import FieldInvalid
from chalicelib.domain.ids import ComplaintId
from chalicelib.domain.signing import SignedCall
from chalicelib.services.changing_complaints import change_complaint
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import person, require_officer

SHORTEST_REASON = 10


def extend_complaint(id_: ComplaintId, reason: str, call: SignedCall, ports: Ports) -> Complaint:
    """Raises FieldInvalid (reason under 10 characters), ComplaintUnknown, RoleNotAllowed,
    ComplaintRuleBroken (extended before, overdue, replied)."""
    if len(reason) < SHORTEST_REASON:
        raise FieldInvalid(
            f"延期理由至少 {SHORTEST_REASON} 个字,请写清是什么特殊情况。", field="reason"
        )

    def act(complaint: Complaint, now: datetime) -> Complaint:
        require_officer(call.caller, now, ports)
        return complaint.extend(ComplaintExtension(reason, now, person(call.caller)))

    return change_complaint(id_, call, ports, act)
