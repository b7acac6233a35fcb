"""接收: the issuer's agent opened the request."""

from datetime import datetime

from chalicelib.domain.ids import RequestId
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import require_issuer
from chalicelib.services.changing import change_request
from chalicelib.services.ports import Ports


def accept_request(id_: RequestId, call: SignedCall, ports: Ports) -> VerificationRequest:
    """Raises RequestUnknown, NotTheIssuer, StateForbids."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        return request.accept(now)

    return change_request(id_, call, ports, act)
