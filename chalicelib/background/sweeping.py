"""The safety net, every 60 s: does the work of lost timers and sends the reminders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, unit_of
from chalicelib.adjustments.use_cases.passing import pass_adjustment
from chalicelib.kernel.commits import AdjustmentRef, OpenDeadline
from chalicelib.requests.use_cases.passing import pass_deadline

if TYPE_CHECKING:
    from chalicelib.background.ports import Ports
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.domain.request import VerificationRequest

PAGE = 100
MOST_PAGES = 50
GRACE = timedelta(seconds=5)


def sweep_deadlines(ports: Ports) -> int:
    """Pass the time of every open deadline whose next check has come; how many there were.

    A timer fires up to two seconds after its due time; one that is later than the grace was
    lost, and is counted.
    """
    swept = 0
    for _ in range(MOST_PAGES):
        now = ports.clock.now()
        due = ports.worklist.due(now, PAGE)
        for one in due:
            if _was_lost(one, now, ports):
                id_ = one.id if isinstance(one, AdjustmentRef) else one
                ports.telemetry.count("timer_lost", "ALL")
                ports.telemetry.log("timer_lost", request_id=id_)
        swept += len(due)
        if len(due) < PAGE:
            break
    return swept


def _was_lost(one: OpenDeadline, now: datetime, ports: Ports) -> bool:
    """Pass the time of ``one``; was there work that its timer should have done?"""
    if isinstance(one, AdjustmentRef):
        return _lost_adjustment(one, now, ports)
    return _lost_request(one, now, ports)


def _lost_request(id_: RequestId, now: datetime, ports: Ports) -> bool:
    before = ports.requests.request(id_)
    after: VerificationRequest | None = pass_deadline(id_, ports)
    if before is None or after is None:
        return False
    noted_now = after.is_overdue_noted and not before.is_overdue_noted
    return noted_now and now - before.plan.answer_by > GRACE


def _lost_adjustment(ref: AdjustmentRef, now: datetime, ports: Ports) -> bool:
    before = ports.lists.listed(Adjustment, unit_of(ref.id), ref.id)
    after = pass_adjustment(ref.id, ports)
    if before is None or after is None:
        return False
    noted_now = after.is_late_noted and not before.is_late_noted
    return noted_now and now - before.report_by > GRACE
