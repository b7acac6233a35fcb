"""What importing and exporting tables need from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from chalicelib.catalogue import ports as catalogue
from chalicelib.kernel.records import record

if TYPE_CHECKING:  # most processes never read a table
    from collections.abc import Iterator

    from chalicelib.catalogue.tables.domain.cells import Row
    from chalicelib.kernel.files import Upload
    from chalicelib.kernel.ids import ImportId


OpenTable = Callable[[bytes], "Iterator[Row]"]
"""A table's file, .xlsx or .csv, as its rows with the numbers Excel shows. Raises TableRefused."""


class TableUploads(Protocol):
    """Tables on their way in, by presigned transfer."""

    def upload(self, id_: ImportId, size: int) -> Upload: ...

    def read(self, id_: ImportId) -> bytes | None:
        """The whole content, at most 20 MB; None when it was not uploaded."""
        ...

    def forget(self, id_: ImportId) -> None: ...


@record(frozen=True)
class TablePorts:
    """What importing and exporting touch."""

    open: OpenTable
    uploads: TableUploads


class Ports(catalogue.Ports, Protocol):
    @property
    def tables(self) -> TablePorts: ...
