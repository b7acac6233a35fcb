"""答复投诉 (Art. 18); where an officer upholds it, perhaps with a signal of Article 16."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.complaint_words import refuse_numbers_of_people
from chalicelib.domain.complaints import Complaint, ComplaintOutcome, Reply
from chalicelib.domain.events import Signal
from chalicelib.domain.ids import ComplaintId
from chalicelib.domain.signing import SignedCall
from chalicelib.services.changing_complaints import change_complaint
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import person, require_officer


@dataclass(frozen=True)
class ReplyToComplaint:
    """``text`` is shown to whoever holds the code: no personal data. ``signal`` is V2 or V6."""

    id: ComplaintId
    text: str = field(repr=False)
    outcome: ComplaintOutcome
    signal: Signal | None


def reply_to_complaint(command: ReplyToComplaint, call: SignedCall, ports: Ports) -> Complaint:
    """Raises FieldInvalid (text names people by number), ComplaintUnknown, RoleNotAllowed,
    ComplaintRuleBroken (replied before; a signal without being upheld)."""
    refuse_numbers_of_people(command.text, "text")

    def act(complaint: Complaint, now: datetime) -> Complaint:
        require_officer(call.caller, now, ports)
        by = person(call.caller)
        return complaint.answer(Reply(command.text, command.outcome, now, by, command.signal))

    return change_complaint(command.id, call, ports, act)
