"""What a clerk's phone says of a 亮规则码, offline: pure, the keys come from outside.

Nothing of the content is shown before the signature holds. A code of an older edition says so:
the row may have changed. The edition's key is known from the JWKS (purpose ``edition``).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.records import record
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.publishing.domain.rule_code import RuleCode, token_of

if TYPE_CHECKING:
    from datetime import datetime

EditionKey = Callable[[bytes, bytes], bool]
"""(signing input, signature r || s) -> does it hold?"""


class RuleCodeOutcome(StrEnum):
    """亮规则码的核对结果: exactly one; only CURRENT is the rule of today."""

    CURRENT = "CURRENT"
    SUPERSEDED = "SUPERSEDED"
    PENDING = "PENDING"
    UNTRUSTED = "UNTRUSTED"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    NOT_OURS = "NOT_OURS"


@record(frozen=True)
class RuleCodeCheck:
    """``code`` is None unless its signature held: then nothing may be shown."""

    outcome: RuleCodeOutcome
    code: RuleCode | None = None


def check_rule_code(
    text: str, key_of: Callable[[str], EditionKey | None], in_force: int, now: datetime
) -> RuleCodeCheck:
    """``text``: a link or digits; ``in_force``: the edition the manifest names; ``now``: the
    device's clock, asked only whether the code's own day of effect has come."""
    try:
        token = token_of(text)
    except MianzhengError:
        return RuleCodeCheck(RuleCodeOutcome.NOT_OURS)
    header, payload, signature = token.split(".")
    holds = key_of(str(parse_object(base64url.decode(header))["kid"]))
    if holds is None:
        return RuleCodeCheck(RuleCodeOutcome.KEY_UNKNOWN)
    if not holds(f"{header}.{payload}".encode(), base64url.decode(signature)):
        return RuleCodeCheck(RuleCodeOutcome.UNTRUSTED)
    try:
        code = RuleCode.from_payload(base64url.decode(payload))
    except MianzhengError:
        return RuleCodeCheck(RuleCodeOutcome.UNTRUSTED)
    return RuleCodeCheck(_timeliness(code, in_force, now), code)


def _timeliness(code: RuleCode, in_force: int, now: datetime) -> RuleCodeOutcome:
    if code.edition < in_force:
        return RuleCodeOutcome.SUPERSEDED
    # A phone that was offline for a while knows an older manifest: the newer code is current.
    if code.edition > in_force and code.in_force_from > now.astimezone(SHANGHAI).date():
        return RuleCodeOutcome.PENDING
    return RuleCodeOutcome.CURRENT
