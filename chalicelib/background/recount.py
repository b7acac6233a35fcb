"""The calendar changed: due times in working days are counted anew; that is in the ledger.

What is over stays: an answer that is already late keeps its due time, and nobody becomes late in
retrospect (OURS). The periods are those of the policy version the request was filed under.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.events import EventType
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.domain.deadlines import DeadlinePlan, Reason, Rule, is_about_promise

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.requests.domain.request import VerificationRequest

PENDING = "PENDING"


def recount_deadlines(
    request: VerificationRequest, fresh: DeadlinePlan, now: datetime
) -> VerificationRequest:
    """The request under the plan that the new calendar makes; itself where nothing moves.

    ``fresh`` is made by the policy of today: where that is another version than the request's,
    only its promise counts (the stored version wins).
    """
    if not request.is_open:
        return request
    old = request.plan
    plan = _with_promise(old, fresh, now)
    if now <= old.answer_by:
        plan = _with_answer_by(request, plan, fresh, now)
    if plan == old:
        return request
    plan = replace(plan, calendar_version=fresh.calendar_version)
    plan = replace(plan, why=_explained(old, plan, fresh, now))
    has_moved = plan.answer_by != old.answer_by
    changed = replace(request.pass_time(now), plan=plan)
    if has_moved:
        # As after an extension: whoever is within the last fifth needs no second reminder.
        is_reminded = now >= plan.remind_at
        changed = replace(changed, is_reminded=is_reminded, timer=request.timer + 1)
    return changed.tell(EventType.DEADLINES_RECOUNTED, now, "10-2", _facts(old, plan))


def _with_promise(old: DeadlinePlan, fresh: DeadlinePlan, now: datetime) -> DeadlinePlan:
    """A promise that was known does not move into the past; one that was 待定 is what it is."""
    if fresh.promised_by is None:
        return replace(old, missing_year=fresh.missing_year) if old.promised_by is None else old
    if old.promised_by is not None and (now > old.promised_by or fresh.promised_by <= now):
        return old
    return replace(old, promised_by=fresh.promised_by, missing_year=None)


def _with_answer_by(
    request: VerificationRequest, plan: DeadlinePlan, fresh: DeadlinePlan, now: datetime
) -> DeadlinePlan:
    is_same_policy = fresh.policy_version == plan.policy_version
    wanted = fresh.answer_by if is_same_policy else plan.answer_by
    if request.extension is not None:
        wanted = request.extension.until
    if plan.promised_by is not None and (plan.fallback or plan.rule) is not Rule.R2:
        wanted = min(wanted, plan.promised_by)
    if is_same_policy and now < fresh.send_back_by and now <= plan.send_back_by:
        plan = replace(plan, send_back_by=fresh.send_back_by)
    return replace(plan, answer_by=wanted) if wanted > now else plan


def _explained(
    old: DeadlinePlan, plan: DeadlinePlan, fresh: DeadlinePlan, now: datetime
) -> tuple[Reason, ...]:
    """The lines with their new times, and one more: what changed, and when."""
    times = {Rule.R4: plan.send_back_by, Rule.R5: plan.supervise_by}
    promise = [one for one in fresh.why if is_about_promise(one)]
    kept = []
    for one in old.why:
        if is_about_promise(one) and plan.promised_by == fresh.promised_by:
            kept += promise
        else:
            kept.append(replace(one, at=times.get(one.rule, one.at)))
    text = (
        f"工作日历由 {old.calendar_version} 改为 {plan.calendar_version},{to_text(now)} 重新计算:"
        f"承诺时限 {_text(old.promised_by)} → {_text(plan.promised_by)},"
        f"核验时限 {to_text(old.answer_by)} → {to_text(plan.answer_by)}"
    )
    return (*kept, Reason(plan.rule, "10-2", text, plan.answer_by))


def _facts(old: DeadlinePlan, new: DeadlinePlan) -> tuple[tuple[str, str], ...]:
    return (
        ("calendar_before", old.calendar_version),
        ("calendar_after", new.calendar_version),
        ("promised_by_before", _fact(old.promised_by)),
        ("promised_by_after", _fact(new.promised_by)),
        ("answer_by_before", to_text(old.answer_by)),
        ("answer_by_after", to_text(new.answer_by)),
    )


def _fact(moment: datetime | None) -> str:
    return PENDING if moment is None else to_text(moment)


def _text(moment: datetime | None) -> str:
    return "待定" if moment is None else to_text(moment)
