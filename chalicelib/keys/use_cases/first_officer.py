"""The first officer of a stage: by the operator's command line, once (docs/signing.md).

Everybody else is let in by somebody who is in already; this one by whoever holds the keys of the
account the stage runs in.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Role
from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.errors import FieldInvalid, KeyRuleBroken
from chalicelib.kernel.events import THE_SYSTEM, EventType, News
from chalicelib.kernel.ids import MemberId
from chalicelib.kernel.performing import events_of
from chalicelib.kernel.records import record
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.keys.use_cases.registering import USUAL_LIFE, new_kid
from chalicelib.keys.use_cases.rights import key_subject
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit, UnitKind
from chalicelib.units.use_cases.changing import unit_subject, what
from chalicelib.units.use_cases.members import new_member

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.keys.ports import Ports

OPERATOR = "operator"


@record(frozen=True)
class EnrolFirstOfficer:
    """``proof`` is the new key's, made for the invitation ``operator`` and an empty digest."""

    member: MemberId
    name: str = field(repr=False)
    jwk: tuple[tuple[str, str], ...]
    alg: str
    proof: str = field(repr=False)
    office_name: str = "区政府办公室(区大数据局)"


def enrol_first_officer(command: EnrolFirstOfficer, ports: Ports) -> KeyRecord:
    """The officer's key, ACTIVE at once. Raises KeyRuleBroken once there is an officer."""
    now = ports.clock.now()
    member = new_member(command.member, command.name)
    possession = ports.trust.check_possession(command.proof, command.jwk, command.alg, now)
    if (possession.invitation, possession.code_digest) != (OPERATOR, ""):
        raise FieldInvalid("proof 不是为首名经办人做的,请重新生成。", field="proof")
    office = ports.units.unit(TASK_FORCE_OFFICE) or Unit(
        TASK_FORCE_OFFICE, command.office_name, UnitKind.ORGAN
    )
    if office.officers:
        raise _only_once()
    if office.member(member.id) is None:
        office = office.add_member(member)
    office = office.appoint(member.id, Role.OFFICER)
    key = KeyRecord(
        kid=new_kid(office.code, possession),
        unit=office.code,
        member=member.id,
        role=Role.OFFICER,
        alg=command.alg,
        jwk=possession.jwk,
        not_before=now,
        not_after=now + USUAL_LIFE,
        status=KeyStatus.ACTIVE,
        approved_by=OPERATOR,
    )
    try:
        ports.commit(_commit(office, key, now, ports))
    except RevisionLost:
        raise _only_once() from None
    return key


def _commit(office: Unit, key: KeyRecord, now: datetime, ports: Ports) -> Commit:
    facts = what("first_officer_enrolled", key.member)
    changed = (News(EventType.UNIT_CHANGED, now, "4", facts=facts),)
    approved = (News(EventType.KEY_APPROVED, now),)
    events = events_of(unit_subject(office.code), changed, THE_SYSTEM, ports.random)
    events += events_of(key_subject(key.kid), approved, THE_SYSTEM, ports.random)
    return Commit(saves=(key, office), events=events)


def _only_once() -> KeyRuleBroken:
    return KeyRuleBroken(
        "这个环境已经有专班办公室经办人,首名经办人只能登记一次;请由现任经办人邀请登记。"
    )
