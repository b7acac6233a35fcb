"""办理投诉 (Art. 18): the office asks the unit concerned (itself, perhaps), which says what it
found; the office extends once, to the 20th day, with its reason, and replies; where it upholds a
complaint, perhaps with a signal of Article 16."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.complaint import (
    Assignment,
    Complaint,
    ComplaintExtension,
    ComplaintOutcome,
    Proposal,
    Reply,
)
from chalicelib.complaints.domain.words import refuse_numbers_of_people
from chalicelib.complaints.use_cases.changing import change_complaint
from chalicelib.kernel.errors import FieldInvalid, NotAParty
from chalicelib.kernel.events import Signal
from chalicelib.kernel.ids import ComplaintId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import is_supervisor_of, load_unit, person, require_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.callers import SignedCall


def assign_complaint(id_: ComplaintId, unit: UnitCode, call: SignedCall, ports: Ports) -> Complaint:
    """Raises ComplaintUnknown, UnitUnknown, RoleNotAllowed, ComplaintRuleBroken."""

    def act(complaint: Complaint, now: datetime) -> Complaint:
        require_officer(call.caller, now, ports)
        asked = load_unit(unit, ports).code
        return complaint.assign(Assignment(asked, now, person(call.caller)))

    return change_complaint(id_, call, ports, act)


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


def propose_reply(id_: ComplaintId, text: str, call: SignedCall, ports: Ports) -> Complaint:
    """By the supervisor of the unit asked now. Raises ComplaintUnknown, NotAParty,
    ComplaintRuleBroken."""

    def act(complaint: Complaint, now: datetime) -> Complaint:
        unit = complaint.asked_unit
        if unit is None or not is_supervisor_of(call.caller, unit, now, ports):
            raise NotAParty("这件投诉没有转给本单位;只有被转办单位的督办员可以提答复意见。")
        return complaint.propose(Proposal(text, unit, now, person(call.caller)))

    return change_complaint(id_, call, ports, act)


@record(frozen=True)
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
