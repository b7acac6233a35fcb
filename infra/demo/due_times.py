"""What the rule says about due times (Art. 10-2), checked on what the system answered."""

from datetime import timedelta

from infra.demo.cast import Actor, applicant
from infra.demo.story import REQUESTS, Story, clock_text
from infra.demo.views import Json, RequestView

ZERO = timedelta()


def file(story: Story, who: Actor, row: str, case_no: str, **more: object) -> RequestView:
    """File one request for a made-up person and tell the timeline."""
    body: Json = {"row": row, "case_no": case_no, "applicant": applicant(), **more}
    request = RequestView.of(story.call(who, "POST", REQUESTS, body, status=201))
    story.tell(
        who,
        f"发起核验 {row}(申请 {request.id}),核验时限 {clock_text(request.answer_by)}",
        request.filed_at,
    )
    story.equal("新申请的状态是“已发起”", request.state, "FILED")
    return request


def check_due_times(story: Story, request: RequestView, rule: str) -> None:
    """R1 and R2: 30 minutes; R3: 24 hours; R1 and R3 never past the promise. R4: 30 minutes."""
    story.why = story.why or request.why
    story.equal(f"时限按 {rule}", request.rule, rule)
    half_hour = story.pace.half_hour
    story.equal(
        "退回时限 = 接到申请 + 30 分钟(R4)",
        request.send_back_by,
        request.filed_at + half_hour,
    )
    period = story.pace.day if rule == "R3" else half_hour
    expected = request.filed_at + period
    if rule != "R2" and request.promised_by is not None:
        expected = min(expected, request.promised_by)
        story.expect(
            "核验时限不晚于承诺时限",
            request.answer_by <= request.promised_by,
            request.answer_by,
        )
    hours = "24 小时" if rule == "R3" else "30 分钟"
    story.expect(
        f"核验时限 = 接到申请 + {hours}({rule})",
        abs(request.answer_by - expected) <= (story.pace.slack if rule == "R3" else ZERO),
        request.answer_by,
    )
    check_reasons(story, request, rule)


def check_reasons(story: Story, request: RequestView, rule: str) -> None:
    """Every due time is explained, and a shortened one says that it is for a demonstration."""
    # The promise is explained under R3 as well, after the rule's own sentence: the first counts.
    explained = {one.rule: one for one in reversed(request.why)}
    for name in (rule, "R4", "R5", "R6"):
        story.expect(f"说明里有 {name}", name in explained, list(explained))
    if rule in explained:
        story.equal(f"{rule} 的说明给出核验时限", explained[rule].at, request.answer_by)
        told = "演示" in explained[rule].text
        story.equal("时限被缩短时说明里写明是演示", told, story.pace.scale != 1)
    if "R5" in explained:
        story.equal(
            "督办时限 = 核验时限 + 30 分钟(R5)",
            explained["R5"].at,
            request.answer_by + story.pace.half_hour,
        )


def check_on_time(story: Story, request: RequestView) -> None:
    """Exactly at due is on time; nothing is supervised then."""
    story.expect(
        "在核验时限内办结",
        request.closed_at is not None and request.closed_at <= request.answer_by,
        request.closed_at,
    )
    story.equal("按时办结的不算超时", request.is_overdue, False)
    story.equal("按时办结的没有督办", request.supervision, None)


def check_late(story: Story, request: RequestView, supervision: str) -> None:
    """Lateness is a fact beside the state, since ``answer_by``; supervision is another."""
    story.equal("已超时", request.is_overdue, True)
    story.equal("超时从核验时限起算", request.overdue_since, request.answer_by)
    story.equal(f"督办状态是 {supervision}", request.supervision, supervision)
    story.equal(
        "督办时限 = 核验时限 + 30 分钟(R5)",
        request.supervise_by,
        request.answer_by + story.pace.half_hour,
    )
