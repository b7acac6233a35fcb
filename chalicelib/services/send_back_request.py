"""退回 (Art. 10-2): not this unit's duty; with a reason and a referral."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import FieldInvalid
from chalicelib.domain.ids import RequestId
from chalicelib.domain.outcomes import Referral
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import load_unit, require_issuer
from chalicelib.services.changing import change_request
from chalicelib.services.ports import Ports

SHORTEST_REASON = 10


@dataclass(frozen=True)
class SendBackRequest:
    """``referral.unit`` None means 不明: then the office decides."""

    id: RequestId
    reason: str
    referral: Referral


def send_back_request(
    command: SendBackRequest, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises FieldInvalid (reason under 10 characters), UnitUnknown, NotTheIssuer, StateForbids."""
    if len(command.reason) < SHORTEST_REASON:
        raise FieldInvalid(
            f"退回理由至少 {SHORTEST_REASON} 个字,请写清为什么不属于本单位职责。", field="reason"
        )
    if command.referral.unit is not None:
        load_unit(command.referral.unit, ports, "referral.unit")

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        return request.send_back(command.reason, command.referral, now)

    return change_request(command.id, call, ports, act)
