"""Pre-registered keys: who may sign for a unit, and for how long.

Life: registered (PENDING until the second approval) -> ACTIVE -> REVOKED. A key is valid at most
one year, a person's browser key at most 30 days; rotation overlaps at most 30 days. The record
pins the algorithm: a token never chooses it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import KeyRuleBroken
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.kernel.records import record

LONGEST_LIFE = timedelta(days=366)
LONGEST_BROWSER_LIFE = timedelta(days=30)
LONGEST_OVERLAP = timedelta(days=30)
DEMO_PREFIX = "demo-"


class KeyStatus(StrEnum):
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    REVOKED = "REVOKED"


@record(frozen=True)
class KeyRecord:
    """One registered public key.

    ``member`` is None exactly for a unit's own system (role SYSTEM). ``jwk`` is the public JWK
    as sorted (name, value) pairs, so that the record stays immutable and comparable.
    ``approved_by`` is ``unit:member`` of the second person, or ``operator`` for the first
    officer of a stage. ``replaces`` is the key that ends soon after this one's approval.
    ``scopes`` narrows nothing yet; it stays, since stored records carry it.
    """

    kid: KeyId
    unit: UnitCode
    member: MemberId | None
    role: Role
    alg: str
    jwk: tuple[tuple[str, str], ...]
    not_before: datetime
    not_after: datetime
    status: KeyStatus
    is_browser: bool = False
    scopes: tuple[str, ...] = ()
    approved_by: str | None = None
    replaces: KeyId | None = None
    revision: int = 0

    def __post_init__(self) -> None:
        if (self.member is None) != (self.role is Role.SYSTEM):
            raise KeyRuleBroken("只有单位系统的密钥不属于个人,请核对角色和人员。", field="member")
        longest = LONGEST_BROWSER_LIFE if self.is_browser else LONGEST_LIFE
        if not timedelta(0) < self.not_after - self.not_before <= longest:
            raise KeyRuleBroken(
                f"密钥有效期必须大于 0、不超过 {longest.days} 天,请缩短有效期。", field="not_after"
            )

    def is_valid_at(self, now: datetime) -> bool:
        return self.status is KeyStatus.ACTIVE and self.not_before <= now < self.not_after

    def approve(self, by: str) -> "KeyRecord":
        if self.status is not KeyStatus.PENDING:
            raise KeyRuleBroken(f"密钥 {self.kid} 不在待批准状态,无需再批。", field="kid")
        return replace(self, status=KeyStatus.ACTIVE, approved_by=by)

    def revoke(self) -> "KeyRecord":
        if self.status is KeyStatus.REVOKED:
            raise KeyRuleBroken(f"密钥 {self.kid} 已经吊销。", field="kid")
        return replace(self, status=KeyStatus.REVOKED)

    def end_by(self, moment: datetime) -> "KeyRecord":
        """Rotation: the old key ends at ``moment``, at the latest 30 days after the switch."""
        return replace(self, not_after=min(self.not_after, moment))
