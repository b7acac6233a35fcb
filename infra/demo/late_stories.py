"""The stories in which somebody is late (Art. 10-2, 16): they wait for real due times."""

import time
from datetime import timedelta

from chalicelib.kernel.callers import Role
from chalicelib.kernel.times.clock import from_text
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from infra.demo.cast import Actor, case_no
from infra.demo.due_times import check_due_times, check_late, file
from infra.demo.prompt_stories import NATURAL_RESOURCES, answer
from infra.demo.story import Script, Story
from infra.demo.views import RequestView

WATER, HOSPITAL, MEDICAL_INSURANCE = "370402018", "370402026", "370402016"
NOTICE_SECONDS = 15.0
"""How long a timer (up to 2 s late) and the outbox may take on a busy machine."""
A_BREATH = 0.1


def supervised(story: Story) -> None:
    """ZM049, R2 and R5: the agent is late, the supervisor answers within his half hour."""
    requester = story.cast.actor(WATER, Role.AGENT)
    supervisor = story.cast.actor(NATURAL_RESOURCES, Role.SUPERVISOR)
    request = file(story, requester, "ZM049", case_no())
    filed = time.monotonic()
    check_due_times(story, request, "R2")
    sleep_until(story, filed, request.answer_by - request.filed_at, "等代办员超时")
    overdue = story.read(supervisor, request)
    story.tell("系统", "代办员超时,督办开始", overdue.overdue_since)
    check_late(story, overdue, "OPEN")
    told = wait_for_notice(story, supervisor, request, "REQUEST_OVERDUE")
    story.expect("督办员收到超时通知", told, "收件箱里没有")
    note = {"note": "已电话催办,由督办员直接核验。"}
    noted = story.act(supervisor, request, "supervision", note)
    story.tell(supervisor, f"记录督办:{note['note']}")
    story.equal("督办记录不改变状态", noted.state, overdue.state)
    answered = answer(story, supervisor, request, "不动产权属", "登记在申请人名下")
    check_late(story, answered, "DONE")
    story.tell("系统", "督办时限内办结:督办完成,超时的事实保留", answered.closed_at)


def failed(story: Story) -> None:
    """ZM057, R2 and R5: nobody acts; it reaches the task-force office as signal V5."""
    requester = story.cast.actor(HOSPITAL, Role.AGENT)
    issuer = story.cast.actor(MEDICAL_INSURANCE, Role.AGENT)
    officer = story.cast.actor(TASK_FORCE_OFFICE, Role.OFFICER)
    request = file(story, requester, "ZM057", case_no())
    filed = time.monotonic()
    check_due_times(story, request, "R2")
    to_answer = request.answer_by - request.filed_at
    sleep_until(story, filed, to_answer, "等代办员超时")
    overdue = story.read(requester, request)
    check_late(story, overdue, "OPEN")
    story.tell("系统", "代办员超时,督办开始", overdue.overdue_since)
    sleep_until(story, filed, to_answer + story.pace.half_hour, "等督办时限过去")
    late = story.read(requester, request)
    check_late(story, late, "FAILED")
    story.tell("系统", "督办超时,转专班办公室(信号 V5)", late.supervise_by)
    told = wait_for_notice(story, officer, request, "SUPERVISION_FAILED")
    story.expect("专班办公室收到督办超时通知", told, "收件箱里没有")
    seen = story.read(officer, request)
    story.equal("专班办公室看到的是脱敏的", seen.whole["is_masked"], True)
    answered = answer(story, issuer, request, "参保状态", "正常参保")
    check_late(story, answered, "FAILED")
    story.tell("系统", "迟到的答复仍然有效,督办超时的事实保留", answered.closed_at)


def sleep_until(story: Story, filed: float, after: timedelta, text: str) -> None:
    """Until just past ``after`` the filing, by our own clock: the system's may differ."""
    left = filed + after.total_seconds() + A_BREATH - time.monotonic()
    story.sleep(left, text)


def wait_for_notice(story: Story, who: Actor, request: RequestView, event: str) -> bool:
    """Look into this person's inbox of notices; tell the timeline what it said."""

    def is_there() -> bool:
        page = story.call(who, "GET", "/v1/notices?limit=100")
        for one in page["items"]:
            if one["request_id"] == request.id and one["event"] == event:
                story.tell(who, f"收到通知:{one['text']}", from_text(one["at"], field="at"))
                return True
        return False

    return story.wait_for(f"等通知送达{who.name}", NOTICE_SECONDS, is_there)


def explain_waits(half_hour: timedelta, longest: timedelta) -> str:
    """Why the late stories are not played at this scale, and what to do."""
    return (
        f"这个系统的 30 分钟时限要等 {in_words(half_hour)},超时和督办共要等 {in_words(longest)},"
        "演示不等这么久。请停掉系统,改用 SLA_SCALE=0.01 make run 启动(30 分钟变成 18 秒)后"
        "再演示;或者加 --quick,跳过要等的几件。"
    )


def in_words(period: timedelta) -> str:
    minutes = period / timedelta(minutes=1)
    return f"{minutes:.0f} 分钟" if minutes >= 1 else f"{period.total_seconds():.0f} 秒"


LATE = (
    Script("代办员超时,督办员按时办结(ZM049,R5)", "第十条第二款", supervised, waits=1),
    Script("督办也超时,转专班办公室(ZM057,R5)", "第十条第二款、第十六条", failed, waits=2),
)
