"""The cases of tokens: every outcome, every trap."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.kernel.texts.qr_text import digits_of, url_of
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofClaims, SealKind
from tests.vectors import lists
from tests.vectors.files import receipt
from tests.vectors.making import (
    EXPIRES_AT,
    EXTRACTED_AT,
    LISTED_AT,
    NOW,
    ORIGIN,
    PROOF_KEY,
    RESERVED_INDEX,
    RESPONSE_KEY,
    REVOKED_INDEX,
    SAMPLE,
    SECOND_PROOF_KEY,
    STATUS_KEY,
    SUSPENDED_INDEX,
    TEST_KEY,
    flipped,
    proof,
    signed,
    signed_members,
    with_header,
)

TOKEN = signed(SAMPLE)
LINK = url_of(ORIGIN, TOKEN)
DIGITS = digits_of(TOKEN)
REVOKED = proof(status_index=REVOKED_INDEX)
SUSPENDED = proof(status_index=SUSPENDED_INDEX)
LATER = EXPIRES_AT + timedelta(hours=1)


@dataclass(frozen=True)
class Case:
    """One case; ``list`` names the file that the proof's shard answers with, None: no answer."""

    name: str
    outcome: str
    text: str = LINK
    claims: ProofClaims | None = None
    list: str | None = "fresh"
    list_time: datetime | None = LISTED_AT
    now: datetime = NOW
    clock_behind: bool = False
    jwks: str = "production"
    purpose_item: str | None = None
    check_code: str | None = None

    def to_json(self) -> dict[str, Any]:
        shows = self.claims is not None
        seconds = int(self.list_time.timestamp()) if shows and self.list_time else None
        given = asdict(self)
        asked = ("name", "text", "jwks", "list", "purpose_item", "check_code")
        return {
            **{name: given[name] for name in asked},
            "now": int(self.now.timestamp()),
            "expected": {
                "outcome": self.outcome,
                "claims": json.loads(self.claims.to_payload()) if self.claims else None,
                "list_time": seconds,
                "clock_behind": self.clock_behind,
            },
        }


def token_cases() -> list[dict[str, Any]]:
    cases = [*good(), *bad_status(), *dated(), *purposes(), *unknown_keys()]
    return [one.to_json() for one in [*cases, *untrusted(), *not_ours()]]


def good() -> list[Case]:
    shared = proof(seal=SealKind.DATA_SHARING_QUERY, conclusion=Conclusion.NO_RECORD)
    refuted = proof(conclusion=Conclusion.NOT_CONFIRMED, masked_subject="张*", material="M00001")
    first, last = proof(status_index=0), proof(status_index=SHARD_SIZE - 2)
    upper = LINK.replace("https://wzm.example", "HTTPS://WZM.Example")
    return [
        Case("a link", "VALID", claims=SAMPLE),
        Case("the digits alone", "VALID", DIGITS, SAMPLE),
        Case("a token", "VALID", TOKEN, SAMPLE),
        Case("a scanner's Enter after the link", "VALID", f" {LINK}\r\n", SAMPLE),
        Case("scheme and host in upper case", "VALID", upper, SAMPLE),
        Case("another site's link with our token", "VALID", url_of("https://a.b", TOKEN), SAMPLE),
        Case("data sharing, no record", "VALID", signed(shared), shared),
        Case("department verification, not confirmed", "VALID", signed(refuted), refuted),
        Case("the first index", "VALID", signed(first), first),
        Case("the last but one index", "VALID", signed(last), last),
        Case("the second key", "VALID", signed(SAMPLE, 2, SECOND_PROOF_KEY), SAMPLE),
        Case("key 255", "VALID", signed(SAMPLE, 255, SECOND_PROOF_KEY), SAMPLE),
        Case("a list signed under another kid", "VALID", claims=SAMPLE, list="by-kid-8"),
        Case("a list of the site's other name", "VALID", claims=SAMPLE, list="alias"),
        Case("the test stage's proof with production's list", "STATUS_UNKNOWN",
             signed(SAMPLE, 1, TEST_KEY), SAMPLE, list_time=None, jwks="test-stage"),
        Case("the code it was looked up by", "VALID", TOKEN, SAMPLE,
             check_code=check_code_of(SAMPLE.jti)),
    ]  # fmt: skip


def bad_status() -> list[Case]:
    unsigned = [
        "cut-file", "cut-signature", "flipped-bit", "html-page", "empty-file",
        "re-signed-by-test-key", "re-signed-by-unknown-kid", "signed-by-proof-key",
        "signed-by-response-key", "wrong-typ", "alg-none", "without-exp",
    ]  # fmt: skip
    signed_but_odd = ["lives-a-year", "other-shard", "one-bit-each", "cut-content",
                      "short-content", "bomb"]  # fmt: skip
    reserved = proof(status_index=RESERVED_INDEX)
    unknown = "STATUS_UNKNOWN"
    return [
        Case("revoked", "REVOKED", signed(REVOKED), REVOKED),
        Case("revoked at the last index", "REVOKED", signed(proof(status_index=SHARD_SIZE - 1)),
             proof(status_index=SHARD_SIZE - 1)),
        Case("revoked and expired", "REVOKED", signed(REVOKED), REVOKED, "after-expiry",
             LISTED_AT + timedelta(days=31), LISTED_AT + timedelta(days=31, hours=1)),
        Case("revoked and for another item", "REVOKED", signed(REVOKED), REVOKED,
             purpose_item="SX002"),
        Case("suspended", "SUSPENDED", signed(SUSPENDED), SUSPENDED),
        Case("suspended and for another item", "SUSPENDED", signed(SUSPENDED), SUSPENDED,
             purpose_item="SX002"),
        Case("a mark that means nothing", unknown, signed(reserved), reserved),
        Case("no list", unknown, LINK, SAMPLE, None, None),
        Case("revoked, and no list", unknown, signed(REVOKED), REVOKED, None, None),
        Case("no list and for another item", unknown, LINK, SAMPLE, None, None,
             purpose_item="SX002"),
        Case("yesterday's list", unknown, LINK, SAMPLE, "yesterday",
             LISTED_AT - timedelta(hours=24)),
        Case("the list at its exp", unknown, LINK, SAMPLE, now=LISTED_AT + timedelta(hours=24)),
        Case("the list a second before its exp", "VALID", LINK, SAMPLE,
             now=LISTED_AT + timedelta(hours=24, seconds=-1)),
        *(Case(f"list: {one}", unknown, LINK, SAMPLE, one, None) for one in unsigned),
        *(Case(f"list: {one}", unknown, LINK, SAMPLE, one) for one in signed_but_odd),
    ]  # fmt: skip


def dated() -> list[Case]:
    soon, suspended = LISTED_AT + timedelta(days=31), signed(SUSPENDED)
    tomorrow = proof(extracted_at=NOW + timedelta(days=1))
    next_minute = proof(extracted_at=NOW + timedelta(seconds=59))
    old = NOW - timedelta(days=365)
    return [
        Case("expired", "EXPIRED", LINK, SAMPLE, "after-expiry", soon, soon + timedelta(hours=1)),
        Case("at its exp", "EXPIRED", LINK, SAMPLE, None, None, EXPIRES_AT),
        Case("a second before its exp", "STATUS_UNKNOWN", LINK, SAMPLE, None, None,
             EXPIRES_AT - timedelta(seconds=1)),
        Case("expired, and no list", "EXPIRED", LINK, SAMPLE, None, None, LATER),
        Case("expired, and an old list", "EXPIRED", LINK, SAMPLE, now=LATER),
        Case("expired and suspended", "EXPIRED", suspended, SUSPENDED, "after-expiry", soon,
             soon + timedelta(hours=1)),
        Case("expired and for another item", "EXPIRED", LINK, SAMPLE, None, None, LATER,
             purpose_item="SX002"),
        Case("a clock set back does not make an expired proof valid", "EXPIRED", LINK, SAMPLE,
             "after-expiry", soon, NOW, clock_behind=True),
        Case("a clock an hour behind the list", "VALID", LINK, SAMPLE, "in-an-hour",
             LISTED_AT + timedelta(hours=1), NOW, clock_behind=True),
        Case("a clock a few seconds behind the list", "VALID", LINK, SAMPLE,
             now=LISTED_AT - timedelta(seconds=30)),
        Case("a clock a year behind", "VALID", LINK, SAMPLE, now=old, clock_behind=True),
        Case("a clock a year behind, and no list", "STATUS_UNKNOWN", LINK, SAMPLE, None, None, old,
             clock_behind=True),
        Case("extracted tomorrow", "STATUS_UNKNOWN", signed(tomorrow), tomorrow,
             clock_behind=True),
        Case("extracted within the next minute", "VALID", signed(next_minute), next_minute),
        Case("a list older than the proof", "VALID", LINK, SAMPLE, "before-the-proof",
             LISTED_AT - timedelta(hours=2), EXTRACTED_AT + timedelta(minutes=1)),
    ]  # fmt: skip


def purposes() -> list[Case]:
    return [
        Case("the right purpose", "VALID", claims=SAMPLE, purpose_item="SX001"),
        Case("another purpose", "PURPOSE_MISMATCH", claims=SAMPLE, purpose_item="SX002"),
        Case("a purpose in lower case", "PURPOSE_MISMATCH", claims=SAMPLE, purpose_item="sx001"),
        Case("an empty purpose", "PURPOSE_MISMATCH", claims=SAMPLE, purpose_item=""),
    ]


def unknown_keys() -> list[Case]:
    def by(kid: int, name: str, signer: Any = PROOF_KEY, jwks: str = "production") -> Case:
        return Case(name, "KEY_UNKNOWN", url_of(ORIGIN, signed(SAMPLE, kid, signer)), jwks=jwks)

    return [
        by(99, "a kid that is not published"),
        by(200, "the test key against the production set", TEST_KEY),
        by(3, "a response key", RESPONSE_KEY),
        by(4, "a key without a purpose", RESPONSE_KEY),
        by(5, "a key that is not for signing"),
        by(6, "a key of an algorithm this checker does not know"),
        by(7, "a kid that two keys claim"),
        by(8, "a key that signs status lists", STATUS_KEY),
        by(10, "a key whose point is on no curve"),
        by(1, "no published key at all", jwks="empty"),
    ]


def untrusted() -> list[Case]:
    signature, payload = base64url.decode(TOKEN.split(".")[2]), SAMPLE.to_payload()
    ones = bytes([255]) * 64
    twice = payload.replace(b'"s":', b'"s":[7,777],"s":')
    spaced = payload.replace(b'"s":', b'"S":')
    head = TOKEN.rpartition(".")[0]
    texts = {
        "one bit of the payload": flipped(TOKEN, 1, 400),
        "one bit of the signature": flipped(TOKEN, 2, 100),
        "a signature of zeros": f"{head}.{base64url.encode(bytes(64))}",
        "a signature of ones": f"{head}.{base64url.encode(ones)}",
        "s and r swapped": f"{head}.{base64url.encode(signature[32:] + signature[:32])}",
        "another published kid": signed(SAMPLE, 2, PROOF_KEY),
        "the test key under a production kid": signed(SAMPLE, 1, TEST_KEY),
        "the seal's key under a response key's token": signed(SAMPLE, 1, RESPONSE_KEY),
        "no status member": signed_members({}, without="s"),
        "a status member of null": signed_members({"s": None}),
        "an empty status member": signed_members({"s": []}),
        "a status index alone": signed_members({"s": 42}),
        "a status index beyond the shard": signed_members({"s": [7, 65_536]}),
        "a negative status index": signed_members({"s": [7, -1]}),
        "a status index of true": signed_members({"s": [7, True]}),
        "a status index of text": signed_members({"s": [7, "42"]}),
        "no exp": signed_members({}, without="exp"),
        "exp as text": signed_members({"exp": "1797933570"}),
        "exp as a fraction": signed_members({}, raw=payload.replace(b',"m"', b'.5,"m"')),
        "exp before iat": signed_members({"exp": 1}),
        "an unknown member": signed_members({"x": 1}),
        "a member twice": signed_members({}, raw=twice),
        "a member in upper case": signed_members({}, raw=spaced),
        "an unknown conclusion": signed_members({"c": 4}),
        "an unknown seal": signed_members({"k": 0}),
        "a proof id beginning with a hyphen": signed_members({"jti": "-" + SAMPLE.jti[1:]}),
        "an id number as the name": signed_members({"h": "370402190001011234"}),
        "a payload that is a list": signed_members({}, raw=b"[1,2]"),
        "a payload that is no text": signed_members({}, raw=b"\xff\xfe{}"),
        "a status list's payload under a proof key": sign_exactly(
            b'{"alg":"ES256","kid":"1"}', base64url.decode(lists.listed().split(".")[1]), PROOF_KEY
        ),
    }
    other = signed(proof(jti="A" * 22))
    return [
        *(Case(name, "UNTRUSTED", text) for name, text in texts.items()),
        Case("another proof under the code", "UNTRUSTED", other,
             check_code=check_code_of(SAMPLE.jti)),
    ]  # fmt: skip


def not_ours() -> list[Case]:
    fullwidth = DIGITS.translate({ord("0") + one: 0xFF10 + one for one in range(10)})
    tail = DIGITS if len(DIGITS) % 5 else digits_of(signed(proof(masked_subject="张三*")))
    texts = {
        "nothing": "",
        "a word": "电子证明",
        "another page": "https://example.com/",
        "our page without a code": f"{ORIGIN}/p#",
        "our page with an id only": f"{ORIGIN}/p#{SAMPLE.jti}",
        "the code as a query": LINK.replace("#", "?"),
        "another path": LINK.replace("/p#", "/P#"),
        "a query before the code": LINK.replace("/p#", "/p?a=1#"),
        "another scheme": LINK.replace("https:", "javascript:"),
        "user names in the link": LINK.replace("https://", "https://a@"),
        "two links": f"{LINK} {LINK}",
        "a group over 65535": f"{ORIGIN}/p#65536{DIGITS[5:]}",
        "a last group over 255": f"{ORIGIN}/p#{tail[:-3]}256",
        "one digit cut off": f"{ORIGIN}/p#{DIGITS[:-1]}",
        "the last group cut off": f"{ORIGIN}/p#{DIGITS[:12]}",
        "full-width digits": f"{ORIGIN}/p#{fullwidth}",
        "full-width digits alone": fullwidth,
        "kid 0": f"{ORIGIN}/p#000{DIGITS[3:]}",
        "spaces between the digits": f"{DIGITS[:5]} {DIGITS[5:]}",
        "5,000 digits": "00001" * 1_000,
        "two parts": TOKEN.rpartition(".")[0],
        "four parts": TOKEN + ".x",
        "a padded token": TOKEN + "==",
        "an empty signature": TOKEN.rpartition(".")[0] + ".",
        "a signature of 63 bytes": f"{TOKEN.rpartition('.')[0]}.{base64url.encode(bytes(63))}",
        "alg none": with_header('{"alg":"none","kid":"1"}'),
        "alg HS256": with_header('{"alg":"HS256","kid":"1"}'),
        "a header with typ": with_header('{"alg":"ES256","kid":"1","typ":"JWT"}'),
        "a header with jwk": with_header('{"alg":"ES256","kid":"1","jwk":{}}'),
        "a header in another order": with_header('{"kid":"1","alg":"ES256"}'),
        "a header with a space": with_header('{"alg":"ES256", "kid":"1"}'),
        "a kid that is a number": with_header('{"alg":"ES256","kid":1}'),
        "a kid with a zero before": with_header('{"alg":"ES256","kid":"01"}'),
        "kid 256": with_header('{"alg":"ES256","kid":"256"}'),
        "a file receipt": receipt(),
        "a status list": lists.listed(),
    }
    return [Case(name, "NOT_OURS", text) for name, text in texts.items()]
