"""What importing and exporting tables need from outside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from chalicelib.domain.catalogue_cells import Cell


class TableFiles(Protocol):
    """The units' tables as files, .xlsx and .csv."""

    def read(self, content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Rows with the numbers Excel shows. Raises TableRefused."""
        ...

    def workbook(self, rows: Iterable[Sequence[str]]) -> bytes: ...

    def csv(self, rows: Iterable[Sequence[str]]) -> bytes: ...

    def template(self, unit_names: Sequence[str]) -> bytes: ...
