"""Rows of cells -> a table's file. No cell of it can act as a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.words import COLUMNS
from chalicelib.catalogue.tables.adapters.layout import SHEET, lay_out
from chalicelib.catalogue.tables.domain.formula_guard import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the system's own encoding."""


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with BOM and CRLF, as Excel writes it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(one) for one in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def write_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """An .xlsx with a frozen header; written row by row."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    lay_out(sheet)
    sheet.append(COLUMNS)
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, None)
            # Set as text beforehand: openpyxl would read a formula into the value.
            cell.value, cell.data_type = guarded(text) or None, "s" if text else "n"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
