"""督办记录 (Art. 10-2): what the supervisor did; a record, it ends nothing."""

from datetime import datetime

from chalicelib.domain.ids import RequestId
from chalicelib.domain.outcomes import SupervisionNote
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import require_supervisor
from chalicelib.services.changing import change_request
from chalicelib.services.ports import Ports


def note_supervision(
    id_: RequestId, note: str, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheIssuer, NotOverdue."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_supervisor(call.caller, request)
        by = f"{call.caller.unit}:{call.caller.member}"
        return request.note_supervision(SupervisionNote(note, now, by))

    return change_request(id_, call, ports, act)
