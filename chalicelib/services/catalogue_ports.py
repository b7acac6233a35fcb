"""What compiling and publishing the catalogue need from outside."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chalicelib.domain.catalogue import CatalogueRow


class CatalogueContents(Protocol):
    """Rows and names kept as documents, each named by the digest of its bytes: keeping the same
    content again is the same document, and nothing that stands is ever changed."""

    def keep_rows(self, rows: Sequence[CatalogueRow]) -> str: ...

    def rows(self, content: str) -> tuple[CatalogueRow, ...]:
        """Raises Misconfigured where the document is lost or altered."""
        ...

    def keep_names(self, names: Mapping[str, str]) -> str: ...

    def names(self, content: str) -> dict[str, str]:
        """Raises Misconfigured where the document is lost or altered."""
        ...
