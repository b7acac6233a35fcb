"""How every write runs: decide, commit, and on a lost race decide again.

One transaction holds the change, its events, its outbox entry, the jti of the call and the
record of its ``op``. The same ``op`` with the same body from the same key gives the first
result again; anything else under that ``op`` is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from chalicelib.kernel.commits import Aggregate, Commit, OperationSeen, OutboxEntry, RevisionLost
from chalicelib.kernel.errors import (
    ConcurrentChange,
    MianzhengError,
    OperationReused,
    Unavailable,
)
from chalicelib.kernel.events import Actor, Event, News
from chalicelib.kernel.ids import EventId, RequestId
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ports import Ports, Random

MOST_TRIES = 20

Result = TypeVar("Result", bound=Aggregate)


def perform(
    call: SignedCall,
    ports: Ports,
    kind: type[Result],
    decide: Callable[[datetime], tuple[Result, Commit]],
) -> Result:
    """Run one signed write.

    ``decide`` loads, asks the domain and returns the result with its commit; it may run
    several times, so it must have no other effect. Raises what ``decide`` raises,
    OperationReused, SignatureRefused (``sig.replay``), ConcurrentChange, Unavailable.
    """
    for _ in range(MOST_TRIES):
        try:
            result, commit = decide(ports.clock.now())
            ports.commit(replace(commit, call=call))
            return result
        except RevisionLost:
            continue
        except Unavailable:
            # Whether it was done is unknown, and this call's own jti may stand: looking for the
            # op here would answer "replayed". Sending the op again tells.
            raise
        except (OperationSeen, MianzhengError) as refused:
            first = first_result(call, ports, kind)
            if first is not None:
                return first
            if isinstance(refused, MianzhengError):
                raise
    raise ConcurrentChange("这条记录正被多人同时修改,请稍候重试(可用同一 op 重发)。")


def first_result(call: SignedCall, ports: Ports, kind: type[Result]) -> Result | None:
    """The first result of this call's ``op``, or None when the ``op`` is new.

    A repeat consumes its own jti, so that it can't be replayed either.
    """
    if call.op is None:
        return None
    seen = ports.ledger.operation(call.caller.unit, call.op)
    if seen is None:
        return None
    if seen.digest != operation_digest(call) or seen.kid != call.caller.kid:
        raise OperationReused(
            "这个 op 已用于另一次操作(内容、地址或密钥不同);新的操作请换一个新的 op。", field="op"
        )
    if not isinstance(seen.result, kind):
        raise OperationReused("这个 op 已用于另一种操作,请换一个新的 op。", field="op")
    ports.commit(Commit(call=replace(call, op=None)))
    return seen.result


def operation_digest(call: SignedCall) -> str:
    """What an ``op`` is bound to: method, target and body."""
    text = f"{call.method} {call.target} {call.body_digest}"
    return hashlib.sha256(text.encode()).hexdigest()


def actor_of(call: SignedCall) -> Actor:
    caller = call.caller
    return Actor(caller.unit, caller.member, caller.role, caller.kid)


def events_of(
    subject: str, news: tuple[News, ...], actor: Actor, random: Random
) -> tuple[Event, ...]:
    """Turn an aggregate's news into ledger entries."""
    return tuple(Event(EventId(random.id()), subject, actor, one) for one in news)


class Telling(Aggregate, Protocol):
    """An aggregate that says what is new about it."""

    @property
    def news(self) -> tuple[News, ...]: ...


Told = TypeVar("Told", bound=Telling)


@record(frozen=True)
class Report:
    """Under which ``subject`` the entries of a change stand and who made it. ``follow_at``: other
    work follows it, so it goes into the outbox, too. ``request``: the request it is about."""

    subject: str
    actor: Actor
    follow_at: datetime | None = None
    request: RequestId | None = None


def tell(one: Told, report: Report, ports: Ports) -> tuple[Told, Commit]:
    """The aggregate without its news, and the commit that saves it with its entries."""
    found = events_of(report.subject, one.news, report.actor, ports.random)
    events = tuple(replace(event, request=report.request) for event in found)
    outbox: tuple[OutboxEntry, ...] = ()
    if events and report.follow_at is not None:
        at = report.follow_at
        outbox = (OutboxEntry(events[0].id, report.request, events, at, at),)
    quiet: Told = _without_news(one)
    return quiet, Commit(saves=(quiet,), events=events, outbox=outbox)


def _without_news(one: Any) -> Any:
    return replace(one, news=())
