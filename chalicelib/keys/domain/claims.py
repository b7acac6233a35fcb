"""WZM-JWS-1, the pure part: what a request's signature must say, checked claim by claim.

The signature itself is checked in ``keys/adapters/jws.py``. The profile takes from DPoP (RFC 9449)
and RFC 9530 and closes what they leave open: method and target are bound, ``jti`` is
mandatory, an empty body is signed too. Times are whole seconds of Unix time.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import unquote

from chalicelib.kernel.call_refusals import refused
from chalicelib.kernel.callers import Caller, SignedCall
from chalicelib.kernel.errors import JsonInvalid, JsonNameTwice, SignatureRefused
from chalicelib.kernel.ids import OperationId
from chalicelib.kernel.records import record
from chalicelib.kernel.targets import canonical_target
from chalicelib.kernel.texts.strict_json import parse_object, showable
from chalicelib.keys.domain.key import KeyRecord

TYP = "wzm-req+jwt"
RESPONSE_TYP = "wzm-res+jwt"
ALGS = frozenset({"ES256", "EdDSA"})
LARGEST_TOKEN = 4096
LARGEST_BODY = 256 * 1024
LONGEST_LIFE = timedelta(seconds=120)
SKEW = timedelta(seconds=60)
HEADER_PARAMETERS = frozenset({"alg", "typ", "kid"})
CLAIMS = frozenset({"iss", "sub", "aud", "iat", "exp", "jti", "htm", "htt", "dig", "op"})
WRITE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})

KID_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
JTI_FORM = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)
OPERATION_FORM = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


@record(frozen=True)
class Expected:
    """What a call's claims are held against; ``now`` is an aware UTC instant."""

    key: KeyRecord
    audience: str
    method: str
    target: str
    body: bytes
    now: datetime
    is_write: bool


# --- target and digest: written the same way by who signs and who checks --------------------


def is_canonical_target(target: str) -> bool:
    """Is this text exactly what :func:`canonical_target` writes for what it decodes to?"""
    path, mark, query = target.partition("?")
    if not mark:
        pairs: list[tuple[str, str]] = []
    else:
        halves = [one.partition("=") for one in query.split("&")]
        try:
            pairs = [
                (unquote(name, errors="strict"), unquote(value, errors="strict"))
                for name, _, value in halves
            ]
        except UnicodeDecodeError:
            return False
    try:
        return canonical_target(path, pairs) == target
    except SignatureRefused:
        return False


def digest_claim(body: bytes) -> str:
    """``dig``: ``sha-256=:<base64>:`` of the body bytes (RFC 9530), also of an empty body."""
    return "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode("ascii") + ":"


# --- header and payload ---------------------------------------------------------------------


def parse_header(text: bytes) -> tuple[str, str]:
    """The closed header set. Returns (alg, kid). Raises SignatureRefused: header, typ, alg, kid."""
    try:
        header = parse_object(text)
    except JsonInvalid as bad:
        raise refused("sig.header", field=bad.field, name=bad.field or "其他内容") from None
    for name in header:
        if name not in HEADER_PARAMETERS:
            raise refused("sig.header", field=showable(name), name=showable(name))
    if header.get("typ") != TYP:
        raise refused("sig.typ", field="typ")
    alg, kid = header.get("alg"), header.get("kid")
    if not isinstance(alg, str) or alg not in ALGS:
        raise refused("sig.alg", field="alg")
    if not isinstance(kid, str) or not KID_FORM.fullmatch(kid):
        raise refused("sig.kid", field="kid")
    return alg, kid


def parse_claims(payload: bytes) -> dict[str, object]:
    """Read the payload strictly. Raises SignatureRefused with the code of the claim to blame."""
    try:
        return parse_object(payload)
    except JsonInvalid as bad:
        is_a_time = bad.field in ("iat", "exp") and not isinstance(bad, JsonNameTwice)
        code = "sig.time" if is_a_time else "sig.claims"
        raise refused(code, field=bad.field, name=bad.field or "格式") from None


def readable_jti(claims: Mapping[str, object]) -> str | None:
    """The jti if it has the right form, for the record of a refused call."""
    jti = claims.get("jti")
    return jti if isinstance(jti, str) and JTI_FORM.fullmatch(jti) else None


# --- one function per claim, so that the doctor can run each alone --------------------------


def _check_names(claims: Mapping[str, object], _expected: Expected) -> None:
    for name in claims:
        if name not in CLAIMS:
            raise refused("sig.claim_unknown", field=showable(name), name=showable(name))


def _check_audience(claims: Mapping[str, object], expected: Expected) -> None:
    if claims.get("aud") != expected.audience:
        raise refused("sig.audience", field="aud", expected=expected.audience)


def _check_issuer(claims: Mapping[str, object], expected: Expected) -> None:
    if claims.get("iss") != expected.key.unit:
        raise refused("sig.issuer", field="iss", kid=expected.key.kid)


def _check_subject(claims: Mapping[str, object], expected: Expected) -> None:
    member = expected.key.member
    is_wrong = "sub" in claims if member is None else claims.get("sub") != member
    if is_wrong:
        raise refused("sig.subject", field="sub", kid=expected.key.kid)


def _seconds(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int:  # bool is an int to Python, not to JSON
        raise refused("sig.time", field=name, name=name)
    return value


def _check_issued(claims: Mapping[str, object], expected: Expected) -> None:
    if _seconds(claims, "iat") > (expected.now + SKEW).timestamp():
        raise refused("sig.future", field="iat")


def _check_expiry(claims: Mapping[str, object], expected: Expected) -> None:
    issued, expiry = _seconds(claims, "iat"), _seconds(claims, "exp")
    if not 0 < expiry - issued <= LONGEST_LIFE.total_seconds():
        raise refused("sig.lifetime", field="exp")
    if expiry <= (expected.now - SKEW).timestamp():
        raise refused("sig.expired", field="exp")


def _check_jti(claims: Mapping[str, object], _expected: Expected) -> None:
    if readable_jti(claims) is None:
        raise refused("sig.jti", field="jti")


def _check_method(claims: Mapping[str, object], expected: Expected) -> None:
    if claims.get("htm") != expected.method:
        raise refused("sig.method", field="htm")


def _check_target(claims: Mapping[str, object], expected: Expected) -> None:
    target = claims.get("htt")
    if not isinstance(target, str) or target != expected.target or not is_canonical_target(target):
        raise refused("sig.target", field="htt")


def _check_operation(claims: Mapping[str, object], expected: Expected) -> None:
    if expected.is_write and _operation(claims) is None:
        raise refused("sig.operation", field="op")


def _operation(claims: Mapping[str, object]) -> OperationId | None:
    op = claims.get("op")
    return OperationId(op) if isinstance(op, str) and OPERATION_FORM.fullmatch(op) else None


def _check_digest(claims: Mapping[str, object], expected: Expected) -> None:
    said = claims.get("dig")
    wanted = digest_claim(expected.body).encode()
    if not isinstance(said, str) or not hmac.compare_digest(
        said.encode("utf-8", "surrogatepass"), wanted
    ):
        raise refused("sig.digest", field="dig")


ClaimCheck = Callable[[Mapping[str, object], Expected], None]

CLAIM_CHECKS: tuple[tuple[str, ClaimCheck], ...] = (
    ("", _check_names),
    ("aud", _check_audience),
    ("iss", _check_issuer),
    ("sub", _check_subject),
    ("iat", _check_issued),
    ("exp", _check_expiry),
    ("jti", _check_jti),
    ("htm", _check_method),
    ("htt", _check_target),
    ("op", _check_operation),
    ("dig", _check_digest),
)
"""In this order; the first that fails names the cause."""


def check_claims(claims: Mapping[str, object], expected: Expected, token: str) -> SignedCall:
    """Hold the claims of a token, whose signature is valid, against the call it came with.

    Raises SignatureRefused with the code of the first claim that fails. On reads ``op`` is
    ignored. The role, the object and the ``jti`` (the store's) are checked elsewhere.
    """
    for _, check in CLAIM_CHECKS:
        check(claims, expected)
    key = expected.key
    expiry = datetime.fromtimestamp(_seconds(claims, "exp"), tz=expected.now.tzinfo)
    return SignedCall(
        caller=Caller(unit=key.unit, member=key.member, role=key.role, kid=key.kid),
        method=expected.method,
        target=expected.target,
        jti=str(claims["jti"]),
        op=_operation(claims) if expected.is_write else None,
        body_digest=hashlib.sha256(expected.body).hexdigest(),
        token_digest=hashlib.sha256(token.encode("ascii")).hexdigest(),
        expires_at=expiry + SKEW,
    )
