"""What units and their people need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.kernel import ports as kernel

if TYPE_CHECKING:
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.units.domain.records import UnitRecord
    from chalicelib.units.domain.unit import Unit


class UnitStore(Protocol):
    def unit(self, code: UnitCode) -> Unit | None: ...

    def units(self) -> tuple[Unit, ...]:
        """By code."""
        ...

    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]: ...


class Ports(kernel.Ports, Protocol):
    @property
    def units(self) -> UnitStore: ...
