"""登记密钥: the new key proves itself and brings the one-time code (docs/signing.md).

The one write without a signature by a registered key: what authorises it is the invitation.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.errors import ConcurrentChange, FieldInvalid, KeyRuleBroken
from chalicelib.kernel.events import Actor, Event, EventType, News
from chalicelib.kernel.ids import KeyId
from chalicelib.kernel.performing import events_of
from chalicelib.kernel.records import record
from chalicelib.keys.domain.invitation import MOST_TRIES, Invitation
from chalicelib.keys.domain.key import LONGEST_BROWSER_LIFE, KeyRecord, KeyStatus
from chalicelib.keys.use_cases.rights import key_subject

if TYPE_CHECKING:
    from chalicelib.keys.ports import Ports, Possession

USUAL_LIFE = timedelta(days=365)
THUMBPRINT_CHARACTERS = 16
"""96 bits of the key's own digest: no two keys meet, and the kid stays readable."""
MOST_RACES = 20


@record(frozen=True)
class RegisterKey:
    """``jwk`` is the public key; ``proof`` as ``key_proofs.SignatureTrust`` says; ``replaces``
    the holder's present key where this is a rotation; ``days`` None = the longest life."""

    invitation: str
    code: str = field(repr=False)
    jwk: tuple[tuple[str, str], ...]
    alg: str
    proof: str = field(repr=False)
    is_browser: bool = False
    days: int | None = None
    replaces: KeyId | None = None


def register_key(command: RegisterKey, ports: Ports) -> KeyRecord:
    """The key, PENDING until the second person approves it.

    A repeat of the same registration gives the same key again. A wrong code counts as a try,
    in one conditional write, so that trying in parallel gains nothing.
    Raises KeyRuleBroken (code, invitation, replaces), FieldInvalid (jwk, alg, proof, days).
    """
    for _ in range(MOST_RACES):
        now = ports.clock.now()
        invitation = _with_right_code(command, now, ports)
        if invitation is None:
            continue
        possession = _possession(command, invitation, now, ports)
        kid = new_kid(invitation.unit, possession)
        known = ports.keys.key(kid)
        if known is not None and invitation.is_used:
            return known
        used = invitation.use(now)
        if known is not None:
            raise KeyRuleBroken(
                "这把公钥已经登记过,请生成一对新的密钥;私钥不重复使用。", field="jwk"
            )
        key = _new_key(command, invitation, possession, now, ports)
        try:
            ports.commit(Commit(saves=(key, used), events=_events(key, now, ports)))
        except RevisionLost:
            continue
        return key
    raise ConcurrentChange("这个邀请正被多处同时使用,请稍候重试。")


def new_kid(unit: str, possession: Possession) -> KeyId:
    """Made by us, so that no kid can be chosen: it never begins with ``demo-``."""
    return KeyId(f"{unit}-{possession.thumbprint[:THUMBPRINT_CHARACTERS]}")


def _with_right_code(command: RegisterKey, now: datetime, ports: Ports) -> Invitation | None:
    """The invitation whose code this is; None when a race about it was lost."""
    invitation = ports.keys.invitation(command.invitation)
    if invitation is None:
        raise KeyRuleBroken("没有这个邀请,请核对邀请编号。", field="invitation")
    if invitation.is_used and invitation.matches(command.code):
        return invitation  # perhaps a repeat; it opens nothing new
    invitation.refuse_when_closed(now)
    if invitation.matches(command.code):
        return invitation
    try:
        ports.commit(Commit(saves=(invitation.fail(),)))
    except RevisionLost:
        return None
    left = MOST_TRIES - invitation.tries - 1
    raise KeyRuleBroken(
        f"一次性口令不对,还可以试 {left} 次;请与邀请人核对。",
        field="code",
        facts={"left": str(left)},
    )


def _possession(
    command: RegisterKey, invitation: Invitation, now: datetime, ports: Ports
) -> Possession:
    found = ports.trust.check_possession(command.proof, command.jwk, command.alg, now)
    if (found.invitation, found.code_digest) != (invitation.id, invitation.code_hash):
        raise FieldInvalid(
            "proof(新密钥的持有证明)不是为这个邀请和口令做的,请重新生成。", field="proof"
        )
    return found


def _new_key(
    command: RegisterKey,
    invitation: Invitation,
    possession: Possession,
    now: datetime,
    ports: Ports,
) -> KeyRecord:
    usual = LONGEST_BROWSER_LIFE if command.is_browser else USUAL_LIFE
    days = usual.days if command.days is None else command.days
    if not 0 < days <= usual.days:  # compared as numbers: a timedelta can't hold any integer
        raise FieldInvalid(f"密钥有效期 days 要在 1 到 {usual.days} 天之间。", field="days")
    life = timedelta(days=days)
    if command.replaces is not None:
        _refuse_foreign_key(command.replaces, invitation, now, ports)
    return KeyRecord(
        kid=new_kid(invitation.unit, possession),
        unit=invitation.unit,
        member=invitation.member,
        role=invitation.role,
        alg=command.alg,
        jwk=possession.jwk,
        not_before=now,
        not_after=now + life,
        status=KeyStatus.PENDING,
        is_browser=command.is_browser,
        replaces=command.replaces,
    )


def _refuse_foreign_key(kid: KeyId, invitation: Invitation, now: datetime, ports: Ports) -> None:
    old = ports.keys.key(kid)
    holder = (invitation.unit, invitation.member, invitation.role)
    if old is None or (old.unit, old.member, old.role) != holder or not old.is_valid_at(now):
        raise KeyRuleBroken(
            "replaces 必须是同一持有人、同一角色的一把有效密钥;不是轮换就不要填。", field="replaces"
        )


def _events(key: KeyRecord, now: datetime, ports: Ports) -> tuple[Event, ...]:
    actor = Actor(key.unit, key.member, key.role, key.kid)
    facts = (("unit", str(key.unit)), ("role", key.role.value), ("replaces", key.replaces or ""))
    news = (News(EventType.KEY_REGISTERED, now, facts=facts),)
    return events_of(key_subject(key.kid), news, actor, ports.random)
