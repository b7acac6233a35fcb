"""Attacks on the signature header, the token's shape, its JOSE header and its key."""

import hashlib
import hmac
import json
from collections.abc import Callable

import jwt

from chalicelib.kernel.targets import WireCall
from tests.security.proofs.forging import ABSENT, RSA_KEY, Forger, segment
from tests.security.signing.attack import Attack


def _header(name: str, code: str, **header: object) -> Attack:
    return Attack(name, code, lambda f: f.call(f.token(header=header)))


def _token(name: str, code: str, spoil: Callable[[str], str]) -> Attack:
    return Attack(name, code, lambda f: f.call(spoil(f.token())))


def _key(name: str, code: str, by: str) -> Attack:
    return Attack(name, code, lambda f: f.good(by))


def _unsigned(alg: str) -> Callable[[Forger], WireCall]:
    def forge(f: Forger) -> WireCall:
        parts = (json.dumps(one).encode() for one in (f.header(alg=alg), f.claims()))
        return f.call(".".join(segment(one) for one in parts) + ".")

    return forge


def _hmac_with_public_key(f: Forger) -> WireCall:
    public = json.dumps(dict(f.cast["agent"].record.jwk)).encode()
    parts = (json.dumps(one).encode() for one in (f.header(alg="HS256"), f.claims()))
    signing_input = ".".join(segment(one) for one in parts)
    made = hmac.new(public, signing_input.encode(), hashlib.sha256).digest()
    return f.call(f"{signing_input}.{segment(made)}")


def _rsa(f: Forger) -> WireCall:
    header = {"typ": "wzm-req+jwt", "kid": f.cast["agent"].record.kid}
    return f.call(jwt.encode(f.claims(), RSA_KEY, algorithm="RS256", headers=header))


def _other_key_of(by: str, kid_of: str) -> Callable[[Forger], WireCall]:
    """Signed by one key under another key's kid."""

    def forge(f: Forger) -> WireCall:
        header = json.dumps(f.header(kid_of)).encode()
        return f.call(f.raw_token(header, json.dumps(f.claims(kid_of)).encode(), by))

    return forge


def _stranger_with_my_iss(f: Forger) -> WireCall:
    return f.good("stranger", iss=f.cast["agent"].record.unit)


def _swap_signature(made: bytes) -> Callable[[str], str]:
    return lambda token: token.rsplit(".", 1)[0] + "." + segment(made)


def _set_unused_bits(token: str) -> str:
    """Another text that lenient base64url readers take for the same signature."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


HEADERS = [
    Attack("no signature header", "sig.missing", lambda f: f.call(())),
    Attack("empty signature header", "sig.missing", lambda f: f.call("")),
    Attack(
        "two signature headers",
        "sig.duplicate_header",
        lambda f: f.call((f.token(), f.token())),
    ),
    Attack(
        "two headers joined by a proxy",
        "sig.duplicate_header",
        lambda f: f.call(f"{f.token()}, {f.token()}"),
    ),
    Attack("9 kB token", "sig.too_large", lambda f: f.good(pad="x" * 9000)),
    _token("one dot", "sig.not_compact", lambda t: t.rsplit(".", 1)[0]),
    _token("five parts", "sig.not_compact", lambda _: "a.b.c.d.e"),
    _token("CRLF and a header", "sig.not_compact", lambda t: t + "\r\nX-Role: OFFICER"),
    _token("newline at the end", "sig.not_compact", lambda t: t + "\n"),
    _token("trailing =", "sig.not_compact", lambda t: t + "="),
    _token("non-canonical base64url tail", "sig.not_compact", _set_unused_bits),
    _token("full-width letter", "sig.not_compact", lambda t: t[:-1] + "Ａ"),
    _token("truncated", "sig.signature", lambda t: t[:-2]),
    _token("zero r, s", "sig.signature", _swap_signature(bytes(64))),
    _token("r = s = 1", "sig.signature", _swap_signature((bytes(31) + b"\x01") * 2)),
    _token("DER-sized signature", "sig.signature", _swap_signature(bytes(70))),
    Attack("alg none", "sig.alg", _unsigned("none")),
    Attack("alg nOnE", "sig.alg", _unsigned("nOnE")),
    Attack("alg ES256 without a signature", "sig.signature", _unsigned("ES256")),
    Attack("no header segment", "sig.not_compact", lambda f: f.call(".e30.")),
    _header("alg none, signed", "sig.alg", alg="none"),
    _header("alg missing", "sig.alg", alg=ABSENT),
    _header("alg list", "sig.alg", alg=["ES256"]),
    Attack("HS256 with the public key", "sig.alg", _hmac_with_public_key),
    Attack("RS256", "sig.alg", _rsa),
    Attack(
        "ES256 for an EdDSA kid",
        "sig.alg",
        lambda f: f.call(f.token(header={"kid": f.cast["edwards"].record.kid})),
    ),
    Attack(
        "EdDSA for an ES256 kid",
        "sig.alg",
        lambda f: f.call(f.token("edwards", header={"kid": f.cast["agent"].record.kid})),
    ),
    _header("typ of an e-proof", "sig.typ", typ="JWT"),
    _header("typ of a response", "sig.typ", typ="wzm-res+jwt"),
    _header("typ missing", "sig.typ", typ=ABSENT),
    _header("jwk", "sig.header", jwk={"kty": "EC"}),
    _header("jku", "sig.header", jku="http://169.254.169.254/"),
    _header("x5u", "sig.header", x5u="http://127.0.0.1/"),
    _header("x5c", "sig.header", x5c=["MIIB"]),
    _header("crit", "sig.header", crit=["x"]),
    _header("b64", "sig.header", b64=False),
    Attack(
        "header with a name twice",
        "sig.header",
        lambda f: f.call(
            f.raw_token(b'{"alg":"ES256","kid":"x","kid":"agent-1","typ":"wzm-req+jwt"}', b"{}")
        ),
    ),
    Attack("header is a list", "sig.header", lambda f: f.call(f.raw_token(b"[]", b"{}"))),
    Attack(
        "header 1,400 deep",
        "sig.header",
        lambda f: f.call(f.raw_token(b"[" * 1400 + b"]" * 1400, b"{}")),
    ),
]

KEYS = [
    _header("kid is a path", "sig.kid", kid="../../etc/passwd"),
    _header("kid is SQL", "sig.kid", kid="x' OR 1=1"),
    _header("kid is a list", "sig.kid", kid=["agent-1"]),
    _header("kid with a newline", "sig.kid", kid="agent-1\n"),
    _header("kid missing", "sig.kid", kid=ABSENT),
    _header("kid unknown", "sig.unknown_key", kid="agent-99"),
    _key("revoked key", "sig.key_revoked", "revoked"),
    _key("key without approval", "sig.key_pending", "pending"),
    _key("expired key", "sig.key_expired", "expired"),
    _key("not-yet-valid key", "sig.key_not_yet_valid", "early"),
    _key("demo key outside the laptop", "sig.demo_key", "demo"),
    Attack("another unit's key under my kid", "sig.signature", _other_key_of("stranger", "agent")),
    Attack(
        "another unit's key with my iss",
        "sig.issuer",
        _stranger_with_my_iss,
        is_signature_valid=True,
    ),
]
