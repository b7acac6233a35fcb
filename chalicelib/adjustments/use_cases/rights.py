"""Who may do what with an adjustment of the list: object rights, after the role (Art. 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, unit_of
from chalicelib.adjustments.domain.errors import AdjustmentUnknown
from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import NotAParty, RoleNotAllowed
from chalicelib.units.use_cases.rights import acts_for, holds_role, is_officer, load_unit

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.adjustments.ports import Ports
    from chalicelib.kernel.ids import AdjustmentId, UnitCode
    from chalicelib.units.domain.unit import Unit


def load_adjustment(id_: AdjustmentId, ports: Ports) -> Adjustment:
    """Raises AdjustmentUnknown."""
    found = ports.lists.listed(Adjustment, unit_of(id_), id_)
    if found is None:
        raise AdjustmentUnknown(f"没有编号为 {id_} 的调整,请核对编号。", field="adjustment")
    return found


def speaks_for(caller: Caller, unit: Unit) -> bool:
    """The unit's own people and system; for a 公共服务 unit its sector authority's, too."""
    return any(
        acts_for(caller, one) for one in (unit.code, unit.sector_authority) if one is not None
    )


def require_spokesman(caller: Caller, code: UnitCode, now: datetime, ports: Ports) -> None:
    """Raises UnitUnknown, RoleNotAllowed."""
    if not (speaks_for(caller, load_unit(code, ports)) and holds_role(caller, now, ports)):
        raise RoleNotAllowed("只有该单位(公共服务单位另有其行业主管部门)可以这样做。")


def require_spokesman_or_officer(
    caller: Caller, code: UnitCode, now: datetime, ports: Ports
) -> None:
    """Raises UnitUnknown, RoleNotAllowed."""
    if not is_officer(caller, now, ports):
        require_spokesman(caller, code, now, ports)


def require_reader(caller: Caller, code: UnitCode, ports: Ports) -> None:
    """The unit, its sector authority, and the district's office. Raises NotAParty."""
    if caller.role in {Role.OFFICER, Role.PUBLISHER}:
        return
    if not speaks_for(caller, load_unit(code, ports)):
        raise NotAParty("只有该单位、其行业主管部门和专班办公室可以查看。")
