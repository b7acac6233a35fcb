"""The use case of reading a unit's table: every fault of it at once, its rows if there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rules import NOBODY, Holders, rule_faults
from chalicelib.catalogue.tables.domain.faults import CellFault
from chalicelib.catalogue.tables.domain.table import MOST_KEPT, ReadTable, TableReading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chalicelib.catalogue.domain.words import UnitNames
    from chalicelib.catalogue.tables.domain.cells import Row

REPORT_EVERY = 1_000


def read_table(
    rows: Iterable[Row],
    units: UnitNames,
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> ReadTable:
    """Read the whole table; ``on_rows`` hears how far it has come. Raises TableRefused."""
    reading, told = TableReading(units), 0
    for number, cells in rows:
        reading.take(number, cells)
        if reading.row_count >= told + REPORT_EVERY:
            told = reading.row_count
            on_rows(told)
    return reading.result()


def held_to_the_rules(table: ReadTable, others: Holders = NOBODY) -> ReadTable:
    """The table with what the list's rules refuse among its faults, each under the number that
    Excel shows; the rows concerned are bad ones. ``others`` as in ``check_rows``."""
    numbers = {one.row.code: one.number for one in table.rows}
    found = [
        CellFault(numbers[one.row], one.column, f"{one.row}:{one.reason}", one.instead)
        for one in rule_faults((each.row for each in table.rows), others)
    ]
    if not found:
        return table
    bad = {one.row for one in found}
    return replace(
        table,
        rows=tuple(one for one in table.rows if one.number not in bad),
        bad_rows=table.bad_rows + len(bad),
        faults=tuple([*table.faults, *found][:MOST_KEPT]),
        fault_count=table.fault_count + len(found),
    )
