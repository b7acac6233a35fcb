"""The common walk of an act on one request: load, check the right, let the domain decide,
commit; then stop the timer of a closed one (best effort: a late timer changes nothing)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.performing import Report, actor_of, perform, tell
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.rights import load_request

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit
    from chalicelib.kernel.events import Actor
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.ports import Ports

Act = Callable[[VerificationRequest, datetime], VerificationRequest]


def change_request(id_: RequestId, call: SignedCall, ports: Ports, act: Act) -> VerificationRequest:
    """1 read, 1 transaction, and 1 stop where the act closed the request."""
    closed_now = False

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        nonlocal closed_now
        before = load_request(id_, ports)
        after = act(before, now)
        closed_now = before.is_open and not after.is_open
        return told(after, actor_of(call), now, ports)

    request = perform(call, ports, VerificationRequest, decide)
    if closed_now:
        ports.timers.stop(request, request.timer)
    return request


def told(
    request: VerificationRequest, actor: Actor, now: datetime, ports: Ports
) -> tuple[VerificationRequest, Commit]:
    """The request without its news, and the commit that saves it with its entries; timers and
    notices follow."""
    return tell(request, Report(request.id, actor, now, request.id), ports)
