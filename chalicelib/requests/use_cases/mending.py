"""信息不符 (Art. 11-2): record the mismatch, ask for a supplement, record an objection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.ids import RequestId
from chalicelib.kernel.records import record
from chalicelib.requests.domain import mismatches
from chalicelib.requests.domain.mismatches import Mismatch, Objection
from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.rights import require_requester

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


@record(frozen=True)
class RecordMismatch:
    id: RequestId
    field: str
    applicant_value: str
    obtained_value: str


@record(frozen=True)
class RecordObjection:
    id: RequestId
    objection: str
    outcome: str | None


def record_mismatch(command: RecordMismatch, call: SignedCall, ports: Ports) -> VerificationRequest:
    """Raises RequestUnknown, NotTheRequester, NoMismatch (nothing was answered yet)."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_requester(call.caller, request)
        found = Mismatch(command.field, command.applicant_value, command.obtained_value, now)
        return mismatches.record_mismatch(request, found)

    return change_request(command.id, call, ports, act)


def ask_supplement(
    id_: RequestId, what: str, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheRequester, NoMismatch."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_requester(call.caller, request)
        return mismatches.ask_supplement(request, what, now)

    return change_request(id_, call, ports, act)


def record_objection(
    command: RecordObjection, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises RequestUnknown, NotTheRequester, NoMismatch."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_requester(call.caller, request)
        objection = Objection(command.objection, now, command.outcome)
        return mismatches.record_objection(request, objection)

    return change_request(command.id, call, ports, act)
