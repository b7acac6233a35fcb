"""通知: who is told what, without personal data (docs/rules.md, Article 10)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import ComplaintId, NoticeId, RequestId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.domain.deadlines import Rule
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE

if TYPE_CHECKING:
    from chalicelib.requests.domain.request import VerificationRequest


class Audience(StrEnum):
    """Whose inbox of the unit a notice stands in."""

    AGENT = "AGENT"
    SUPERVISOR = "SUPERVISOR"
    OFFICER = "OFFICER"


@record(frozen=True)
class Notice:
    """One notice to one audience of one unit; ``id`` is made from its event, so it is sent to
    an inbox once however often the work is repeated. What it is about: a ``request``, or a
    ``complaint``."""

    id: NoticeId
    unit: UnitCode
    audience: Audience
    event: EventType
    request: RequestId | None
    row: str | None
    text: str
    at: datetime
    complaint: ComplaintId | None = None


def audiences(
    news: News, request: VerificationRequest, issuer_operates: bool
) -> tuple[tuple[UnitCode, Audience], ...]:
    """Who is told: agents at filing and before due, the supervisor at the breach, the office at
    a failed supervision, the requester at every outcome. An issuer that is not operational is
    supervised by the task-force office.
    """
    issuer_agents = (request.issuer, Audience.AGENT)
    requester = (request.requester, Audience.AGENT)
    office = (TASK_FORCE_OFFICE, Audience.OFFICER)
    supervisor = (request.issuer, Audience.SUPERVISOR) if issuer_operates else office
    needs_office = request.arbitration is not None
    told: dict[EventType, tuple[tuple[UnitCode, Audience], ...]] = {
        EventType.REQUEST_FILED: (issuer_agents,),
        EventType.SOURCE_SILENT: (issuer_agents,),
        EventType.REMINDER_DUE: (issuer_agents,),
        EventType.REQUEST_EXTENDED: (requester,),
        EventType.DEADLINES_RECOUNTED: (issuer_agents, requester),
        EventType.REQUEST_OVERDUE: (supervisor, issuer_agents, requester),
        EventType.SUPERVISION_FAILED: (office, requester),
        EventType.REQUEST_ANSWERED: (requester,),
        EventType.REQUEST_SENT_BACK: (requester, office) if needs_office else (requester,),
        EventType.REQUEST_ARBITRATED: (requester,),
        EventType.REQUEST_WITHDRAWN: (issuer_agents, requester),
        EventType.ISSUER_NOT_OPERATIONAL: (office,),
        EventType.PROOF_REVOKED: (requester,),
        EventType.PROOF_SUSPENDED: (requester,),
        EventType.PROOF_RESUMED: (requester,),
        EventType.ANSWER_CORRECTED: (requester,),
        EventType.SEALING_FAILED: (requester,),
    }
    if news.type is EventType.REQUEST_FILED and dict(news.facts).get("rule") == Rule.S0:
        return ()  # the database is asked first; the agents hear of it only if it stays silent
    if news.type is EventType.DEADLINES_RECOUNTED and _stays(news):
        return ()  # the promise alone has moved: it is read with the request
    return told.get(news.type, ())


def _stays(news: News) -> bool:
    facts = dict(news.facts)
    return "answer_by_after" in facts and facts["answer_by_after"] == facts["answer_by_before"]


def notice_text(news: News, request: VerificationRequest) -> str:
    """One plain sentence: what happened, by when, what to do. Row and id only, no people."""
    due, end = to_text(request.plan.answer_by), to_text(request.plan.supervise_by)
    what = f"核验申请 {request.id}(清单 {request.row})"
    sentences = {
        EventType.REQUEST_FILED: f"{what}已到达,请在 {due} 前出具,不属本单位职责的请退回。",
        EventType.SOURCE_SILENT: f"{what}未能由数据库即时答复,请在 {due} 前核验并出具。",
        EventType.REMINDER_DUE: f"{what}时限已过八成,请在 {due} 前答复。",
        EventType.REQUEST_EXTENDED: f"{what}已延期,新的核验时限 {due}。",
        EventType.DEADLINES_RECOUNTED: f"{what}因工作日历变化,核验时限改为 {due}。",
        EventType.REQUEST_OVERDUE: f"{what}已超时,督办员须在 {end} 前完成反馈。",
        EventType.SUPERVISION_FAILED: f"{what}督办超时,已转工作专班办公室(信号 V5)。",
        EventType.REQUEST_ANSWERED: f"{what}已出具,请查看结果。",
        EventType.REQUEST_SENT_BACK: f"{what}被退回,请查看退回理由和转办建议。",
        EventType.REQUEST_ARBITRATED: f"{what}已由工作专班办公室裁定转办。",
        EventType.REQUEST_WITHDRAWN: f"{what}已撤回,无需再处理。",
        EventType.PROOF_REVOKED: f"{what}的电子证明已被出具单位撤销,所有副本作废,请停止使用。",
        EventType.PROOF_SUSPENDED: f"{what}的电子证明已被出具单位暂停,请暂缓使用。",
        EventType.PROOF_RESUMED: f"{what}的电子证明已恢复。",
        EventType.ANSWER_CORRECTED: f"{what}的结果已更正,原副本作废,请重新提取。",
        EventType.SEALING_FAILED: f"{what}的电子证明加盖失败,原因见证明;请联系专班办公室处理。",
        EventType.ISSUER_NOT_OPERATIONAL: f"{what}的出具单位不具备运行条件,请专班办公室代行督办。",
    }
    return sentences[news.type]
