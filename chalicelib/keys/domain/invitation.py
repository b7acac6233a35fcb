"""Key registration: a JWS by the new key + a one-time code + an approver (docs/signing.md).

The code has >= 50 bits, lives 10 minutes, allows 5 tries, is stored hashed and used once.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import KeyRuleBroken
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.kernel.records import record

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5

# Crockford's base32 reads the letters people take for digits as those digits.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def code_digest(invitation: str, code: str) -> str:
    """Hex SHA-256 of a one-time code as read out and typed, salted by its invitation's id."""
    typed = code.upper().translate(_READ_AS)
    return hashlib.sha256(f"{invitation}:{typed}".encode()).hexdigest()


@record(frozen=True)
class Invitation:
    """An open place for one new key of one person or system, under one code."""

    id: str
    unit: UnitCode
    member: MemberId | None
    role: Role
    invited_by: str
    code_hash: str
    expires_at: datetime
    tries: int = 0
    is_used: bool = False
    revision: int = 0

    def matches(self, code: str) -> bool:
        return hmac.compare_digest(self.code_hash, code_digest(self.id, code))

    def fail(self) -> "Invitation":
        """Count one wrong try."""
        return replace(self, tries=self.tries + 1)

    def use(self, now: datetime) -> "Invitation":
        """Raises KeyRuleBroken when used, expired or tried too often."""
        self.refuse_when_closed(now)
        return replace(self, is_used=True)

    def refuse_when_closed(self, now: datetime) -> None:
        if self.is_used or self.tries >= MOST_TRIES or now > self.expires_at:
            raise KeyRuleBroken(
                "一次性口令已使用、已过期(10 分钟)或试错超过 5 次,请重新申请口令。", field="code"
            )
