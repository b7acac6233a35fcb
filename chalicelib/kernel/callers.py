"""Who calls: a role, the caller a signature proves, and the call it covers."""

from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import KeyId, MemberId, OperationId, UnitCode
from chalicelib.kernel.records import record


class Role(StrEnum):
    """What a key may do. OFFICER and PUBLISHER exist only in the task-force office's unit."""

    AGENT = "AGENT"
    SUPERVISOR = "SUPERVISOR"
    SYSTEM = "SYSTEM"
    OFFICER = "OFFICER"
    PUBLISHER = "PUBLISHER"


@record(frozen=True)
class Caller:
    """Who signed a call, established by the signature check."""

    unit: UnitCode
    member: MemberId | None
    role: Role
    kid: KeyId


@record(frozen=True)
class SignedCall:
    """A call whose signature holds.

    ``body_digest`` is the lower-case hex SHA-256 of the body, ``token_digest`` the hex SHA-256
    of the request's JWS (the response's ``req`` claim is its base64url form), ``op`` is None on
    reads. ``expires_at`` is when the jti can be forgotten (exp + skew).
    """

    caller: Caller
    method: str
    target: str
    jti: str
    op: OperationId | None
    body_digest: str
    token_digest: str
    expires_at: datetime
