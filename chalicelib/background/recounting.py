"""After a change of the calendar: count what is open anew, unit by unit (docs/rules.md, Article 5).

A follower of CALENDAR_CHANGED. It may be cut off and run again at any point: what was moved is
not moved twice, and it goes on behind the last unit it finished.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.adjustments.domain.propagation import PropagationTask
from chalicelib.adjustments.use_cases.changing import adjustment_told
from chalicelib.adjustments.use_cases.rights import load_adjustment
from chalicelib.background.recount import PENDING, recount_deadlines
from chalicelib.calendar.domain import Recount
from chalicelib.catalogue.domain.errors import EditionUnknown
from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.errors import CalendarYearMissing, PromisePast
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.listing import every_listed
from chalicelib.kernel.performing import MOST_TRIES, events_of
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.domain.deadlines import plan_deadlines
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.summaries import Box
from chalicelib.requests.use_cases.changing import told
from chalicelib.requests.use_cases.listing import every_box_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from chalicelib.background.ports import Ports
    from chalicelib.kernel.ids import RequestId, UnitCode
    from chalicelib.requests.domain.request import VerificationRequest


def recount_after_change(event: Event, ports: Ports) -> None:
    """Everything that is open, by the calendar as it stands; progress is kept after each unit.

    Each change has its own run: only the one that comes 35 s after the last change is sure that
    no process files by an older calendar.
    """
    version = dict(event.news.facts)["calendar_after"]
    ports.calendars.renew()
    kept = ports.lists.listed(Recount, "", version) or Recount(version, ports.clock.now())
    if kept.finished_at is not None:
        return
    for unit in ports.units.units():
        if kept.after is None or unit.code > kept.after:
            seen, moved = _recount_unit(unit.code, ports)
            ahead = replace(kept, after=unit.code, seen=kept.seen + seen, moved=kept.moved + moved)
            kept = _keep(ahead, ports)
    kept = _keep(replace(kept, finished_at=ports.clock.now()), ports)
    ports.telemetry.log("calendar_recounted", seen=kept.seen, moved=kept.moved)


def _keep(progress: Recount, ports: Ports) -> Recount:
    """Raises RevisionLost where another process does the same: this one stops, and comes again
    to find it done."""
    ports.commit(Commit(saves=(progress,)))
    return replace(progress, revision=progress.revision + 1)


def _recount_unit(unit: UnitCode, ports: Ports) -> tuple[int, int]:
    """(how many were looked at, how many moved) of the unit's requests, adjustments, tasks."""
    outcomes = [_recount_request(one, ports) for one in _open_requests(unit, ports)]
    outcomes += [
        _recount_adjustment(one, ports) for one in every_listed(Adjustment, unit, ports.lists)
    ]
    outcomes += [
        _recount_task(one, ports) for one in every_listed(PropagationTask, unit, ports.lists)
    ]
    return len(outcomes), sum(outcomes)


def _recount_request(id_: RequestId, ports: Ports) -> bool:
    """Did it move? Its timer follows."""
    for _ in range(MOST_TRIES):
        before = ports.requests.request(id_)
        now = ports.clock.now()
        after = None if before is None else _recounted(before, now, ports)
        if before is None or after is None or after.plan == before.plan:
            return False
        quiet, commit = told(after, THE_SYSTEM, now, ports)
        try:
            ports.commit(commit)
        except RevisionLost:
            continue
        if quiet.timer != before.timer:
            ports.timers.stop(quiet, before.timer)
            ports.timers.start(quiet)
        return True
    raise RevisionLost


def _recounted(
    request: VerificationRequest, now: datetime, ports: Ports
) -> VerificationRequest | None:
    """None where no plan can be made: what stands is left alone."""
    at = (request.filed_at, request.case_accepted_at)
    try:
        row = ports.catalogue.edition(request.edition).rows[request.row]
        fresh = plan_deadlines(row, *at, ports.policy, ports.calendars.current())
    except (PromisePast, CalendarYearMissing, EditionUnknown, KeyError) as cause:
        failed = type(cause).__name__
        ports.telemetry.log("recount_skipped", request_id=request.id, error=failed)
        return None
    return recount_deadlines(request, fresh, now)


def _recount_adjustment(adjustment: Adjustment, ports: Ports) -> bool:
    for _ in range(MOST_TRIES):
        after = adjustment.recounted(ports.calendars.current(), ports.clock.now())
        if after == adjustment:
            return False
        quiet, commit = adjustment_told(after, THE_SYSTEM, ports)
        try:
            ports.commit(commit)
        except RevisionLost:
            adjustment = load_adjustment(adjustment.id, ports)
            continue
        ports.report_timers.stop_adjustment(quiet, adjustment.timer)
        ports.report_timers.start_adjustment(quiet)
        return True
    raise RevisionLost


def _recount_task(task: PropagationTask, ports: Ports) -> bool:
    """A task that somebody completes meanwhile needs no due time any more."""
    now = ports.clock.now()
    after = task.recounted(ports.calendars.current(), now)
    if after == task:
        return False
    facts = (
        ("calendar_before", task.due.calendar_version),
        ("calendar_after", after.due.calendar_version),
        ("done_by_before", to_text(task.due.done_by) if task.due.done_by else PENDING),
        ("done_by_after", to_text(after.due.done_by) if after.due.done_by else PENDING),
    )
    news = (News(EventType.DEADLINES_RECOUNTED, now, "13", facts=facts),)
    events = events_of(f"propagation:{task.id}", news, THE_SYSTEM, ports.random)
    with suppress(RevisionLost):
        ports.commit(Commit(saves=(after,), events=events))
        return True
    return False


def _open_requests(unit: UnitCode, ports: Ports) -> Iterator[RequestId]:
    """What stands open in the unit's inbox, also what no timer waits for any more."""
    for state in (RequestState.FILED, RequestState.ACCEPTED):
        for page in every_box_page(unit, Box.INBOX, state, ports):
            yield from (one.id for one in page.items)
