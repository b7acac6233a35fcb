"""Who may let a key in (docs/signing.md): the supervisor for agents and systems of his unit, an
officer for supervisors, the other officer for officers and publishers. Never oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import KeyRuleBroken, RoleNotAllowed
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit
from chalicelib.units.use_cases.rights import is_officer, is_supervisor_of

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
    from chalicelib.keys.domain.key import KeyRecord
    from chalicelib.keys.ports import Ports

OFFICE_ROLES = frozenset({Role.OFFICER, Role.PUBLISHER})


def require_approver(
    caller: Caller,
    holder: tuple[UnitCode, MemberId | None],
    role: Role,
    now: datetime,
    ports: Ports,
) -> None:
    """May this caller invite and approve a key of ``role`` for ``holder`` (unit, member)?"""
    unit, member = holder
    if member is not None and (caller.unit, caller.member) == holder:
        raise RoleNotAllowed("不能为自己邀请或批准密钥,请由另一人办理。")
    if role in {Role.AGENT, Role.SYSTEM}:
        if not is_supervisor_of(caller, unit, now, ports):
            raise RoleNotAllowed("代办员和单位系统的密钥由本单位现任督办员邀请和批准。")
    elif not is_officer(caller, now, ports):
        raise RoleNotAllowed("督办员、专班经办人和公布人的密钥由专班办公室的(另一名)经办人办理。")


def refuse_unfit_holder(unit: Unit, member: MemberId | None, role: Role) -> None:
    """Only who holds the office gets a key for it; a regular supervisor also during a cover.

    Raises KeyRuleBroken naming ``member`` or ``role``.
    """
    if role in OFFICE_ROLES and unit.code != TASK_FORCE_OFFICE:
        raise KeyRuleBroken("只有专班办公室所在单位有经办人和公布人的密钥。", field="role")
    if role is Role.SYSTEM:
        if member is not None:
            raise KeyRuleBroken("单位系统的密钥不属于个人,请不要填人员编号。", field="member")
        return
    cover = () if unit.cover is None else (unit.cover.member,)
    supervisor = () if unit.supervisor is None else (unit.supervisor,)
    holders: dict[Role, tuple[MemberId, ...]] = {
        Role.AGENT: unit.agents,
        Role.SUPERVISOR: supervisor + cover,
        Role.OFFICER: unit.officers,
        Role.PUBLISHER: unit.publishers,
    }
    if member not in holders[role]:
        raise KeyRuleBroken(
            f"{unit.name} 没有以此角色任职的人员 {member or '(未填)'},请先任命再邀请登记密钥。",
            field="member",
        )


def may_revoke(caller: Caller, key: KeyRecord, now: datetime, ports: Ports) -> bool:
    """One's own key; the supervisor any of his unit but the office's; an officer any."""
    if caller.kid == key.kid:
        return True
    if key.member is not None and (caller.unit, caller.member) == (key.unit, key.member):
        return True
    if key.role not in OFFICE_ROLES and is_supervisor_of(caller, key.unit, now, ports):
        return True
    return is_officer(caller, now, ports)


def key_subject(kid: KeyId) -> str:
    """Under which subject a key's ledger entries stand."""
    return f"key:{kid}"
