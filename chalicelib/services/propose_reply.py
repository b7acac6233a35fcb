"""提答复意见 (Art. 18): the unit that was asked says what it found; the office replies."""

from datetime import datetime

from chalicelib.domain.complaints import Complaint, Proposal
from chalicelib.domain.errors import NotAParty
from chalicelib.domain.ids import ComplaintId
from chalicelib.domain.signing import SignedCall
from chalicelib.services.changing_complaints import change_complaint
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import is_supervisor_of, person


def propose_reply(id_: ComplaintId, text: str, call: SignedCall, ports: Ports) -> Complaint:
    """By the supervisor of the unit asked now. Raises ComplaintUnknown, NotAParty,
    ComplaintRuleBroken."""

    def act(complaint: Complaint, now: datetime) -> Complaint:
        unit = complaint.asked_unit
        if unit is None or not is_supervisor_of(call.caller, unit, now, ports):
            raise NotAParty("这件投诉没有转给本单位;只有被转办单位的督办员可以提答复意见。")
        return complaint.propose(Proposal(text, unit, now, person(call.caller)))

    return change_complaint(id_, call, ports, act)
