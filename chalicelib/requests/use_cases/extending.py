"""延期 (OURS): once, before due, R1 and R3 only, never past the promise."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.ids import RequestId
from chalicelib.kernel.records import record
from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.rights import require_issuer

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


@record(frozen=True)
class ExtendRequest:
    id: RequestId
    reason: str
    until: datetime


def extend_request(command: ExtendRequest, call: SignedCall, ports: Ports) -> VerificationRequest:
    """Stops timer n and starts n + 1. Raises NotTheIssuer, StateForbids, ExtensionForbidden."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        return request.extend(command.reason, command.until, now)

    request = change_request(command.id, call, ports, act)
    ports.timers.stop(request, request.timer - 1)
    ports.timers.start(request)
    return request
