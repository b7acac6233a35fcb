"""The status lists of the vectors: a fresh one, and every way one can be wrong."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.salted import canonical
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.status.adapters.lists import StatusIssue, make_status_list, status_path
from chalicelib.proofs.status.domain import PACKED_SIZE, pack
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofStatus
from tests.vectors.making import (
    LISTED_AT,
    ORIGIN,
    PROOF_KEY,
    RESERVED_INDEX,
    RESPONSE_KEY,
    REVOKED_INDEX,
    SHARD,
    STATUS_KEY,
    SUSPENDED_INDEX,
    TEST_KEY,
    FixedSigner,
    flipped,
)

HEADER = {"alg": "ES256", "kid": "status-1", "typ": "statuslist+jwt"}


def statuses() -> bytes:
    packed = bytearray(
        pack(
            {
                REVOKED_INDEX: ProofStatus.REVOKED,
                SHARD_SIZE - 1: ProofStatus.REVOKED,
                SUSPENDED_INDEX: ProofStatus.SUSPENDED,
            }
        )
    )
    packed[RESERVED_INDEX // 4] |= 3 << RESERVED_INDEX % 4 * 2
    return bytes(packed)


def listed(
    at: datetime = LISTED_AT,
    *,
    shard: int = SHARD,
    kid: str = "status-1",
    signer: FixedSigner = STATUS_KEY,
) -> str:
    return make_status_list(StatusIssue(ORIGIN, shard, at, statuses()), kid, signer)


@dataclass(frozen=True)
class Odd:
    """A genuinely signed list with something else in it."""

    claims: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    bits: Any = 2
    content: bytes = field(default_factory=lambda: zlib.compress(statuses(), 9))

    def signed(self) -> str:
        issued = int(LISTED_AT.timestamp())
        claims = {
            "sub": ORIGIN + status_path(SHARD),
            "iat": issued,
            "exp": issued + 86_400,
            "ttl": 300,
            "status_list": {"bits": self.bits, "lst": base64url.encode(self.content)},
            **self.claims,
        }
        header = canonical({**HEADER, **self.header})
        return sign_exactly(header, canonical(claims), STATUS_KEY)


def all_lists() -> dict[str, str]:
    fresh = listed()
    year = int((LISTED_AT + timedelta(days=365)).timestamp())
    return {
        "fresh": fresh,
        "by-kid-8": listed(kid="8"),
        "alias": Odd({"sub": "http://127.0.0.1:8000" + status_path(SHARD)}).signed(),
        "before-the-proof": listed(LISTED_AT - timedelta(hours=2)),
        "yesterday": listed(LISTED_AT - timedelta(hours=24)),
        "after-expiry": listed(LISTED_AT + timedelta(days=31)),
        "in-an-hour": listed(LISTED_AT + timedelta(hours=1)),
        "cut-file": fresh[: len(fresh) // 2],
        "cut-signature": fresh[:-20],
        "flipped-bit": flipped(fresh, 1, 900),
        "html-page": "<!doctype html><title>502 Bad Gateway</title>",
        "empty-file": "",
        "re-signed-by-test-key": listed(signer=TEST_KEY),
        "re-signed-by-unknown-kid": listed(kid="status-2", signer=TEST_KEY),
        "signed-by-proof-key": listed(kid="1", signer=PROOF_KEY),
        "signed-by-response-key": listed(kid="3", signer=RESPONSE_KEY),
        "other-shard": listed(shard=17),
        "wrong-typ": Odd(header={"typ": "JWT"}).signed(),
        "alg-none": Odd(header={"alg": "none"}).signed().rpartition(".")[0] + ".",
        "lives-a-year": Odd({"exp": year}).signed(),
        "without-exp": Odd({"exp": None}).signed(),
        "one-bit-each": Odd(bits=1).signed(),
        "cut-content": Odd(content=zlib.compress(statuses(), 9)[:-9]).signed(),
        "short-content": Odd(content=zlib.compress(bytes(PACKED_SIZE // 2), 9)).signed(),
        "bomb": Odd(content=zlib.compress(bytes(PACKED_SIZE * 1000), 9)).signed(),
    }
