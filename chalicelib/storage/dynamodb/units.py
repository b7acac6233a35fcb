"""Units, their people, and what is recorded beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.storage.dynamodb.places import unit_place
from chalicelib.units.domain.unit import Unit

if TYPE_CHECKING:
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.storage.dynamodb.reading import Table
    from chalicelib.units.domain.records import UnitRecord


class UnitTable:
    """The UnitStore port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def unit(self, code: UnitCode) -> Unit | None:
        return self._table.plain(unit_place(code), Unit)

    def units(self) -> tuple[Unit, ...]:
        return self._table.every("UNITS", "", Unit)

    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]:
        from chalicelib.units.domain.records import UnitRecord

        return self._table.every(f"UNIT#{unit}", "RECORD#", UnitRecord)
