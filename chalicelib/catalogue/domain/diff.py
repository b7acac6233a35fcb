"""What changed from one edition to the next, made by machine (Art. 5-1, 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from chalicelib.kernel.ids import RowCode

Value = str | tuple[str, ...]
"""What a field holds, in the words of the published files (enum values, codes)."""

_FIELDS: Mapping[str, Callable[[CatalogueRow], Value]] = {
    "item": lambda row: row.service_item.code,
    "name": lambda row: row.service_item.name,
    "unit_code": lambda row: row.service_item.unit,
    "kind": lambda row: row.service_item.kind.value,
    "handling": lambda row: row.service_item.handling.value,
    "promise": lambda row: row.service_item.promise.text,
    "code": lambda row: row.material.code,
    "material": lambda row: row.material.name,
    "issuer_code": lambda row: row.issuer or "",
    "disposition": lambda row: row.disposition.value,
    "methods": lambda row: tuple(one.value for one in row.methods),
    "data": lambda row: row.backing.value,
    "basis": lambda row: tuple(f"{one.text}({one.level.value})" for one in row.legal_basis),
    "exclusion": lambda row: "" if row.exclusion is None else row.exclusion.value,
    "replacement": lambda row: row.replacement,
    "waiver": lambda row: row.waiver or "",
}
"""Every published field of a row; the note is a working remark and is not published."""


@record(frozen=True)
class FieldChange:
    """One field of a row that stands in both editions."""

    row: CatalogueRow
    field: str
    before: Value
    after: Value


@record(frozen=True)
class EditionDiff:
    """In the order of the rows of the newer edition; ``removed`` in that of the older one."""

    added: tuple[CatalogueRow, ...] = ()
    removed: tuple[CatalogueRow, ...] = ()
    changed: tuple[FieldChange, ...] = ()

    @property
    def changed_rows(self) -> int:
        return len({one.row.code for one in self.changed})


def diff_of(before: Iterable[CatalogueRow], after: Iterable[CatalogueRow]) -> EditionDiff:
    """Rows are matched by their code."""
    older: dict[RowCode, CatalogueRow] = {one.code: one for one in before}
    newer: dict[RowCode, CatalogueRow] = {one.code: one for one in after}
    return EditionDiff(
        added=tuple(row for code, row in newer.items() if code not in older),
        removed=tuple(row for code, row in older.items() if code not in newer),
        changed=tuple(
            change
            for code, row in newer.items()
            if code in older
            for change in _changes(older[code], row)
        ),
    )


def _changes(before: CatalogueRow, after: CatalogueRow) -> list[FieldChange]:
    if before == after:
        return []
    return [
        FieldChange(after, field, read(before), read(after))
        for field, read in _FIELDS.items()
        if read(before) != read(after)
    ]
