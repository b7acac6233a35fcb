"""撤回: the requester no longer needs the answer."""

from datetime import datetime

from chalicelib.kernel.callers import SignedCall
from chalicelib.kernel.ids import RequestId
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.ports import Ports
from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.rights import require_requester


def withdraw_request(
    id_: RequestId, reason: str, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheRequester, StateForbids."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_requester(call.caller, request)
        return request.withdraw(reason, now)

    return change_request(id_, call, ports, act)
