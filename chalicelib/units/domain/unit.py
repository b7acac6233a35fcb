"""Units and their people (Art. 3, 4, 10-1, 15).

A unit is operational only with exactly one supervisor and at least one agent, and the
supervisor is not one of the agents. Every act keeps that or is refused: handing the supervisor
over replaces one person by another in one step, the last agent can't be removed, and leave
cover is a temporary supervisor who replaces, so the count stays one.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import UnitRuleBroken
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.kernel.records import record

TASK_FORCE_OFFICE = UnitCode("370402001")
"""区政府办公室(区大数据局): holds the task-force office and the publisher (Art. 4, 5)."""


class UnitKind(StrEnum):
    """行政机关, 授权组织, 公共服务 (Art. 3)."""

    ORGAN = "ORGAN"
    AUTHORISED = "AUTHORISED"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"


class Sector(StrEnum):
    """行业 of a public-service unit (Art. 3)."""

    WATER = "WATER"
    POWER = "POWER"
    GAS = "GAS"
    HEATING = "HEATING"
    CABLE_TV = "CABLE_TV"
    BANK = "BANK"
    INSURANCE = "INSURANCE"
    EDUCATION = "EDUCATION"
    HEALTH = "HEALTH"
    OTHER = "OTHER"


@record(frozen=True)
class Member:
    """A person of a unit; ``id`` is unique within the unit and is a key's ``sub``."""

    id: MemberId
    name: str


@record(frozen=True)
class LeaveCover:
    """A temporary supervisor: ``member`` acts for the regular one until ``until``."""

    member: MemberId
    until: datetime


@record(frozen=True)
class Unit:
    """办事单位. ``revision`` counts its stored changes, 0 = not stored yet.

    ``supervisor`` is the regular 督办员; ``cover`` replaces him while it lasts.
    ``officers`` and ``publishers`` are used by the task-force office's unit only.
    """

    code: UnitCode
    name: str
    kind: UnitKind
    sector: Sector | None = None
    sector_authority: UnitCode | None = None
    leaders: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    supervisor: MemberId | None = None
    agents: tuple[MemberId, ...] = ()
    cover: LeaveCover | None = None
    officers: tuple[MemberId, ...] = ()
    publishers: tuple[MemberId, ...] = ()
    is_suspended: bool = False
    revision: int = 0

    def __post_init__(self) -> None:
        if (self.kind is UnitKind.PUBLIC_SERVICE) != (self.sector is not None):
            raise UnitRuleBroken(
                f"{self.name} 是公共服务单位才有行业,也必须有行业;请核对单位类别和行业。",
                field="sector",
            )
        if self.supervisor is not None and self.supervisor in self.agents:
            raise UnitRuleBroken(
                f"{self.name} 的督办员不能同时是代办员,请另选一人。", field="supervisor"
            )

    def acting_supervisor(self, now: datetime) -> MemberId | None:
        """Whoever is supervisor when acting: the leave cover while it lasts, else the regular."""
        if self.cover is not None and now <= self.cover.until:
            return self.cover.member
        return self.supervisor

    def missing_to_operate(self) -> tuple[str, ...]:
        """What keeps the unit from being operational, in Chinese; empty when it is."""
        missing = []
        if self.is_suspended:
            missing.append("单位已暂停,请联系工作专班办公室恢复")
        if self.supervisor is None:
            missing.append("缺 1 名督办员")
        if not self.agents:
            missing.append("缺至少 1 名代办员")
        return tuple(missing)

    @property
    def is_operational(self) -> bool:
        return not self.missing_to_operate()

    def member(self, member: MemberId) -> Member | None:
        return next((one for one in self.members if one.id == member), None)

    def has_role(self, member: MemberId, role: Role, now: datetime) -> bool:
        """Does this person hold this role at this time (leave cover included)?"""
        if role is Role.SUPERVISOR:
            return self.acting_supervisor(now) == member
        holders: dict[Role, tuple[MemberId, ...]] = {
            Role.AGENT: self.agents,
            Role.OFFICER: self.officers,
            Role.PUBLISHER: self.publishers,
        }
        return member in holders.get(role, ())

    def hand_over_supervisor(self, successor: MemberId) -> "Unit":
        """交接督办员: one step, never 0 and never 2 supervisors; also ends a leave cover."""
        self._known(successor)
        self._refuse_agent(successor)
        return replace(self, supervisor=successor, cover=None)

    def start_leave_cover(self, member: MemberId, until: datetime, now: datetime) -> "Unit":
        """请假顶岗: a temporary supervisor until ``until``; the count stays one."""
        self._known(member)
        self._refuse_agent(member)
        if self.supervisor is None:
            raise UnitRuleBroken(
                f"{self.name} 没有督办员,不能安排顶岗;请先任命督办员。", field="member"
            )
        if member == self.supervisor:
            raise UnitRuleBroken("顶岗人不能是督办员本人,请另选一人。", field="member")
        if until <= now:
            raise UnitRuleBroken("顶岗截止时间必须晚于现在,请改期。", field="until")
        return replace(self, cover=LeaveCover(member, until))

    def end_leave_cover(self) -> "Unit":
        if self.cover is None:
            raise UnitRuleBroken(f"{self.name} 现在没有人顶岗,无需结束。", field="cover")
        return replace(self, cover=None)

    def add_member(self, member: Member) -> "Unit":
        if self.member(member.id) is not None:
            raise UnitRuleBroken(f"人员编号 {member.id} 已存在,请换一个编号。", field="member")
        return replace(self, members=(*self.members, member))

    def add_agent(self, member: MemberId) -> "Unit":
        self._known(member)
        if member in self.agents:
            raise UnitRuleBroken(f"{member} 已经是代办员。", field="member")
        if member == self.supervisor or (self.cover and self.cover.member == member):
            raise UnitRuleBroken(
                f"{member} 是督办员(或正在顶岗),不能兼任代办员;请另选一人。", field="member"
            )
        return replace(self, agents=(*self.agents, member))

    def remove_agent(self, member: MemberId) -> "Unit":
        if member not in self.agents:
            raise UnitRuleBroken(f"{member} 不是代办员,请核对人员编号。", field="member")
        if len(self.agents) == 1:
            raise UnitRuleBroken(
                f"{member} 是{self.name}最后一名代办员,不能移除;请先增加一名代办员。",
                field="member",
            )
        return replace(self, agents=tuple(one for one in self.agents if one != member))

    def appoint(self, member: MemberId, role: Role) -> "Unit":
        """任命专班办公室经办人或公布人: in the task-force office's unit only (Art. 4, 5)."""
        self._known(member)
        if self.code != TASK_FORCE_OFFICE:
            raise UnitRuleBroken("只有专班办公室所在单位有经办人和公布人。", field="unit")
        if member in self._office(role):
            raise UnitRuleBroken(f"{member} 已经担任此职,无需再次任命。", field="member")
        return self._with_office(role, (*self._office(role), member))

    def dismiss(self, member: MemberId, role: Role) -> "Unit":
        """免去; the last officer stays, or nobody could approve anything any more."""
        holders = self._office(role)
        if member not in holders:
            raise UnitRuleBroken(f"{member} 没有担任此职,请核对人员编号。", field="member")
        if role is Role.OFFICER and len(holders) == 1:
            raise UnitRuleBroken(
                f"{member} 是最后一名专班办公室经办人,不能免去;请先任命另一人。", field="member"
            )
        return self._with_office(role, tuple(one for one in holders if one != member))

    def suspend(self) -> "Unit":
        """暂停: open requests keep their clocks and the task-force office supervises them."""
        if self.is_suspended:
            raise UnitRuleBroken(f"{self.name} 已经处于暂停状态。")
        return replace(self, is_suspended=True)

    def resume(self) -> "Unit":
        if not self.is_suspended:
            raise UnitRuleBroken(f"{self.name} 没有被暂停,无需恢复。")
        return replace(self, is_suspended=False)

    def _office(self, role: Role) -> tuple[MemberId, ...]:
        if role not in {Role.OFFICER, Role.PUBLISHER}:
            raise UnitRuleBroken("这里只任免经办人(officer)和公布人(publisher)。", field="role")
        return self.officers if role is Role.OFFICER else self.publishers

    def _with_office(self, role: Role, holders: tuple[MemberId, ...]) -> "Unit":
        if role is Role.OFFICER:
            return replace(self, officers=holders)
        return replace(self, publishers=holders)

    def _known(self, member: MemberId) -> None:
        if self.member(member) is None:
            raise UnitRuleBroken(
                f"{self.name} 没有编号为 {member} 的人员,请先登记此人。", field="member"
            )

    def _refuse_agent(self, member: MemberId) -> None:
        if member in self.agents:
            raise UnitRuleBroken(
                f"{member} 是代办员,督办员不能兼任代办员;请另选一人,或先移除其代办员身份。",
                field="member",
            )
