"""Who may do what with one request: object rights, after the role (declared beside the path)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import (
    NotAParty,
    NotTheIssuer,
    NotTheRequester,
    RequestUnknown,
)
from chalicelib.units.use_cases.rights import acts_for

if TYPE_CHECKING:
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def load_request(request: RequestId, ports: Ports) -> VerificationRequest:
    """Raises RequestUnknown."""
    found = ports.requests.request(request)
    if found is None:
        raise RequestUnknown(f"没有编号为 {request} 的核验申请,请核对编号。", field="id")
    return found


def office_supervises(request: VerificationRequest, ports: Ports) -> bool:
    """The task-force office acts as supervisor of an issuer that is not operational."""
    issuer = ports.units.unit(request.issuer)
    return issuer is None or not issuer.is_operational


def require_issuer(caller: Caller, request: VerificationRequest, ports: Ports) -> None:
    """The issuer's people and system, or an officer in place of a missing supervisor."""
    if acts_for(caller, request.issuer):
        return
    if caller.role is Role.OFFICER and office_supervises(request, ports):
        return
    raise NotTheIssuer("只有证明出具单位可以这样做;请用出具单位的密钥操作。")


def require_supervisor(caller: Caller, request: VerificationRequest) -> None:
    """The issuer's supervisor (whoever is it now); the office in his place."""
    if caller.role is Role.SUPERVISOR and caller.unit == request.issuer:
        return
    if caller.role is Role.OFFICER:
        return
    raise NotTheIssuer("只有证明出具单位的督办员(或专班办公室)可以记录督办情况。")


def require_requester(caller: Caller, request: VerificationRequest) -> None:
    if not acts_for(caller, request.requester):
        raise NotTheRequester("只有证明需求单位可以这样做;请用申请单位的密钥操作。")


def sees_in_full(caller: Caller, request: VerificationRequest, ports: Ports) -> bool:
    """True for the two units, and the office while it supervises; False for a masked view.

    Raises NotAParty for any other unit.
    """
    if acts_for(caller, request.issuer) or acts_for(caller, request.requester):
        return True
    if caller.role is Role.OFFICER:
        return office_supervises(request, ports)
    raise NotAParty("只有这件申请的需求单位和出具单位可以查看。")
