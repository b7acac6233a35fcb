"""Every call refused after a valid signature is a ledger entry (docs/architecture.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import SignatureRefused
from chalicelib.kernel.events import Actor, Event, EventType, News
from chalicelib.kernel.ids import EventId

if TYPE_CHECKING:
    from chalicelib.http.serving import Ports
    from chalicelib.kernel.callers import Caller, SignedCall


def record_refused_call(code: str, call: SignedCall, ports: Ports) -> None:
    """The entry and the jti are one fact: a refused attempt was an attempt, and can't be sent
    again by somebody else once it would be accepted."""
    event = _entry(code, call.caller, call.jti, ports)
    try:
        ports.commit(Commit(events=(event,), call=replace(call, op=None)))
    except SignatureRefused:
        ports.refusals.record(event)  # a replay, refused for being one


def record_refusal(code: str, caller: Caller, jti: str | None, ports: Ports) -> None:
    """One entry per attempt whose claims were refused, named by its jti."""
    ports.refusals.record(_entry(code, caller, jti, ports))


def refusal_subject(unit: str) -> str:
    """Under which subject a unit's refused calls stand."""
    return f"refused-{unit}"


def _entry(code: str, caller: Caller, jti: str | None, ports: Ports) -> Event:
    news = News(EventType.CALL_REFUSED, ports.clock.now(), facts=(("code", code),))
    actor = Actor(caller.unit, caller.member, caller.role, caller.kid)
    return Event(EventId(jti or ports.random.id()), refusal_subject(caller.unit), actor, news)
