"""登记单位 (Art. 3): who can be a unit, and who is its sector authority."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid, UnitRuleBroken
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.performing import perform
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import clean_name
from chalicelib.units.domain.unit import Sector, Unit, UnitKind
from chalicelib.units.use_cases.changing import unit_changed, what
from chalicelib.units.use_cases.rights import load_unit, require_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit
    from chalicelib.units.ports import Ports

_CODE_FORM = re.compile(r"[0-9]{9}", re.ASCII)


@record(frozen=True)
class RegisterUnit:
    """``sector`` and ``sector_authority`` belong to public-service units, both required."""

    code: UnitCode
    name: str
    kind: UnitKind
    sector: Sector | None
    sector_authority: UnitCode | None
    leaders: tuple[str, ...]


def register_unit(command: RegisterUnit, call: SignedCall, ports: Ports) -> Unit:
    """By an officer. The unit is not operational until it has its people.

    Raises FieldInvalid, FieldMissing, RoleNotAllowed, UnitUnknown (sector authority),
    UnitRuleBroken.
    """

    def decide(now: datetime) -> tuple[Unit, Commit]:
        require_officer(call.caller, now, ports)
        unit = _new_unit(command, ports)
        return unit, unit_changed(unit, call, now, ports, what("registered"))

    return perform(call, ports, Unit, decide)


def _new_unit(command: RegisterUnit, ports: Ports) -> Unit:
    if not _CODE_FORM.fullmatch(command.code):
        raise FieldInvalid("单位编码 code 要写成 9 位数字。", field="code")
    if ports.units.unit(command.code) is not None:
        raise UnitRuleBroken(f"编码 {command.code} 的单位已经登记,请核对编码。", field="code")
    is_public_service = command.kind is UnitKind.PUBLIC_SERVICE
    if is_public_service != (command.sector_authority is not None):
        raise UnitRuleBroken(
            "公共服务单位必须写明行业主管部门,其他单位没有行业主管部门;请核对。",
            field="sector_authority",
        )
    if command.sector_authority is not None:
        authority = load_unit(command.sector_authority, ports, "sector_authority")
        if authority.kind is UnitKind.PUBLIC_SERVICE:
            raise UnitRuleBroken(
                "行业主管部门必须是行政机关或授权组织,请核对。", field="sector_authority"
            )
    return Unit(
        code=command.code,
        name=clean_name(command.name, "name"),
        kind=command.kind,
        sector=command.sector,
        sector_authority=command.sector_authority,
        leaders=tuple(clean_name(one, "leaders") for one in command.leaders),
    )
