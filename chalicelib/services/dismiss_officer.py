"""免去专班办公室经办人或公布人 (Art. 4, 5): by an officer."""

from datetime import datetime

from chalicelib.domain.ids import MemberId
from chalicelib.domain.signing import SignedCall
from chalicelib.domain.units import TASK_FORCE_OFFICE, Role, Unit
from chalicelib.services.changing_units import change_unit, what
from chalicelib.services.ports import Ports
from chalicelib.services.unit_rights import require_officer


def dismiss_officer(member: MemberId, role: Role, call: SignedCall, ports: Ports) -> Unit:
    """``role`` is OFFICER or PUBLISHER. Raises UnitUnknown, RoleNotAllowed, UnitRuleBroken."""
    facts = (*what("dismiss_officer", member), ("role", role.value))

    def act(unit: Unit, now: datetime) -> Unit:
        require_officer(call.caller, now, ports)
        return unit.dismiss(member, role)

    return change_unit(TASK_FORCE_OFFICE, call, ports, act, facts)
