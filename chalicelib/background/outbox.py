"""What must follow a commit: notices to those concerned, and a timer that surely runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.background.counting import count_events
from chalicelib.background.followers import follow_catalogue, follow_proofs
from chalicelib.kernel.events import Event, EventType
from chalicelib.kernel.ids import EventId, NoticeId, RequestId
from chalicelib.kernel.lanes import Lane, is_table
from chalicelib.notices.domain.notice import Notice, audiences, notice_text
from chalicelib.requests.use_cases.asking_sources import ask_source

if TYPE_CHECKING:
    from collections.abc import Set

    from chalicelib.background.ports import Ports
    from chalicelib.kernel.commits import OutboxEntry
    from chalicelib.notices.domain.webhook import Webhook
    from chalicelib.requests.domain.request import VerificationRequest

PAGE = 500
RETRY = timedelta(seconds=30)
GIVE_UP = timedelta(hours=6)


def deliver_outbox(ports: Ports, lane: Lane = Lane.ALL) -> int:
    """Do every ready entry of the lane; each is idempotent by its event. How many were done.

    An entry that fails, in whatever way, waits for its next turn and holds up nobody else; one
    that keeps failing stays, with an alarm, until somebody mends its cause.
    """
    now = ports.clock.now()
    return sum(_deliver_lane(one, now, ports) for one in lane.parts)


def _deliver_lane(lane: Lane, now: datetime, ports: Ports) -> int:
    if lane is not Lane.CATALOGUE:
        return sum(_deliver_one(one, now, ports) for one in ports.worklist.outbox(now, PAGE, lane))
    done, tried = 0, set[EventId]()
    while entry := next_of_lists(tried, now, ports):
        tried.add(entry.id)
        done += _deliver_one(entry, now, ports)
    return done


def next_of_lists(tried: Set[EventId], now: datetime, ports: Ports) -> OutboxEntry | None:
    """Lists are long work, so it is looked anew after each: whoever publishes one meanwhile does
    not wait for all the tables that were there before."""
    ready = ports.worklist.outbox(now, PAGE, Lane.CATALOGUE)
    return min((one for one in ready if one.id not in tried), key=is_table, default=None)


def _deliver_one(entry: OutboxEntry, now: datetime, ports: Ports) -> bool:
    try:
        is_done = _do(entry, ports)
    except Exception as failure:  # noqa: BLE001  # told, counted, tried again
        ports.telemetry.log("outbox_failed", event_id=entry.id, error=type(failure).__name__)
        is_done = False
    if is_done:
        ports.worklist.done(entry)
    else:
        if now - entry.first_at > GIVE_UP:
            ports.telemetry.count("outbox_stuck", "ALL")
        ports.worklist.postpone(entry, now + RETRY)
    return is_done


def _do(entry: OutboxEntry, ports: Ports) -> bool:
    if entry.request is None:
        for event in entry.events:
            follow_catalogue(event, ports)
        return True
    request = ports.requests.request(entry.request)
    if request is None:
        return True
    sent = _asked(request.id, entry, ports) and _deliver(entry, request, ports)
    if not sent and ports.clock.now() - entry.first_at > GIVE_UP:
        # The notice stands in the inbox all the same; only its push is given up.
        ports.telemetry.log("notice_undelivered", event_id=entry.id)
        sent = True
    if sent:
        count_events(entry.events, request, ports)
    return sent


def _asked(request: RequestId, entry: OutboxEntry, ports: Ports) -> bool:
    """S0: ask the database; False keeps the entry, to ask again or to hand over to people."""
    is_filed = any(one.news.type is EventType.REQUEST_FILED for one in entry.events)
    return not is_filed or ask_source(request, ports)


def _deliver(entry: OutboxEntry, request: VerificationRequest, ports: Ports) -> bool:
    if request.is_open and any(_starts_timer(one) for one in entry.events):
        ports.timers.start(request)
    for event in entry.events:
        follow_proofs(event, request, ports)
    told = [one for event in entry.events for one in _notices(event, request, ports)]
    for notice in told:
        ports.notices.put(notice)
    # Every inbox first: what goes out of the house may be slow or deaf.
    sent = [ports.sender.send(notice, _webhooks(notice, ports)) for notice in told]
    return all(sent)


def _starts_timer(event: Event) -> bool:
    return event.news.type in {EventType.REQUEST_FILED, EventType.REQUEST_EXTENDED}


def _webhooks(notice: Notice, ports: Ports) -> tuple[Webhook, ...]:
    return tuple(one for one in ports.webhooks.webhooks(notice.unit) if one.is_active)


def _notices(event: Event, request: VerificationRequest, ports: Ports) -> tuple[Notice, ...]:
    if event.news.type is EventType.REMINDER_DUE and not request.is_open:
        return ()  # closed meanwhile: there is nothing left to remind of
    issuer = ports.units.unit(request.issuer)
    operates = issuer is not None and issuer.is_operational
    return tuple(
        Notice(
            id=NoticeId(f"{event.id}.{unit}.{audience}"),
            unit=unit,
            audience=audience,
            event=event.news.type,
            request=request.id,
            row=request.row,
            text=notice_text(event.news, request),
            at=event.news.at,
        )
        for unit, audience in audiences(event.news, request, operates)
    )
