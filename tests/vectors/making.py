"""What the vectors are made of: fixed keys, fixed times, one sample proof."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.qr_text import header_of
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.adapters.tokens import sign_proof
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import ProofClaims, SealKind

ORIGIN = "https://wzm.example.gov.cn"
EXTRACTED_AT = datetime(2026, 11, 22, 9, 59, 30, tzinfo=UTC)
LISTED_AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 10, 34, tzinfo=UTC)
EXPIRES_AT = EXTRACTED_AT + timedelta(days=30)
SHARD = 7
VALID_INDEX, REVOKED_INDEX, SUSPENDED_INDEX, RESERVED_INDEX = 42, 777, 4_096, 9


class FixedSigner:
    """A P-256 key that comes from its name, with RFC 6979 signatures: the same every time."""

    def __init__(self, name: str) -> None:
        seed = hashlib.sha256(f"mianzheng test vectors: {name}".encode()).digest()
        self._key: EllipticCurvePrivateKey = derive_private_key(int.from_bytes(seed), SECP256R1())

    def sign(self, data: bytes) -> bytes:
        der = self._key.sign(data, ECDSA(SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(der)
        return r.to_bytes(32) + s.to_bytes(32)

    def public(self, kid: str, **members: str) -> dict[str, str]:
        """The JWKS entry; ``members`` are put over the usual ones, an empty one leaves it out."""
        numbers = self._key.public_key().public_numbers()
        point = {"x": numbers.x, "y": numbers.y}
        entry = {
            "kty": "EC",
            "crv": "P-256",
            **{name: base64url.encode(value.to_bytes(32)) for name, value in point.items()},
            "kid": kid,
            "alg": "ES256",
            "use": "sig",
            **members,
        }
        return {name: value for name, value in entry.items() if value}


PROOF_KEY, SECOND_PROOF_KEY = FixedSigner("proof 1"), FixedSigner("proof 2")
STATUS_KEY, RESPONSE_KEY = FixedSigner("status"), FixedSigner("response")
TEST_KEY = FixedSigner("test stage")

PRODUCTION = {
    "keys": [
        PROOF_KEY.public("1", purpose="proof"),
        SECOND_PROOF_KEY.public("2", purpose="proof"),
        RESPONSE_KEY.public("3", purpose="response"),
        RESPONSE_KEY.public("4"),
        PROOF_KEY.public("5", purpose="proof", use="enc"),
        PROOF_KEY.public("6", purpose="proof", alg="SM2"),
        PROOF_KEY.public("7", purpose="proof"),
        TEST_KEY.public("7", purpose="proof"),
        STATUS_KEY.public("8", purpose="status"),
        PROOF_KEY.public("10", purpose="proof", y=PROOF_KEY.public("x")["x"]),
        SECOND_PROOF_KEY.public("255", purpose="proof"),
        STATUS_KEY.public("status-1", purpose="status"),
        RESPONSE_KEY.public("res-20261122T000000-00c0ffee"),
    ]
}
TEST_STAGE = {
    "keys": [
        TEST_KEY.public("1", purpose="proof"),
        TEST_KEY.public("200", purpose="proof"),
        TEST_KEY.public("status-1", purpose="status"),
    ]
}

SAMPLE = ProofClaims(
    jti=base64url.encode(hashlib.sha256(b"sample proof").digest()[:16]),
    material="M00012",
    extracted_at=EXTRACTED_AT,
    expires_at=EXPIRES_AT,
    produced_by=UnitCode("11370402004281234X"),
    extracted_by=UnitCode("11370402MB2812345Y"),
    service_item="SX001",
    masked_subject="欧阳*三",
    seal=SealKind.VERIFIED_INFORMATION,
    conclusion=Conclusion.CONFIRMED,
    digest=base64url.encode(hashlib.sha256(b"sample proof.json").digest()[:16]),
    status_shard=SHARD,
    status_index=VALID_INDEX,
)


def proof(**changes: Any) -> ProofClaims:
    return replace(SAMPLE, **changes)


def signed(claims: ProofClaims, kid: int = 1, signer: FixedSigner = PROOF_KEY) -> str:
    return sign_proof(claims, kid, signer)


def signed_members(
    changes: dict[str, object], *, without: str = "", kid: int = 1, raw: bytes | None = None
) -> str:
    """A token whose payload no careful writer makes, with a genuine signature."""
    members = {**json.loads(SAMPLE.to_payload()), **changes}
    members.pop(without, None)
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
    return sign_exactly(header_of(kid), raw or text, PROOF_KEY)


def with_header(header: str) -> str:
    """The sample under another JOSE header, with a genuine signature."""
    return sign_exactly(header.encode(), SAMPLE.to_payload(), PROOF_KEY)


def flipped(token: str, part: int, bit: int) -> str:
    """One bit of the decoded part (0 header, 1 payload, 2 signature) turned over."""
    parts = token.split(".")
    content = bytearray(base64url.decode(parts[part]))
    content[bit // 8] ^= 1 << bit % 8
    parts[part] = base64url.encode(bytes(content))
    return ".".join(parts)
