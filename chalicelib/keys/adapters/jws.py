"""WZM-JWS-1 on the wire: compact JWS (RFC 7515) made and checked. The only importer of jwt."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from jwt import get_algorithm_by_name

from chalicelib.kernel.call_refusals import refused
from chalicelib.kernel.callers import Caller, SignedCall
from chalicelib.kernel.errors import FieldInvalid, Misconfigured, SignatureRefused, TooLarge
from chalicelib.kernel.ids import KeyId
from chalicelib.kernel.records import record
from chalicelib.kernel.targets import HEADER_NAME, Wire
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.jwk import (
    PrivateKey,
    PublicKey,
    cached_public,
    load_private,
)
from chalicelib.keys.domain.claims import (
    ALGS,
    LARGEST_BODY,
    LARGEST_TOKEN,
    RESPONSE_TYP,
    Expected,
    check_claims,
    digest_claim,
    parse_claims,
    parse_header,
    readable_jti,
)
from chalicelib.keys.domain.key import DEMO_PREFIX, KeyRecord, KeyStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from chalicelib.keys.adapters.signers import Signer

# Resolved once: the registry lookup names only the two algorithms of the profile, so that no
# token can reach HMAC, RSA or "none" whatever PyJWT supports.
_ALGORITHMS: dict[str, Any] = {alg: get_algorithm_by_name(alg) for alg in ALGS}


@record(frozen=True)
class Compact:
    """The three segments of a compact JWS, decoded; nothing about them is checked yet."""

    header: bytes
    payload: bytes
    signature: bytes
    signing_input: bytes


def split_compact(token: str) -> Compact:
    """Cut a compact JWS. Raises SignatureRefused ``sig.not_compact``.

    An empty signature passes here, so that "alg none" is refused for its alg.
    """
    segments = token.split(".")
    if len(segments) != 3 or not all(segments[:2]):
        raise refused("sig.not_compact", field=HEADER_NAME)
    try:
        header, payload, signature = (base64url.decode(one) for one in segments)
    except ValueError:
        raise refused("sig.not_compact", field=HEADER_NAME) from None
    signing_input = f"{segments[0]}.{segments[1]}".encode("ascii")
    return Compact(header, payload, signature, signing_input)


def signature_holds(compact: Compact, alg: str, key: PublicKey) -> bool:
    """Is the signature over these very bytes this key's? ``alg`` comes from a record."""
    algorithm = _ALGORITHMS[alg]
    return bool(algorithm.verify(compact.signing_input, key, compact.signature))


def sign_compact(
    header: Mapping[str, object], claims: Mapping[str, object], key: PrivateKey
) -> str:
    """A compact JWS over header and claims with the key of ``header["alg"]``."""
    return assemble(header, claims, lambda data: _ALGORITHMS[str(header["alg"])].sign(data, key))


def assemble(
    header: Mapping[str, object],
    claims: Mapping[str, object],
    sign: Callable[[bytes], bytes],
) -> str:
    """A compact JWS whose signature somebody else makes (KMS: raw r || s)."""
    parts = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (header, claims))
    signing_input = ".".join(base64url.encode(one.encode()) for one in parts)
    return f"{signing_input}.{base64url.encode(sign(signing_input.encode('ascii')))}"


class RequestChecker:
    """Checks WZM-JWS-1 requests in the profile's order, up to and including the digest.

    ``audience`` is the public origin; ``find_key`` the (cached) key registry. Role and object
    rights, and the transaction with the jti, come after it.
    """

    def __init__(
        self,
        *,
        audience: str,
        find_key: Callable[[KeyId], KeyRecord | None],
        allow_demo_keys: bool,
    ) -> None:
        self._audience = audience
        self._find_key = find_key
        self._allow_demo_keys = allow_demo_keys

    def check(self, call: Wire, *, now: datetime, is_write: bool) -> SignedCall:
        """The caller and the bound call, only if everything holds.

        Raises SignatureRefused with a code per cause (``caller`` set once the signature was
        valid), TooLarge for a body over 256 KiB, Misconfigured for an unusable key record.
        """
        target = call.target  # before anything else: what can't be written can't be signed
        token = _the_token(call)
        compact = split_compact(token)
        alg, kid = parse_header(compact.header)
        record = self._usable_record(KeyId(kid), now)
        if alg != record.alg:
            raise refused("sig.alg", field="alg")
        if not signature_holds(compact, record.alg, _key_of(record)):
            raise refused("sig.signature", field=HEADER_NAME, kid=kid)
        expected = Expected(
            key=record,
            audience=self._audience,
            method=call.method,
            target=target,
            body=call.body,
            now=now,
            is_write=is_write,
        )
        return _check_payload(compact.payload, expected, token)

    def _usable_record(self, kid: KeyId, now: datetime) -> KeyRecord:
        if kid.startswith(DEMO_PREFIX) and not self._allow_demo_keys:
            raise refused("sig.demo_key", field="kid", kid=kid)
        record = self._find_key(kid)
        if record is None:
            raise refused("sig.unknown_key", field="kid", kid=kid)
        check_record(record, now)
        return record


def check_record(record: KeyRecord, now: datetime) -> None:
    """May this key sign now? Raises SignatureRefused with the state's own code."""
    cause = None
    if record.status is KeyStatus.REVOKED:
        cause = "sig.key_revoked"
    elif record.status is KeyStatus.PENDING:
        cause = "sig.key_pending"
    elif now < record.not_before:
        cause = "sig.key_not_yet_valid"
    elif now >= record.not_after:
        cause = "sig.key_expired"
    if cause is not None:
        raise refused(cause, field="kid", kid=record.kid)


def _the_token(call: Wire) -> str:
    if len(call.body) > LARGEST_BODY:
        raise TooLarge("请求正文超过 256 KiB,请减少内容,大文件请用附件上传。", field="body")
    if not call.signatures or call.signatures == ("",):
        raise refused("sig.missing", field=HEADER_NAME)
    if len(call.signatures) > 1 or "," in call.signatures[0]:  # proxies join fields by a comma
        raise refused("sig.duplicate_header", field=HEADER_NAME)
    token = call.signatures[0]
    if len(token) > LARGEST_TOKEN:
        raise refused("sig.too_large", field=HEADER_NAME)
    return token


def _key_of(record: KeyRecord) -> PublicKey:
    try:
        return cached_public(record.alg, record.jwk)
    except FieldInvalid:
        raise Misconfigured(
            f"密钥 {record.kid} 的登记内容不可用,请联系系统管理员。", field="kid"
        ) from None


def _check_payload(payload: bytes, expected: Expected, token: str) -> SignedCall:
    key = expected.key
    jti: str | None = None
    try:
        claims = parse_claims(payload)
        jti = readable_jti(claims)
        return check_claims(claims, expected, token)
    except SignatureRefused as refusal:
        refusal.caller = Caller(unit=key.unit, member=key.member, role=key.role, kid=key.kid)
        refusal.jti = jti
        raise


class ResponseSigner:
    """Signs the answers to validly signed requests, so that both sides hold a receipt.

    ``service`` is the public origin (the response's ``iss``), ``key`` a private JWK with ``kid``
    and ``alg``; its public half stands in the JWKS under the root key's endorsement.
    """

    def __init__(self, service: str, key: Mapping[str, object]) -> None:
        self._service = service
        self._header = {"alg": str(key["alg"]), "kid": str(key["kid"]), "typ": RESPONSE_TYP}
        self._key = load_private(key)

    def sign(self, call: SignedCall, status: int, body: bytes, now: datetime) -> str:
        """The response's ``WZM-Signature``: bound to the request's JWS, status and body."""
        claims: dict[str, object] = {
            "iss": self._service,
            "aud": call.caller.unit,
            "iat": int(now.timestamp()),
            "req": base64url.encode(bytes.fromhex(call.token_digest)),
            "sts": status,
            "dig": digest_claim(body),
        }
        if call.op is not None:
            claims["op"] = call.op
        return sign_compact(self._header, claims, self._key)


def request_reference(token: str) -> str:
    """``req``: base64url SHA-256 of the request's JWS."""
    return base64url.encode(hashlib.sha256(token.encode("ascii")).digest())


def sign_exactly(header: bytes, payload: bytes, signer: Signer) -> str:
    """A compact JWS over these very bytes; raises ValueError unless the signer gave r || s."""
    signing_input = f"{base64url.encode(header)}.{base64url.encode(payload)}"
    signature = signer.sign(signing_input.encode("ascii"))
    if len(signature) != 64:
        raise ValueError("the signer must give raw r || s, 64 bytes")
    return f"{signing_input}.{base64url.encode(signature)}"
