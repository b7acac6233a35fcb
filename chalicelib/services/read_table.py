"""The use case of reading a unit's table: every fault of it at once, its rows if there is none."""

from collections.abc import Callable

from chalicelib.domain.catalogue_table import ReadTable, TableReading
from chalicelib.domain.catalogue_words import UnitNames
from chalicelib.services.table_ports import TableFiles

REPORT_EVERY = 1_000


def read_table(
    content: bytes,
    units: UnitNames,
    files: TableFiles,
    on_rows: Callable[[int], None] = lambda _rows: None,
) -> ReadTable:
    """Read the whole of it; ``on_rows`` hears how far it has come. Raises TableRefused."""
    reading, told = TableReading(units), 0
    for number, cells in files.read(content):
        reading.take(number, cells)
        if reading.row_count >= told + REPORT_EVERY:
            told = reading.row_count
            on_rows(told)
    return reading.result()
