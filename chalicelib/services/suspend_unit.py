"""暂停单位: its open requests keep their clocks, the office supervises them (Art. 4, 10-1)."""

from datetime import datetime

from chalicelib.domain.ids import UnitCode
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import require_officer


def suspend_unit(code: UnitCode, call: SignedCall, ports: Ports) -> Unit:
    """Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""

    def act(unit: Unit, now: datetime) -> Unit:
        require_officer(call.caller, now, ports)
        return unit.suspend()

    return change_unit(code, call, ports, act, what("suspended"))
