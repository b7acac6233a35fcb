"""The stories in which everybody is in time (Art. 7, 10-2)."""

from datetime import datetime, timedelta

from chalicelib.kernel.callers import Role
from chalicelib.kernel.times.clock import SHANGHAI, from_text, to_text
from infra.demo.cast import Actor, case_no
from infra.demo.due_times import check_due_times, check_on_time, file
from infra.demo.story import REQUESTS, Script, Story, clock_text
from infra.demo.views import Json, RequestView

PUBLIC_SECURITY, CIVIL_AFFAIRS, HUMAN_RESOURCES = "370402002", "370402006", "370402007"
NATURAL_RESOURCES, HEALTH = "370402008", "370402011"
MARKET_REGULATION, TAXATION = "370402014", "370402015"


def promised(story: Story) -> None:
    """ZM007, R3: 24 hours, never past the promise."""
    requester = story.cast.actor(CIVIL_AFFAIRS, Role.AGENT)
    issuer = story.cast.actor(TAXATION, Role.AGENT)
    request = file(story, requester, "ZM007", case_no())
    check_due_times(story, request, "R3")
    accept(story, issuer, request)
    answered = answer(story, issuer, request, "近 12 个月工资薪金收入", "0 元")
    check_on_time(story, answered)
    again = story.call(
        issuer, "POST", f"{REQUESTS}/{request.id}/answer", an_answer("收入", "1 元"), status=409
    )
    story.equal("办结后不能再答复", again.get("code"), "request.state")
    story.tell("系统", f"再次答复被拒绝(409):{again.get('detail')}")
    third = story.cast.actor(HEALTH, Role.AGENT)
    story.call(third, "GET", f"{REQUESTS}/{request.id}", status=403)
    story.tell(third, "不是这件申请的需求单位或出具单位,看不到(403)")


def instant_item(story: Story) -> None:
    """ZM030, R2: 出生登记 is an 即办件; a connected database falls back to the agent (S0)."""
    requester = story.cast.actor(PUBLIC_SECURITY, Role.AGENT)
    issuer = story.cast.actor(HEALTH, Role.AGENT)
    request = file(story, requester, "ZM030", case_no())
    check_due_times(story, request, "R2")
    fallback = any(one.rule == "S0" for one in request.why)
    story.expect("已对接的库未能即时答复时,说明里写明转人工(S0)", fallback, "没有 S0")
    check_on_time(story, answer(story, issuer, request, "出生医学证明", "在册,信息一致"))


def data_backed(story: Story) -> None:
    """ZM011, R1: a database exists, not connected; answered by the issuer's own system."""
    requester = story.cast.actor(CIVIL_AFFAIRS, Role.SYSTEM)
    issuer = story.cast.actor(PUBLIC_SECURITY, Role.SYSTEM)
    request = file(story, requester, "ZM011", case_no())
    check_due_times(story, request, "R1")
    body = {"conclusion": "NO_RECORD", "facts": [], "as_of": f"{datetime.now(SHANGHAI):%Y-%m-%d}"}
    answered = story.act(issuer, request, "answer", body)
    story.tell(issuer, "出具:查无(查无是答复,不是退回)", answered.closed_at)
    story.equal("查无也是办结", answered.state, "ANSWERED")
    check_on_time(story, answered)


def sent_back(story: Story) -> None:
    """ZM042, R4: not this unit's duty; back with a referral, re-routed in one step."""
    requester = story.cast.actor(NATURAL_RESOURCES, Role.AGENT)
    first = story.cast.actor(PUBLIC_SECURITY, Role.AGENT)
    second = story.cast.actor(CIVIL_AFFAIRS, Role.AGENT)
    request = file(story, requester, "ZM042", case_no())
    check_due_times(story, request, "R3")
    referral = {"unit": CIVIL_AFFAIRS, "note": "收养关系由民政部门登记"}
    reason = "当事人的亲属关系系收养形成,不属于本单位登记职责"
    back = story.act(first, request, "send-back", {"reason": reason, "referral": referral})
    story.tell(first, f"退回:{reason};建议转 {second.name}", back.closed_at)
    story.equal("退回后的状态是“已退回”", back.state, "SENT_BACK")
    story.equal("30 分钟内退回的不算迟退", back.whole["send_back"]["is_late"], False)
    check_on_time(story, back)
    url = f"{REQUESTS}/{request.id}/re-route"
    other = story.call(requester, "POST", url, {"unit": TAXATION}, status=409)
    story.tell("系统", f"转给别的单位被拒绝(409):{other.get('detail')}")
    child = RequestView.of(
        story.call(requester, "POST", url, {"unit": CIVIL_AFFAIRS}, status=201),
    )
    story.tell(
        requester,
        f"一步转办(新申请 {child.id}),核验时限 {clock_text(child.answer_by)}",
        child.filed_at,
    )
    check_child(story, story.read(requester, request), child)
    check_on_time(story, answer(story, second, child, "收养登记", "在册,关系属实"))


def check_child(story: Story, parent: RequestView, child: RequestView) -> None:
    """A linked child keeps row and case, has its own t0, and is capped by the same promise."""
    story.equal("转办件连着原申请", child.whole.get("parent"), parent.id)
    story.equal("原申请连着转办件", parent.whole.get("child"), child.id)
    story.equal("转办件由建议的单位出具", child.issuer, CIVIL_AFFAIRS)
    for name in ("row", "case_no", "case_accepted_at", "promised_by"):
        story.equal(f"转办件的 {name} 不变", child.whole.get(name), parent.whole.get(name))
    story.expect("转办件有自己的起点", child.filed_at > parent.filed_at, child.filed_at)
    check_due_times(story, child, "R3")


def in_parallel(story: Story) -> None:
    """ZM008 and ZM010 of one case: two verifications at once pause the appraisal once (R6)."""
    requester = story.cast.actor(CIVIL_AFFAIRS, Role.AGENT)
    case, started = case_no(), datetime.now(SHANGHAI) - timedelta(minutes=10)
    first = file(story, requester, "ZM008", case, case_accepted_at=to_text(started))
    story.sleep(0.6, "两项核验同时进行")
    second = file(story, requester, "ZM010", case)
    for request in (first, second):
        check_due_times(story, request, "R1")
    before = clocks(story, requester, case)
    story.sleep(0.4, "核验进行中,考核计时应停住")
    during = clocks(story, requester, case)
    story.equal("核验期间考核计时停住", during["appraisal_ms"], before["appraisal_ms"])
    story.expect("已用时间照走", during["elapsed_ms"] > before["elapsed_ms"])
    one = answer(story, story.cast.actor(HUMAN_RESOURCES, Role.AGENT), first, "社保缴纳", "已停缴")
    story.sleep(0.6, "第二项核验还在进行")
    regulation = story.cast.actor(MARKET_REGULATION, Role.AGENT)
    two = answer(story, regulation, second, "登记的市场主体", "1 户")
    check_clocks(story, clocks(story, requester, case), one, two)


def check_clocks(story: Story, found: Json, one: RequestView, two: RequestView) -> None:
    """The union of the two intervals is subtracted once; the promise never pauses."""
    assert one.closed_at is not None and two.closed_at is not None  # noqa: S101, PT018  # answered
    union = _ms(two.closed_at - one.filed_at)
    apart = _ms(one.closed_at - one.filed_at) + _ms(two.closed_at - two.filed_at)
    elapsed, paused, appraisal = (
        found[name] for name in ("elapsed_ms", "paused_ms", "appraisal_ms")
    )
    story.equal("核验时间取并集,只扣一次", paused, union)
    story.expect("并集短于两段之和", paused < apart, f"{paused},两段之和 {apart}")
    story.equal("考核计时 = 已用 - 核验", appraisal, elapsed - paused)
    now = from_text(found["now"], field="now")
    since = from_text(found["started_at"], field="started_at")
    story.equal("已用时间从受理起连续计算", elapsed, _ms(now - since))
    story.equal("两项核验并成一段", len(found["intervals"]), 1)
    story.equal("承诺时限不因核验顺延", found["promised_by"], one.whole["promised_by"])
    story.tell(
        "系统",
        f"考核计时 {appraisal / 1000:.3f} 秒 = 已用 {elapsed / 1000:.3f} - 核验(并集)"
        f"{paused / 1000:.3f};承诺时限不停,仍为 {clock_text(_at(found))}",
        now,
    )


def accept(story: Story, who: Actor, request: RequestView) -> None:
    accepted = story.act(who, request, "accept", {})
    story.tell(who, "接收", from_text(accepted.whole["accepted_at"], field="accepted_at"))
    story.equal("接收后的状态是“已接收”", accepted.state, "ACCEPTED")


def answer(story: Story, who: Actor, request: RequestView, fact: str, value: str) -> RequestView:
    """核验并出具: 属实 with one fact, as of today."""
    answered = story.act(who, request, "answer", an_answer(fact, value))
    story.tell(who, f"核验并出具:属实({fact}:{value})", answered.closed_at)
    story.equal("出具后的状态是“已出具”", answered.state, "ANSWERED")
    return answered


def an_answer(fact: str, value: str) -> Json:
    today = f"{datetime.now(SHANGHAI):%Y-%m-%d}"
    return {
        "conclusion": "CONFIRMED",
        "facts": [{"name": fact, "value": value}],
        "as_of": today,
    }


def clocks(story: Story, who: Actor, case: str) -> Json:
    return story.call(who, "GET", f"/v1/cases/{case}/clocks")


def _at(found: Json) -> datetime:
    return from_text(found["promised_by"], field="promised_by")


def _ms(period: timedelta) -> int:
    return period // timedelta(milliseconds=1)


PROMPT = (
    Script("承诺件按时出具(ZM007,R3)", "第十条第二款", promised),
    Script("即办件按时出具(ZM030,R2)", "第七条、第十条第二款", instant_item),
    Script("有数据库、未对接(ZM011,R1)", "第十条第二款", data_backed),
    Script("不属本单位职责,退回并转办(ZM042,R4)", "第十条第二款", sent_back),
    Script("同一办件两项核验并行,两个时钟(ZM008、ZM010,R6)", "第十条第二款", in_parallel),
)
