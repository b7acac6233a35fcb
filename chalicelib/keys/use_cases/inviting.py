"""邀请登记密钥: one place for one new key, under a one-time code (docs/signing.md)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Role, SignedCall
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.keys.domain.invitation import CODE_LIFE, Invitation, code_digest
from chalicelib.keys.use_cases.rights import refuse_unfit_holder, require_approver
from chalicelib.units.use_cases.changing import unit_subject
from chalicelib.units.use_cases.rights import load_unit, person

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.keys.ports import Ports


@record(frozen=True)
class InviteKey:
    """``member`` None exactly for the unit's own system."""

    unit: UnitCode
    member: MemberId | None
    role: Role


@record(frozen=True)
class Invited:
    """``code`` is shown once: None when the same ``op`` is repeated, since only its hash is
    kept (then invite again)."""

    invitation: Invitation
    code: str | None = field(repr=False)


def invite_key(command: InviteKey, call: SignedCall, ports: Ports) -> Invited:
    """The code lives 10 minutes and stands 5 wrong tries; tell it to the holder by voice.

    Raises UnitUnknown, RoleNotAllowed, KeyRuleBroken.
    """
    id_, code = ports.random.id(), ports.random.one_time_code()

    def decide(now: datetime) -> tuple[Invitation, Commit]:
        unit = load_unit(command.unit, ports)
        require_approver(call.caller, (unit.code, command.member), command.role, now, ports)
        refuse_unfit_holder(unit, command.member, command.role)
        invitation = Invitation(
            id=id_,
            unit=unit.code,
            member=command.member,
            role=command.role,
            invited_by=person(call.caller),
            code_hash=code_digest(id_, code),
            expires_at=now + CODE_LIFE,
        )
        facts = (("role", command.role.value), ("member", command.member or ""))
        news = (News(EventType.KEY_INVITED, now, facts=facts),)
        events = events_of(unit_subject(unit.code), news, actor_of(call), ports.random)
        return invitation, Commit(saves=(invitation,), events=events)

    invitation = perform(call, ports, Invitation, decide)
    return Invited(invitation, code if invitation.id == id_ else None)
