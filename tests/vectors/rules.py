"""The cases of 亮规则码: each outcome, and the two kinds of code standing in for each other."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.catalogue.domain.rows import Disposition, Exclusion, Method
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.texts import qr_text
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.keys.domain.kids import edition_kid
from chalicelib.publishing.domain.rule_code import RuleCode, digits_of, header_of, url_of
from tests.vectors.making import (
    NOW,
    ORIGIN,
    PROOF_KEY,
    SAMPLE,
    STATUS_KEY,
    FixedSigner,
    flipped,
    signed,
)

IN_FORCE = 12
EDITION_KEYS = {number: FixedSigner(f"edition {number}") for number in (11, 12, 13, 300)}
JWKS = {
    "keys": [
        PROOF_KEY.public("1", purpose="proof"),
        STATUS_KEY.public("status-1", purpose="status"),
        *(key.public(edition_kid(n), purpose="edition") for n, key in EDITION_KEYS.items()),
        EDITION_KEYS[12].public("edition-14", purpose="status"),
        EDITION_KEYS[12].public("edition-15", purpose="edition"),
        EDITION_KEYS[13].public("edition-15", purpose="edition"),
    ]
}
RETAINED = RuleCode(
    edition=IN_FORCE,
    in_force_from=date(2026, 12, 1),
    row=RowCode("ZM001"),
    item="教师资格认定",
    unit="区教育和体育局",
    material="无犯罪记录证明",
    disposition=Disposition.RETAINED,
    methods=(Method.NOTIFICATION_COMMITMENT, Method.DEPARTMENT_VERIFICATION),
    issuer="区公安分局",
    basis="《教师资格条例》第十五条(四)",
)
CURRENT = replace(RETAINED, in_force_from=date(2026, 11, 20))
CANCELLED = replace(
    CURRENT,
    row=RowCode("ZM033"),
    disposition=Disposition.CANCELLED,
    methods=(),
    issuer="",
    replacement="凭身份证件办理",
    basis="",
)
EXCLUDED = replace(CURRENT, methods=(), issuer="", exclusion=Exclusion.X3)


def token(code: RuleCode, key: FixedSigner | None = None, **changes: object) -> str:
    """Signed by its edition's key unless told; ``changes`` make payloads ours never writes."""
    payload = code.to_payload()
    if changes:
        members = {**json.loads(payload), **changes}
        kept = {name: value for name, value in members.items() if value is not None}
        payload = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    edition = int(json.loads(payload)["e"])
    return sign_exactly(header_of(edition), payload, key or EDITION_KEYS[12])


def link(code: RuleCode, key: FixedSigner | None = None, **changes: object) -> str:
    return url_of(ORIGIN, digits_of(token(code, key, **changes)))


def altered(bit: int) -> str:
    """One bit of the payload turned over; the token still has its form."""
    return url_of(ORIGIN, digits_of(flipped(token(CURRENT), 1, bit)))


def proof_digits() -> str:
    return qr_text.digits_of(signed(SAMPLE))


def rule_cases() -> dict[str, Any]:
    older = replace(CURRENT, edition=11, in_force_from=date(2026, 6, 1))
    newer = replace(CURRENT, edition=13)
    digits = digits_of(token(CURRENT))
    at_name = CURRENT.to_payload().index("教师".encode()) * 8 + 9
    cases = [
        _case("a row that is kept", "CURRENT", link(CURRENT), CURRENT),
        _case("digits alone, with the scanner's Enter", "CURRENT", digits + "\r\n", CURRENT),
        _case("a row that was cancelled", "CURRENT", link(CANCELLED), CANCELLED),
        _case("an excluded row", "CURRENT", link(EXCLUDED), EXCLUDED),
        _case("an older edition", "SUPERSEDED", link(older, EDITION_KEYS[11]), older),
        _case("a newer edition in force", "CURRENT", link(newer, EDITION_KEYS[13]), newer),
        _case(
            "a newer edition of a day to come",
            "PENDING",
            link(replace(newer, in_force_from=date(2026, 12, 1)), EDITION_KEYS[13]),
            replace(newer, in_force_from=date(2026, 12, 1)),
        ),
        _case(
            "an edition above 255",
            "CURRENT",
            link(replace(CURRENT, edition=300), EDITION_KEYS[300]),
            replace(CURRENT, edition=300),
        ),
        _case("one bit of a name altered", "UNTRUSTED", altered(at_name)),
        _case("signed by another edition's key", "UNTRUSTED", link(CURRENT, EDITION_KEYS[11])),
        _case("signed by the proof key", "UNTRUSTED", link(CURRENT, PROOF_KEY)),
        _case("an unknown member", "UNTRUSTED", link(CURRENT, z="1")),
        _case("without a basis", "UNTRUSTED", link(CURRENT, b=None)),
        _case("an unknown method", "UNTRUSTED", link(CURRENT, m="SX")),
        _case("an unknown edition key", "KEY_UNKNOWN", link(CURRENT, e=99)),
        _case("a key of another purpose", "KEY_UNKNOWN", link(CURRENT, e=14)),
        _case("a kid that two entries claim", "KEY_UNKNOWN", link(CURRENT, e=15)),
        _case("a proof's link", "NOT_OURS", qr_text.url_of(ORIGIN, signed(SAMPLE))),
        _case("a proof's digits behind /r", "NOT_OURS", f"{ORIGIN}/r#{proof_digits()}"),
        _case("cut short", "NOT_OURS", link(CURRENT)[:-5]),
        _case("a group above 65535", "NOT_OURS", f"{ORIGIN}/r#99999{digits[5:]}"),
        _case("another address", "NOT_OURS", f"{ORIGIN}/q#{digits}"),
        _case("words", "NOT_OURS", "无犯罪记录证明"),
    ]
    return {
        "jwks": JWKS,
        "in_force": IN_FORCE,
        "now": int(NOW.timestamp()),
        "cases": cases,
        "as_proof": {
            "say": "rule codes on the check page /p: NOT_OURS there",
            "texts": [link(CURRENT), f"{ORIGIN}/p#{digits}", digits, token(CURRENT)],
        },
        "digits": {"token": token(CURRENT), "digits": digits},
    }


def _case(name: str, outcome: str, text: str, code: RuleCode | None = None) -> dict[str, Any]:
    claims = None if code is None else json.loads(code.to_payload())
    return {"name": name, "text": text, "expected": {"outcome": outcome, "claims": claims}}
