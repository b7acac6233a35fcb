"""Read one complaint in full; every reading writes an access record (SECURITY.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.complaint import Complaint
from chalicelib.complaints.use_cases.changing import load_complaint
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import NotAParty
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import is_officer, is_supervisor_of

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.callers import Caller, SignedCall
    from chalicelib.kernel.ids import ComplaintId


@record(frozen=True)
class ComplaintReading:
    """A complaint as this caller may see it; the contact is left out for the unit concerned."""

    complaint: Complaint
    shows_contact: bool


def read_complaint(id_: ComplaintId, call: SignedCall, ports: Ports) -> ComplaintReading:
    """1 read, 1 transaction {jti, access record}. Raises ComplaintUnknown, NotAParty."""
    reading = as_seen_by(call.caller, load_complaint(id_, ports), ports)
    news = (News(EventType.COMPLAINT_READ, ports.clock.now(), "18"),)
    events = events_of(id_, news, actor_of(call), ports.random)
    ports.commit(Commit(events=events, call=replace(call, op=None)))
    return reading


def as_seen_by(caller: Caller, complaint: Complaint, ports: Ports) -> ComplaintReading:
    """Officers in full; the supervisor of the unit that is asked now, without the contact and
    without what other units proposed. Raises NotAParty."""
    now = ports.clock.now()
    if is_officer(caller, now, ports):
        return ComplaintReading(complaint, shows_contact=True)
    unit = complaint.asked_unit
    if unit is None or not is_supervisor_of(caller, unit, now, ports):
        raise NotAParty("这件投诉没有转给本单位,只有专班办公室和被转办单位的督办员可以查看。")
    own = tuple(one for one in complaint.proposals if one.unit == unit)
    shown = replace(complaint, contact=None, proposals=own)
    return ComplaintReading(shown, shows_contact=False)
