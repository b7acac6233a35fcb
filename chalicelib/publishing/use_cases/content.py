"""One edition as it is put before the public: its rows by item, with the names of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueEdition, CatalogueRow, Disposition, Method
from chalicelib.kernel.records import record
from chalicelib.publishing.use_cases.sentences import RowSentences, promise_of, sentences_of
from chalicelib.units.domain.unit import Unit

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.editions import EditionRecord
    from chalicelib.kernel.ids import RowCode, UnitCode
    from chalicelib.publishing.ports import Ports


@record(frozen=True)
class PublishedRow:
    """One row as everybody is told of it; made once for all the files that say it."""

    row: CatalogueRow
    members: Mapping[str, object]
    sentences: RowSentences


@record(frozen=True)
class EditionContent:
    """``units`` are all that are registered, in the order of their codes."""

    edition: CatalogueEdition
    published_at: datetime
    units: tuple[Unit, ...]

    @property
    def number(self) -> int:
        return self.edition.number

    @cached_property
    def rows(self) -> tuple[CatalogueRow, ...]:
        return tuple(self.edition.rows.values())

    @cached_property
    def names(self) -> Mapping[UnitCode, str]:
        return {one.code: one.name for one in self.units}

    @cached_property
    def published(self) -> Mapping[RowCode, PublishedRow]:
        """Every row of the edition by its code, in the edition's order."""
        return {
            one.code: PublishedRow(one, row_members(self, one), sentences_of(one, self.names))
            for one in self.rows
        }

    @cached_property
    def items(self) -> Mapping[str, tuple[CatalogueRow, ...]]:
        """Item code -> its rows; items in the order of their first row."""
        found: dict[str, list[CatalogueRow]] = defaultdict(list)
        for row in self.rows:
            found[row.service_item.code].append(row)
        return {code: tuple(rows) for code, rows in found.items()}

    def name(self, unit: UnitCode | None) -> str:
        """The unit's name; its code where it has none, empty for nobody."""
        return "" if unit is None else self.names.get(unit, unit)


def content_of(record: EditionRecord, ports: Ports) -> EditionContent:
    """1 document, 1 query. Raises Misconfigured where the document is lost or altered."""
    rows = {one.code: one for one in ports.contents.rows(record.content)}
    edition = CatalogueEdition(record.number, record.effective_from, rows)
    units = sorted(ports.units.units(), key=lambda one: one.code)
    return EditionContent(edition, record.published_at, tuple(units))


def counts_of(content: EditionContent) -> dict[str, int]:
    """Rows by how the applicant is spared; a row with two ways counts under both."""
    open_rows = [one for one in content.rows if one.exclusion is None]
    kept = [one for one in open_rows if one.disposition is Disposition.RETAINED]
    return {
        "cancelled": len(open_rows) - len(kept),
        "data_sharing": sum(Method.DATA_SHARING in one.methods for one in kept),
        "commitment": sum(Method.NOTIFICATION_COMMITMENT in one.methods for one in kept),
        "verification": sum(Method.DEPARTMENT_VERIFICATION in one.methods for one in kept),
        "excluded": len(content.rows) - len(open_rows),
    }


def item_members(content: EditionContent, code: str) -> dict[str, object]:
    """The item as every published file says it; enum values as in the interface. ``promise`` is
    a sentence, ``limit`` the 承诺时限 as the list writes it."""
    first = content.items[code][0]
    item = first.service_item
    return {
        "code": item.code,
        "name": item.name,
        "unit": content.name(item.unit),
        "unit_code": item.unit,
        "kind": item.kind.value,
        "handling": item.handling.value,
        "promise": promise_of(first),
        "limit": item.promise.text,
    }


def row_members(content: EditionContent, row: CatalogueRow) -> dict[str, object]:
    """The row as every published file says it; the note is a working remark and is not said."""
    return {
        "row": row.code,
        "material": row.material.name,
        "code": row.material.code,
        "disposition": row.disposition.value,
        "methods": [one.value for one in row.methods],
        "issuer": content.name(row.issuer),
        "issuer_code": row.issuer or "",
        "data": row.backing.value,
        "exclusion": None if row.exclusion is None else row.exclusion.value,
        "replacement": row.replacement,
        "basis": [{"text": one.text, "level": one.level.value} for one in row.legal_basis],
        "waiver": row.waiver,
    }
