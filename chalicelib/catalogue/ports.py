"""What compiling and publishing the catalogue need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.calendar import ports as calendar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from chalicelib.catalogue.domain.rows import CatalogueEdition, CatalogueRow
    from chalicelib.kernel.ids import RowCode


class Catalogue(Protocol):
    def edition_at(self, moment: datetime) -> CatalogueEdition:
        """The edition in force then, or the first one if earlier; number 0 before any."""
        ...

    def edition(self, number: int) -> CatalogueEdition:
        """A published edition, by its number: what a case keeps. Raises EditionUnknown."""
        ...

    def refresh(self) -> None:
        """Another edition was published by this process: look again."""
        ...


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


class Ports(calendar.Ports, Protocol):
    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def contents(self) -> CatalogueContents: ...
