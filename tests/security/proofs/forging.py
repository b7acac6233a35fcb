"""Makes good and bad signed calls, with made-up keys, for the attack tests.

The attacks are functions of a Forger, so that the same table can be played against the check
alone (here) and against the running API (give the Forger that stack's keys, clock and origin).
"""

import base64
import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.kernel.callers import Role
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.kernel.targets import WireCall
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs, load_private
from chalicelib.keys.adapters.jws import RequestChecker
from chalicelib.keys.domain.claims import digest_claim
from chalicelib.keys.domain.key import KeyRecord, KeyStatus

ABSENT = object()
"""As a claim's or a header parameter's value: leave it out."""

RSA_KEY = rsa.generate_private_key(65537, 2048)


def segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Signatory:
    """A private key and the record under which its public half is registered."""

    jwk: dict[str, str]
    record: KeyRecord


@dataclass(frozen=True)
class Who:
    kid: str
    unit: str = "370402011"
    member: str | None = "m1"
    role: Role = Role.AGENT
    alg: str = "ES256"


def signatory(who: Who, now: datetime, **changes: object) -> Signatory:
    jwk = generate_private_jwk(who.alg)
    record = KeyRecord(
        kid=KeyId(who.kid),
        unit=UnitCode(who.unit),
        member=MemberId(who.member) if who.member else None,
        role=who.role,
        alg=who.alg,
        jwk=jwk_pairs(jwk),
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=30),
        status=KeyStatus.ACTIVE,
    )
    return Signatory(jwk, replace(record, **changes))  # type: ignore[arg-type]  # fields of the class, by name


def enrol(now: datetime) -> dict[str, Signatory]:
    """The cast: who signs, and keys in every state a key can be in."""
    system = {"member": None, "role": Role.SYSTEM}
    return {
        "agent": signatory(Who("agent-1"), now),
        "edwards": signatory(Who("edwards-1", alg="EdDSA"), now),
        "system": signatory(Who("system-1", **system), now),  # type: ignore[arg-type]  # fields of the class, by name
        "stranger": signatory(Who("stranger-1", unit="370402012", member="m9"), now),
        "revoked": signatory(Who("revoked-1"), now, status=KeyStatus.REVOKED),
        "pending": signatory(Who("pending-1"), now, status=KeyStatus.PENDING),
        "expired": signatory(Who("expired-1"), now, not_after=now),
        "early": signatory(Who("early-1"), now, not_before=now + timedelta(milliseconds=1)),
        "demo": signatory(Who("demo-agent-1"), now),
    }


@dataclass
class Forger:
    """One call that would be accepted, and the means to spoil it in one place."""

    cast: dict[str, Signatory]
    now: datetime
    audience: str = "https://mianzheng.example"
    method: str = "POST"
    target: str = "/v1/verification-requests?a=1&b=%E5%BC%A0"
    body: bytes = b'{"row":"ZM030","case_no":"A-1"}'

    def claims(self, by: str = "agent", /, **changes: object) -> dict[str, object]:
        record = self.cast[by].record
        issued = int(self.now.timestamp())
        claims: dict[str, object] = {
            "iss": record.unit,
            "sub": ABSENT if record.member is None else record.member,
            "aud": self.audience,
            "iat": issued,
            "exp": issued + 60,
            "jti": secrets.token_urlsafe(16),
            "htm": self.method,
            "htt": self.target,
            "dig": digest_claim(self.body),
            "op": secrets.token_urlsafe(12),
        }
        claims.update(changes)
        return {name: value for name, value in claims.items() if value is not ABSENT}

    def header(self, by: str = "agent", /, **changes: object) -> dict[str, object]:
        record = self.cast[by].record
        header: dict[str, object] = {"alg": record.alg, "typ": "wzm-req+jwt", "kid": record.kid}
        header.update(changes)
        return {name: value for name, value in header.items() if value is not ABSENT}

    def sign(self, signing_input: str, by: str = "agent") -> str:
        """Append the true signature of ``by`` to whatever two segments are given."""
        signer = self.cast[by]
        algorithm = jwt.get_algorithm_by_name(signer.record.alg)
        made: bytes = algorithm.sign(signing_input.encode(), load_private(signer.jwk))
        return f"{signing_input}.{segment(made)}"

    def raw_token(self, header: bytes, payload: bytes, by: str = "agent") -> str:
        return self.sign(f"{segment(header)}.{segment(payload)}", by)

    def token(
        self, by: str = "agent", /, *, header: dict[str, object] | None = None, **claims: object
    ) -> str:
        """A token whose signature is always true; header and claims as asked."""
        return self.token_of(by, header or {}, claims)

    def token_of(self, by: str, header: dict[str, object], claims: dict[str, object]) -> str:
        return self.raw_token(
            json.dumps(self.header(by, **header)).encode(),
            json.dumps(self.claims(by, **claims)).encode(),
            by,
        )

    def call(self, token: str | tuple[str, ...], **wire: object) -> WireCall:
        signatures = token if isinstance(token, tuple) else (token,)
        good = WireCall(self.method, self.target, signatures, self.body)
        return replace(good, **wire)  # type: ignore[arg-type]  # fields of the class, by name

    def good(self, by: str = "agent", /, **claims: object) -> WireCall:
        return self.call(self.token_of(by, {}, claims))

    def checker(self, *, allow_demo_keys: bool = False) -> RequestChecker:
        records = {one.record.kid: one.record for one in self.cast.values()}
        return RequestChecker(
            audience=self.audience, find_key=records.get, allow_demo_keys=allow_demo_keys
        )


NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def new_forger() -> Forger:
    return Forger(cast=enrol(NOW), now=NOW)
