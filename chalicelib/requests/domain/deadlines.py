"""The clocks of a verification request (Art. 7-2, 10-2), each explained.

t0 is the moment the system accepted the request (接到申请). R2: an 即办件 is answered within
30 minutes. R1: where a database exists but is not connected, 30 minutes, capped by the promise.
R3: a 承诺件 within 24 hours, never past the promise. R4: what is not this unit's duty goes back
within 30 minutes. R5: when the agent is late, the supervisor has half an hour. R6: verification
time does not count in the appraisal. Natural time throughout (OURS). Exactly at due is on time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueRow, DataBacking
from chalicelib.kernel.errors import CalendarYearMissing, PromisePast
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import instant, to_text
from chalicelib.kernel.times.promises import PromiseDue, PromiseUnit, promise_due, scaled
from chalicelib.kernel.times.service_hours import ServiceHours

if TYPE_CHECKING:
    from chalicelib.kernel.times.working_days import WorkingDayCalendar

_PROMISE_OF = "事项“"


class Rule(StrEnum):
    """Which sentence of the rule made a due time."""

    S0 = "S0"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"
    R6 = "R6"


@record(frozen=True)
class DeadlinePolicy:
    """The periods of the rule, as published values with a version.

    ``scale`` shortens 30 minutes, 24 hours, the supervision half hour and minute / hour
    promises for a demonstration, nothing else; production runs with 1. ``service_hours`` None =
    natural time, as the rule writes it.
    """

    version: str = "2022-06-28"
    prompt: timedelta = timedelta(minutes=30)
    promised: timedelta = timedelta(hours=24)
    supervision: timedelta = timedelta(minutes=30)
    scale: float = 1.0
    service_hours: ServiceHours | None = None

    def after(self, start: datetime, period: timedelta, calendar: WorkingDayCalendar) -> datetime:
        """``start`` + the (scaled) period on this policy's clock."""
        if self.service_hours is None:
            return instant(start + self.scaled(period))
        return self.service_hours.after(start, self.scaled(period), calendar)

    def scaled(self, period: timedelta) -> timedelta:
        return scaled(period, self.scale)


@record(frozen=True)
class Reason:
    """One line of "为什么是这个时间": the rule, its article, the sentence, the instant."""

    rule: Rule
    article: str
    text: str
    at: datetime | None


@record(frozen=True)
class DeadlinePlan:
    """Every due time of a request with what made it; stored with the request.

    ``promised_by`` is None while the promise is 待定 (``missing_year`` names the year that an
    operator has to add). ``supervision_period`` is kept so that a later change of policy does
    not move what was promised: the stored version wins. ``fallback`` is the rule that takes over
    from S0.
    """

    rule: Rule
    filed_at: datetime
    answer_by: datetime
    send_back_by: datetime
    supervision_period: timedelta
    promised_by: datetime | None
    missing_year: int | None
    policy_version: str
    calendar_version: str
    why: tuple[Reason, ...]
    fallback: Rule | None = None

    @property
    def supervise_by(self) -> datetime:
        """R5: the supervisor completes feedback within answer_by + half an hour."""
        return instant(self.answer_by + self.supervision_period)

    @property
    def remind_at(self) -> datetime:
        """The reminder goes out at 80 % of the time."""
        return instant(self.filed_at + (self.answer_by - self.filed_at) * 0.8)

    def by_source(self, name: str) -> DeadlinePlan:
        """S0: the system asks a connected database first; people only if it stays silent."""
        text = f"已对接“{name}”,由系统秒批秒办;60 秒内没有应答的转人工核验,时限仍从接到申请起算"
        others = tuple(one for one in self.why if one.rule is not Rule.S0)
        asked = Reason(Rule.S0, "7-2", text, self.filed_at)
        return replace(self, rule=Rule.S0, fallback=self.rule, why=(asked, *others))

    def by_people(self, now: datetime) -> DeadlinePlan:
        """The fallback of S0: R2 or R1 from the same t0."""
        text = "数据库没有即时应答,转人工核验,时限不变"
        silent = Reason(Rule.S0, "7-2", text, now)
        rule = self.fallback or self.rule
        return replace(self, rule=rule, fallback=None, why=(*self.why, silent))

    def extended(self, until: datetime) -> DeadlinePlan:
        """延期: supervision follows the new ``answer_by``, ``send_back_by`` does not move."""
        longer = replace(self, answer_by=until)
        kept = tuple(
            replace(one, at=longer.supervise_by) if one.rule is Rule.R5 else one for one in self.why
        )
        text = f"经办人申请延期,原时限 {to_text(self.answer_by)}"
        return replace(longer, why=(*kept, Reason(self.rule, "10-2", text, until)))


def plan_deadlines(
    row: CatalogueRow,
    filed_at: datetime,
    case_accepted_at: datetime,
    policy: DeadlinePolicy,
    calendar: WorkingDayCalendar,
) -> DeadlinePlan:
    """Make the due times of a request on ``row``, filed now, for a case accepted then.

    Raises PromisePast (R1 and R3) when the promise of the item is over, CalendarYearMissing
    when ``answer_by`` really depends on a year the calendar lacks.
    """
    promise = promise_due(row.service_item.promise, case_accepted_at, calendar, policy.scale)
    rule, reasons = _rule_for(row)
    period = policy.promised if rule is Rule.R3 else policy.prompt
    uncapped = policy.after(filed_at, period, calendar)
    answer_by = uncapped if rule is Rule.R2 else _capped(uncapped, filed_at, promise)
    send_back_by = policy.after(filed_at, policy.prompt, calendar)
    reasons += _explain(rule, answer_by, uncapped, policy)
    reasons += (_explain_promise(rule, row, promise, policy),)
    reasons += _explain_the_rest(answer_by, send_back_by, policy)
    return DeadlinePlan(
        rule=rule,
        filed_at=filed_at,
        answer_by=answer_by,
        send_back_by=send_back_by,
        supervision_period=policy.scaled(policy.supervision),
        promised_by=promise.promised_by,
        missing_year=promise.missing_year,
        policy_version=policy.version,
        calendar_version=calendar.version,
        why=reasons,
    )


def _rule_for(row: CatalogueRow) -> tuple[Rule, tuple[Reason, ...]]:
    """R2 goes before R1, R1 before R3; a connected row without a connector falls back."""
    reasons: tuple[Reason, ...] = ()
    if row.backing is DataBacking.CONNECTED:
        text = "已对接数据库的应秒批秒办;本次未能由系统即时答复,转人工核验,时限仍从接到申请起算"
        reasons = (Reason(Rule.S0, "7-2", text, None),)
    if row.is_instant:
        return Rule.R2, reasons
    return (Rule.R1 if row.is_data_backed else Rule.R3), reasons


def _capped(uncapped: datetime, filed_at: datetime, promise: PromiseDue) -> datetime:
    if promise.promised_by is not None:
        if promise.promised_by < filed_at:
            raise PromisePast(
                "这个事项的承诺时限已过,不能再发起核验;请按超期办件处理并告知申请人。",
                field="case_accepted_at",
            )
        return min(uncapped, promise.promised_by)
    if promise.earliest < uncapped:
        raise CalendarYearMissing(
            f"答复时限取决于 {promise.missing_year} 年的工作日安排,而工作日历还没有这一年;"
            f"请运维人员先执行 mianzheng calendar add {promise.missing_year} 文件。",
            field="case_accepted_at",
        )
    return uncapped


def _explain(
    rule: Rule, answer_by: datetime, uncapped: datetime, policy: DeadlinePolicy
) -> tuple[Reason, ...]:
    sentence = {
        Rule.R1: "有数据库依托的,原则上 30 分钟内核验并出具",
        Rule.R2: "即办件,接到申请后 30 分钟内核验并出具",
        Rule.R3: "承诺件,原则上 24 小时内核验并出具",
    }[rule]
    if answer_by < uncapped:
        sentence += ";但不得晚于事项的承诺时限,以承诺时限为准"
    return (Reason(rule, "10-2", _with_scale(sentence, policy), answer_by),)


def _explain_the_rest(
    answer_by: datetime, send_back_by: datetime, policy: DeadlinePolicy
) -> tuple[Reason, ...]:
    supervise_by = instant(answer_by + policy.scaled(policy.supervision))
    back = _with_scale("不属本单位职责的,30 分钟内退回", policy)
    supervised = _with_scale("代办员超时的,督办员在超时后 30 分钟内完成反馈", policy)
    return (
        Reason(Rule.R4, "10-2", back, send_back_by),
        Reason(Rule.R5, "10-2", supervised, supervise_by),
        Reason(Rule.R6, "10-2", "核验所用时间不计入事项办理考核计时", None),
    )


def is_about_promise(reason: Reason) -> bool:
    """The line of a plan's reasons that says what the item promises."""
    return reason.text.startswith(_PROMISE_OF)


def _explain_promise(
    rule: Rule, row: CatalogueRow, promise: PromiseDue, policy: DeadlinePolicy
) -> Reason:
    text = f"{_PROMISE_OF}{row.service_item.name}”的承诺时限 {row.service_item.promise.text}"
    if row.service_item.promise.unit in {PromiseUnit.MINUTE, PromiseUnit.HOUR}:
        text = _with_scale(text, policy)
    if promise.promised_by is None:
        text += f":待定,工作日历还没有 {promise.missing_year} 年"
    return Reason(rule, "10-2", text, promise.promised_by)


def _with_scale(text: str, policy: DeadlinePolicy) -> str:
    return text if policy.scale == 1 else f"{text}(演示:时限按 {policy.scale:g} 倍缩短)"
