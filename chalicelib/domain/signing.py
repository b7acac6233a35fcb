"""WZM-JWS-1, the pure part (to be filled): types shared by the check and its callers."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.ids import OperationId
from chalicelib.domain.keys import Caller


@dataclass(frozen=True)
class WireCall:
    """An HTTP call as it came: ``target`` is path plus ``?`` + canonical query, no stage."""

    method: str
    target: str
    signatures: tuple[str, ...]
    body: bytes


@dataclass(frozen=True)
class SignedCall:
    """A call whose signature holds.

    ``body_digest`` is the lower-case hex SHA-256 of the body, ``token_digest`` the hex SHA-256
    of the request's JWS (the response's ``req`` claim is its base64url form), ``op`` is None on
    reads that carry none. ``expires_at`` is when the jti can be forgotten (exp + skew).
    """

    caller: Caller
    method: str
    target: str
    jti: str
    op: OperationId | None
    body_digest: str
    token_digest: str
    expires_at: datetime
