"""Tell whoever has to do something about a complaint (Art. 18); follows its events."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.notices import complaint_audience, complaint_notice_text
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import ComplaintId, NoticeId
from chalicelib.notices.domain.notice import Notice

if TYPE_CHECKING:
    from chalicelib.complaints.domain.complaint import Complaint
    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.events import Event

GIVE_UP = timedelta(hours=6)


def tell_complaint(event: Event, ports: Ports) -> None:
    """Idempotent by the event. Raises Unavailable where it could not be sent out of the house:
    it stands in the inbox all the same, and is sent again until it is given up."""
    complaint = ports.complaints.complaint(ComplaintId(event.subject))
    notice = None if complaint is None else _notice(event, complaint)
    if notice is None:
        return
    ports.notices.put(notice)
    webhooks = tuple(one for one in ports.webhooks.webhooks(notice.unit) if one.is_active)
    if ports.sender.send(notice, webhooks):
        return
    if ports.clock.now() - event.news.at <= GIVE_UP:
        raise Unavailable("通知没有送达,稍后再送。")
    ports.telemetry.log("notice_undelivered", event_id=event.id)


def _notice(event: Event, complaint: Complaint) -> Notice | None:
    told = complaint_audience(event.news, complaint)
    if told is None:
        return None
    unit, audience = told
    return Notice(
        id=NoticeId(f"{event.id}.{unit}.{audience}"),
        unit=unit,
        audience=audience,
        event=event.news.type,
        request=None,
        row=complaint.about.row,
        text=complaint_notice_text(event.news, complaint),
        at=event.news.at,
        complaint=complaint.id,
    )
