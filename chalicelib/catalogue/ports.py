"""What compiling and publishing the catalogue need from outside."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.kernel.ids import RowCode


class CatalogueContents(Protocol):
    """Rows and names kept as documents, each named by the digest of its bytes: keeping the same
    content again is the same document, and nothing that stands is ever changed."""

    def keep_rows(self, rows: Sequence[CatalogueRow]) -> str: ...

    def rows(self, content: str) -> tuple[CatalogueRow, ...]:
        """All of them, in their order. Raises Misconfigured where the document is lost or
        altered."""
        ...

    def rows_by_code(self, content: str) -> Mapping[RowCode, CatalogueRow]:
        """The same by their codes, each read when it is asked for: who needs one row of 50,000
        pays for one. Raises as :meth:`rows`."""
        ...

    def keep_names(self, names: Mapping[str, str]) -> str: ...

    def names(self, content: str) -> dict[str, str]:
        """Raises Misconfigured where the document is lost or altered."""
        ...
