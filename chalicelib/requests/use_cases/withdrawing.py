"""撤回: the requester no longer needs the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.rights import require_requester

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def withdraw_request(
    id_: RequestId, reason: str, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheRequester, StateForbids."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_requester(call.caller, request)
        return request.withdraw(reason, now)

    return change_request(id_, call, ports, act)
