"""Read key records: a unit its own, an officer all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import KeyUnknown, RoleNotAllowed
from chalicelib.units.use_cases.rights import is_officer, load_unit

if TYPE_CHECKING:
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import KeyId, UnitCode
    from chalicelib.keys.domain.key import KeyRecord
    from chalicelib.keys.ports import Ports


def load_key(kid: KeyId, ports: Ports) -> KeyRecord:
    """Raises KeyUnknown."""
    found = ports.keys.key(kid)
    if found is None:
        raise KeyUnknown("没有这个编号的密钥,请核对 kid。", field="kid")
    return found


def read_key(kid: KeyId, caller: Caller, ports: Ports) -> KeyRecord:
    """Raises KeyUnknown, also for another unit's key: whether it exists is its own business."""
    key = load_key(kid, ports)
    if caller.unit != key.unit and not is_officer(caller, ports.clock.now(), ports):
        raise KeyUnknown("没有这个编号的密钥,请核对 kid。", field="kid")
    return key


def read_keys(unit: UnitCode, caller: Caller, ports: Ports) -> tuple[KeyRecord, ...]:
    """Every key of a unit, in every state, by kid. Raises UnitUnknown, RoleNotAllowed."""
    if caller.unit != unit and not is_officer(caller, ports.clock.now(), ports):
        raise RoleNotAllowed("只能查看本单位的密钥。")
    load_unit(unit, ports)
    return ports.keys.keys_of(unit)
