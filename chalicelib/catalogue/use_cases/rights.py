"""Who compiles, submits, agrees to and publishes whose list (Art. 5-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.errors import NotYourItems
from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import RoleNotAllowed
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit, UnitKind
from chalicelib.units.use_cases.rights import acts_for, holds_role, is_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.catalogue.ports import Ports


def require_compiler(caller: Caller, unit: Unit, now: datetime, ports: Ports) -> None:
    """The unit itself; for 公共服务 also its sector authority; an officer enters for any unit."""
    mine = acts_for(caller, unit.code) or _is_authority(caller, unit)
    if not mine and not is_officer(caller, now, ports):
        raise NotYourItems(
            f"{unit.name}的清单由该单位编制;公共服务单位的也可以由行业主管部门编制。",
            facts={"unit": unit.code},
        )


def require_submitter(caller: Caller, unit: Unit) -> None:
    """公共服务 is organised and submitted by its sector authority; every other unit submits its
    own."""
    if unit.kind is UnitKind.PUBLIC_SERVICE:
        if not _is_authority(caller, unit):
            raise NotYourItems(
                f"公共服务单位的清单由行业主管部门({unit.sector_authority})报送。",
                facts={"unit": unit.code},
            )
    elif not acts_for(caller, unit.code):
        raise NotYourItems(f"{unit.name}的清单由该单位报送。", facts={"unit": unit.code})


def require_publisher(caller: Caller, now: datetime, ports: Ports) -> None:
    is_publisher = caller.role is Role.PUBLISHER and caller.unit == TASK_FORCE_OFFICE
    if not is_publisher or not holds_role(caller, now, ports):
        raise RoleNotAllowed("清单由区政府办公室的公布人公布,请联系区政府办公室。")


def may_see_draft(caller: Caller, unit: Unit) -> bool:
    """Officers and the publisher see every draft; a unit its own and those it is authority of."""
    if caller.role in (Role.OFFICER, Role.PUBLISHER):
        return True
    return acts_for(caller, unit.code) or _is_authority(caller, unit)


def _is_authority(caller: Caller, unit: Unit) -> bool:
    return unit.sector_authority is not None and acts_for(caller, unit.sector_authority)
