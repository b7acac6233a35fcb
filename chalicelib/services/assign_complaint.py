"""转办投诉 (Art. 18): the office asks the unit concerned; the office itself may be that unit."""

from datetime import datetime

from chalicelib.domain.complaints import Assignment, Complaint
from chalicelib.domain.ids import ComplaintId, UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import load_unit
from chalicelib.services.changing_complaints import change_complaint
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import person, require_officer


def assign_complaint(id_: ComplaintId, unit: UnitCode, call: SignedCall, ports: Ports) -> Complaint:
    """Raises ComplaintUnknown, UnitUnknown, RoleNotAllowed, ComplaintRuleBroken."""

    def act(complaint: Complaint, now: datetime) -> Complaint:
        require_officer(call.caller, now, ports)
        asked = load_unit(unit, ports).code
        return complaint.assign(Assignment(asked, now, person(call.caller)))

    return change_complaint(id_, call, ports, act)
