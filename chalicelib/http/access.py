"""Who may call an endpoint, declared beside its path. Nothing is open unless it says ANYONE or
ANYONE_WRITES."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Role, SignedCall
from chalicelib.kernel.errors import RoleNotAllowed
from chalicelib.kernel.labels import label
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from chalicelib.http.serving import Services


@record(frozen=True)
class Access:
    """``roles`` None = anyone, without a signature. A write needs an ``op``."""

    roles: frozenset[Role] | None
    is_write: bool = False


ANYONE = Access(None)
ANYONE_WRITES = Access(None, is_write=True)
"""A body nobody signed: small, strict JSON, and whatever bounds the use case sets itself."""


def readers(*roles: Role) -> Access:
    return Access(frozenset(roles))


def writers(*roles: Role) -> Access:
    return Access(frozenset(roles), is_write=True)


EVERY_ROLE = tuple(Role)
OF_A_UNIT = (Role.AGENT, Role.SYSTEM, Role.SUPERVISOR)
REQUESTERS = (Role.AGENT, Role.SYSTEM)
ANSWERERS = (Role.AGENT, Role.SYSTEM, Role.SUPERVISOR, Role.OFFICER)


def check_role(call: SignedCall, access: Access, services: Services) -> None:
    """The key's role must be allowed, and a person must still hold it. Raises RoleNotAllowed."""
    caller = call.caller
    if access.roles is None or caller.role not in access.roles:
        raise RoleNotAllowed(
            f"{label(caller.role)}不能做这项操作,请换有权限的人员或系统的密钥。",
            facts={"role": caller.role.value},
        )
    if caller.member is None:
        return
    unit = services.ports.units.unit(caller.unit)
    now = services.ports.clock.now()
    if unit is None or not unit.has_role(caller.member, caller.role, now):
        raise RoleNotAllowed(
            f"你现在不是本单位的{label(caller.role)},请联系本单位督办员或专班办公室。",
            facts={"role": caller.role.value},
        )
