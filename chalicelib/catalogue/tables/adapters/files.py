"""The TableFiles port. Reading and writing are loaded by whoever does it, not by every
cold start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # most processes never read a table
    from collections.abc import Iterable, Iterator, Sequence

    from chalicelib.catalogue.tables.domain.cells import Cell


class SpreadsheetFiles:
    """Tables as Excel, WPS and LibreOffice read and write them."""

    def read(self, content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
        from chalicelib.catalogue.tables.adapters.opening import read_table

        return read_table(content)

    def workbook(self, rows: Iterable[Sequence[str]]) -> bytes:
        from chalicelib.catalogue.tables.adapters.writing import write_workbook

        return write_workbook(rows)

    def csv(self, rows: Iterable[Sequence[str]]) -> bytes:
        from chalicelib.catalogue.tables.adapters.writing import write_csv

        return write_csv(rows)

    def template(self, unit_names: Sequence[str]) -> bytes:
        from chalicelib.catalogue.tables.adapters.template import template

        return template(unit_names)
