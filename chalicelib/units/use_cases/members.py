"""登记人员: a person becomes known to his unit; offices are given separately (Art. 10-1)."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import clean_name
from chalicelib.units.domain.unit import Member, Unit
from chalicelib.units.use_cases.changing import change_unit, what
from chalicelib.units.use_cases.rights import require_supervisor_or_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.units.ports import Ports

_MEMBER_FORM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,31}", re.ASCII)


@record(frozen=True)
class AddMember:
    """``member`` is unique in the unit and stays for ever; it is a key's ``sub``."""

    unit: UnitCode
    member: MemberId
    name: str = field(repr=False)


def add_member(command: AddMember, call: SignedCall, ports: Ports) -> Unit:
    """Raises FieldInvalid, FieldMissing, UnitUnknown, RoleNotAllowed, UnitRuleBroken."""
    member = new_member(command.member, command.name)

    def act(unit: Unit, now: datetime) -> Unit:
        require_supervisor_or_officer(call.caller, command.unit, now, ports)
        return unit.add_member(member)

    return change_unit(command.unit, call, ports, act, what("member_added", command.member))


def new_member(id_: str, name: str) -> Member:
    """Raises FieldInvalid, FieldMissing naming ``member`` or ``name``."""
    if not _MEMBER_FORM.fullmatch(id_):
        raise FieldInvalid(
            "人员编号 member 要写成 1 到 32 个字符 A-Z a-z 0-9 . _ -,不以 . 或 - 开头。",
            field="member",
        )
    return Member(MemberId(id_), clean_name(name, "name"))
