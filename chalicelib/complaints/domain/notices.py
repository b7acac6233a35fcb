"""通知 about complaints: the office when one comes, the unit when it is asked (Art. 18)."""

from chalicelib.complaints.domain.complaint import Complaint, ComplaintChannel
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.times.clock import to_text
from chalicelib.notices.domain.notice import Audience
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE

TOLD = (
    EventType.COMPLAINT_RECEIVED,
    EventType.COMPLAINT_ASSIGNED,
    EventType.COMPLAINT_PROPOSED,
    EventType.COMPLAINT_REPLIED,
)
"""The events somebody is told of."""


def complaint_audience(news: News, complaint: Complaint) -> tuple[UnitCode, Audience] | None:
    """The one inbox this news goes to; None where nobody has to be told.

    A complaint an officer took in himself is no news to the office, and neither is what it asks
    itself.
    """
    office = (TASK_FORCE_OFFICE, Audience.OFFICER)
    unit = _asked(news, complaint)
    supervisor = (
        None if unit in (None, TASK_FORCE_OFFICE) else (UnitCode(str(unit)), Audience.SUPERVISOR)
    )
    told = {
        EventType.COMPLAINT_RECEIVED: office
        if complaint.channel is ComplaintChannel.SITE
        else None,
        EventType.COMPLAINT_ASSIGNED: supervisor,
        EventType.COMPLAINT_PROPOSED: office if complaint.is_open else None,
        EventType.COMPLAINT_REPLIED: supervisor,
    }
    return told.get(news.type)


def complaint_notice_text(news: News, complaint: Complaint) -> str:
    """One plain sentence, without a word of the complaint."""
    due, what = to_text(complaint.due_by), f"投诉 {complaint.id}(涉及单位 {complaint.about.unit})"
    sentences = {
        EventType.COMPLAINT_RECEIVED: f"收到{what},请在 {due} 前答复。",
        EventType.COMPLAINT_ASSIGNED: f"{what}已转给本单位,请督办员查明情况,提出答复意见;"
        f"专班办公室须在 {due} 前答复。",
        EventType.COMPLAINT_PROPOSED: f"{what}有了答复意见,请在 {due} 前答复。",
        EventType.COMPLAINT_REPLIED: f"{what}已由专班办公室答复。",
    }
    return sentences[news.type]


def _asked(news: News, complaint: Complaint) -> str | None:
    """The unit this news asked; of a reply, the unit that was asked last."""
    if news.type is EventType.COMPLAINT_ASSIGNED:
        return dict(news.facts).get("unit")
    return complaint.asked_unit
