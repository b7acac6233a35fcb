"""撤回: the requester no longer needs the answer."""

from datetime import datetime

from chalicelib.domain.ids import RequestId
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import require_requester
from chalicelib.services.changing import change_request
from chalicelib.services.ports import Ports


def withdraw_request(
    id_: RequestId, reason: str, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheRequester, StateForbids."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_requester(call.caller, request)
        return request.withdraw(reason, now)

    return change_request(id_, call, ports, act)
