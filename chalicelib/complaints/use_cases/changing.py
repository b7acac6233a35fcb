"""The common walk of an act on one complaint: load, let the domain decide, commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.complaint import Complaint
from chalicelib.complaints.domain.errors import ComplaintUnknown
from chalicelib.kernel.performing import Report, actor_of, perform, tell

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit
    from chalicelib.kernel.events import Actor
    from chalicelib.kernel.ids import ComplaintId

Act = Callable[[Complaint, datetime], Complaint]


def load_complaint(id_: ComplaintId, ports: Ports) -> Complaint:
    """Raises ComplaintUnknown."""
    found = ports.complaints.complaint(id_)
    if found is None:
        raise ComplaintUnknown("没有这个编号的投诉,请核对编号。", field="complaint")
    return found


def change_complaint(id_: ComplaintId, call: SignedCall, ports: Ports, act: Act) -> Complaint:
    """1 read, 1 transaction. Raises ComplaintUnknown and what ``act`` raises."""

    def decide(now: datetime) -> tuple[Complaint, Commit]:
        after = act(load_complaint(id_, ports), now)
        return complaint_told(after, actor_of(call), now, ports)

    return perform(call, ports, Complaint, decide)


def complaint_told(
    complaint: Complaint, actor: Actor, now: datetime, ports: Ports
) -> tuple[Complaint, Commit]:
    """The complaint without its news, and the commit that saves it with its entries; whoever is
    to hear of it follows."""
    return tell(complaint, Report(complaint.id, actor, now), ports)
