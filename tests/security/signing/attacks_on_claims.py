"""Attacks by truly signed tokens: spoilt claims, and good claims moved to another call."""

import json
from collections.abc import Callable

from chalicelib.kernel.targets import WireCall
from chalicelib.keys.domain.claims import digest_claim
from tests.security.proofs.forging import ABSENT, Forger, segment
from tests.security.signing.attack import Attack


def _claim(name: str, code: str, **claims: object) -> Attack:
    """A truly signed token with a claim spoilt."""
    return Attack(name, code, lambda f: f.good(**claims), is_signature_valid=True)


def _time(name: str, code: str, **offsets: int) -> Attack:
    """A truly signed token whose iat / exp are seconds from now."""

    def forge(f: Forger) -> WireCall:
        now = int(f.now.timestamp())
        return f.good(**{claim: now + seconds for claim, seconds in offsets.items()})

    return Attack(name, code, forge, is_signature_valid=True)


def _htt(name: str, change: Callable[[str], str]) -> Attack:
    """The claim says another target than the wire's canonical one."""

    def forge(f: Forger) -> WireCall:
        changed = change(f.target)
        assert changed != f.target
        return f.good(htt=changed)

    return Attack(f"target claim: {name}", "sig.target", forge, is_signature_valid=True)


def _wire(name: str, code: str, **wire: object) -> Attack:
    """A good token moved to another call."""
    return Attack(name, code, lambda f: f.call(f.token(), **wire), is_signature_valid=True)


def _payload(name: str, code: str, spoil: Callable[[str], str]) -> Attack:
    """A truly signed payload that JSON readers could disagree about."""

    def forge(f: Forger) -> WireCall:
        payload = json.dumps(f.claims())
        spoilt = spoil(payload)
        assert spoilt != payload
        return f.call(f.raw_token(json.dumps(f.header()).encode(), spoilt.encode()))

    return Attack(name, code, forge, is_signature_valid=True)


def _swapped_body_with_header(f: Forger) -> WireCall:
    """The digest of the other body stands beside, as a claim of no signature."""
    other = b'{"row":"ZM011"}'
    header, payload, made = f.token().split(".")
    changed = json.dumps(f.claims(dig=digest_claim(other))).encode()
    assert segment(changed) != payload
    return f.call(f"{header}.{segment(changed)}.{made}", body=other)


CLAIMS = [
    _claim("wrong iss", "sig.issuer", iss="370402012"),
    _claim("missing iss", "sig.issuer", iss=ABSENT),
    _claim("another member's sub", "sig.subject", sub="m2"),
    _claim("a person without sub", "sig.subject", sub=ABSENT),
    Attack(
        "a system with a sub",
        "sig.subject",
        lambda f: f.good("system", sub="m1"),
        is_signature_valid=True,
    ),
    Attack(
        "a system with a null sub",
        "sig.subject",
        lambda f: f.good("system", sub=None),
        is_signature_valid=True,
    ),
    _claim("wrong aud", "sig.audience", aud="https://evil.example"),
    Attack(
        "aud list",
        "sig.audience",
        lambda f: f.good(aud=[f.audience, "https://evil.example"]),
        is_signature_valid=True,
    ),
    _claim("missing aud", "sig.audience", aud=ABSENT),
    _claim("an unknown claim", "sig.claim_unknown", scope="all"),
    _claim("nbf is unknown too", "sig.claim_unknown", nbf=1),
    _claim("an unshowable claim", "sig.claim_unknown", **{"\x1b[31m\ud800": 1}),
    _time("expired", "sig.expired", iat=-121, exp=-60),
    _time("future", "sig.future", iat=61, exp=90),
    _time("life over 120 s", "sig.lifetime", iat=0, exp=121),
    _time("exp = iat", "sig.lifetime", iat=0, exp=0),
    _time("exp < iat", "sig.lifetime", iat=0, exp=-5),
    _claim("float iat", "sig.time", iat=1.5),
    _claim("float exp", "sig.time", exp=1795340000.0),
    _claim("string exp", "sig.time", exp="1795340000"),
    _claim("bool iat", "sig.time", iat=True),
    _claim("null exp", "sig.time", exp=None),
    _claim("exp 10^300", "sig.time", exp=10**300),
    _claim("missing iat", "sig.time", iat=ABSENT),
    _claim("missing exp", "sig.time", exp=ABSENT),
    _claim("short jti", "sig.jti", jti="A" * 21),
    _claim("long jti", "sig.jti", jti="A" * 65),
    _claim("jti with other characters", "sig.jti", jti="A" * 21 + "="),
    _claim("missing jti", "sig.jti", jti=ABSENT),
    _claim("method claim of another case", "sig.method", htm="post"),
    _claim("missing method", "sig.method", htm=ABSENT),
    _claim("a write without op", "sig.operation", op=ABSENT),
    _claim("short op", "sig.operation", op="1234567"),
    _claim("op with other characters", "sig.operation", op="op#1234567"),
    _claim("wrong digest", "sig.digest", dig=digest_claim(b"")),
    _claim("digest with half a surrogate", "sig.digest", dig="\ud800"),
    _claim("missing digest", "sig.digest", dig=ABSENT),
    _payload("a claim twice", "sig.claims", lambda p: p.replace('{"iss"', '{"iss":"x","iss"', 1)),
    _payload("iat twice", "sig.claims", lambda p: p.replace('{"iss"', '{"iat":1,"iss"', 1)),
    _payload("NaN", "sig.time", lambda p: p.replace('"exp": ', '"exp": NaN, "x": ', 1)),
    _payload("payload is a list", "sig.claims", lambda p: f"[{p}]"),
    _payload("payload with a byte-order mark", "sig.claims", lambda p: "\ufeff" + p),
    _payload("payload 1,400 deep", "sig.claims", lambda _: "[" * 1400 + "]" * 1400),
]

CALLS = [
    _wire("body swap", "sig.digest", body=b'{"row":"ZM011"}'),
    _wire("body with a space more", "sig.digest", body=b'{"row":"ZM030","case_no":"A-1"} '),
    _wire("body dropped", "sig.digest", body=b""),
    Attack("body swap with a matching digest", "sig.signature", _swapped_body_with_header),
    _wire("method swap", "sig.method", method="DELETE"),
    _wire("path swap", "sig.target", target="/v1/keys?a=1&b=%E5%BC%A0"),
    _wire("query dropped on the wire", "sig.target", target="/v1/verification-requests"),
    _wire("query value swapped", "sig.target", target="/v1/verification-requests?a=2&b=%E5%BC%A0"),
    Attack(
        "300 kB body",
        "body.too_large",
        lambda f: f.call(f.token(dig=digest_claim(b"x" * 300_000)), body=b"x" * 300_000),
    ),
]

TARGET_CLAIMS = [
    _htt("path swap", lambda t: t.replace("requests", "proofs")),
    _htt("query reorder", lambda t: t.partition("?")[0] + "?b=%E5%BC%A0&a=1"),
    _htt("query drop", lambda t: t.partition("?")[0]),
    _htt("query duplicate", lambda t: t + "&b=%E5%BC%A0"),
    _htt("percent case", lambda t: t.replace("%E5%BC", "%e5%bc")),
    _htt("decoded query", lambda t: t.replace("%E5%BC%A0", "张")),
    _htt("over-encoded query", lambda t: t.replace("a=1", "a=%31")),
    _htt("encoded path", lambda t: t.replace("/v1", "/%76%31")),
    _htt("double slash", lambda t: "/" + t),
    _htt("dot segment", lambda t: t.replace("/v1/", "/v1/./")),
    _htt("dot-dot segment", lambda t: t.replace("/v1/", "/v1/x/../")),
    _htt("absolute URL", lambda t: "https://mianzheng.example" + t),
    _htt("fragment", lambda t: t + "#x"),
    _htt("stage in front", lambda t: "/api" + t),
    _claim("target claim: missing", "sig.target", htt=ABSENT),
    _claim("target claim: list", "sig.target", htt=["/v1"]),
]
