"""暂停、恢复单位 (Art. 4, 10-1): while suspended, its open requests keep their clocks and the
office supervises them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.units.use_cases.changing import change_unit, what
from chalicelib.units.use_cases.rights import require_officer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.units.domain.unit import Unit
    from chalicelib.units.ports import Ports


def resume_unit(code: UnitCode, call: SignedCall, ports: Ports) -> Unit:
    """Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""

    def act(unit: Unit, now: datetime) -> Unit:
        require_officer(call.caller, now, ports)
        return unit.resume()

    return change_unit(code, call, ports, act, what("resumed"))


def suspend_unit(code: UnitCode, call: SignedCall, ports: Ports) -> Unit:
    """Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""

    def act(unit: Unit, now: datetime) -> Unit:
        require_officer(call.caller, now, ports)
        return unit.suspend()

    return change_unit(code, call, ports, act, what("suspended"))
