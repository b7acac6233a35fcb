"""Every call refused after a valid signature is a ledger entry (SPEC 7)."""

from chalicelib.domain.events import Actor, Event, EventType, News
from chalicelib.domain.ids import EventId
from chalicelib.domain.keys import Caller
from chalicelib.services.ports import Ports


def record_refusal(code: str, caller: Caller, jti: str | None, ports: Ports) -> None:
    """One entry per attempt, named by its jti."""
    now = ports.clock.now()
    news = News(EventType.CALL_REFUSED, now, facts=(("code", code),))
    actor = Actor(caller.unit, caller.member, caller.role, caller.kid)
    id_ = EventId(jti or ports.random.id())
    ports.refusals.record(Event(id_, refusal_subject(caller.unit), actor, news))


def refusal_subject(unit: str) -> str:
    """Under which subject a unit's refused calls stand."""
    return f"refused-{unit}"
