"""What importing and exporting tables need from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chalicelib.catalogue import ports as catalogue

if TYPE_CHECKING:  # most processes never read a table
    from collections.abc import Iterable, Iterator, Sequence

    from chalicelib.catalogue.tables.domain.cells import Cell
    from chalicelib.kernel.files import Upload
    from chalicelib.kernel.ids import ImportId


class TableFiles(Protocol):
    """The units' tables as files, .xlsx and .csv."""

    def read(self, content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Rows with the numbers Excel shows. Raises TableRefused."""
        ...

    def workbook(self, rows: Iterable[Sequence[str]]) -> bytes: ...

    def csv(self, rows: Iterable[Sequence[str]]) -> bytes: ...

    def template(self, unit_names: Sequence[str]) -> bytes: ...


class TableUploads(Protocol):
    """Tables on their way in, by presigned transfer."""

    def upload(self, id_: ImportId, size: int) -> Upload: ...

    def read(self, id_: ImportId) -> bytes | None:
        """The whole content, at most 20 MB; None when it was not uploaded."""
        ...

    def forget(self, id_: ImportId) -> None: ...


@dataclass(frozen=True)
class TablePorts:
    """What importing and exporting touch."""

    files: TableFiles
    uploads: TableUploads


class Ports(catalogue.Ports, Protocol):
    @property
    def tables(self) -> TablePorts: ...
