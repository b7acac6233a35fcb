"""The safety net, every 60 s: does the work of lost timers and sends the reminders."""

from datetime import datetime, timedelta

from chalicelib.domain.requests import VerificationRequest
from chalicelib.services.pass_deadline import pass_deadline
from chalicelib.services.ports import Ports

PAGE = 100
MOST_PAGES = 50
GRACE = timedelta(seconds=5)


def sweep_deadlines(ports: Ports) -> int:
    """Pass the time of every open request whose next check has come; how many there were.

    A timer fires up to two seconds after its due time; one that is later than the grace was
    lost, and is counted.
    """
    swept = 0
    for _ in range(MOST_PAGES):
        now = ports.clock.now()
        due = ports.worklist.due(now, PAGE)
        for id_ in due:
            before = ports.store.request(id_)
            after = pass_deadline(id_, ports)
            if before and after and _was_lost(before, after, now):
                ports.telemetry.count("timer_lost", "ALL")
                ports.telemetry.log("timer_lost", request_id=id_)
        swept += len(due)
        if len(due) < PAGE:
            break
    return swept


def _was_lost(before: VerificationRequest, after: VerificationRequest, now: datetime) -> bool:
    noted_now = after.is_overdue_noted and not before.is_overdue_noted
    return noted_now and now - before.plan.answer_by > GRACE
