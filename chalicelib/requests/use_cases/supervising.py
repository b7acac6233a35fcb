"""督办记录 (Art. 10-2): what the supervisor did; a record, it ends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.requests.domain.outcomes import SupervisionNote
from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.rights import require_supervisor

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def note_supervision(
    id_: RequestId, note: str, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheIssuer, NotOverdue."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_supervisor(call.caller, request)
        by = f"{call.caller.unit}:{call.caller.member}"
        return request.note_supervision(SupervisionNote(note, now, by))

    return change_request(id_, call, ports, act)
