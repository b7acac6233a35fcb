"""What differs between two whole editions as they were published: rows matched by their code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
_FIELDS: Mapping[str, Callable[[Row], Any]] = {
    "item": lambda row: row["item"],
    "name": lambda row: row["of"]["name"],
    "unit_code": lambda row: row["of"]["unit_code"],
    "kind": lambda row: row["of"]["kind"],
    "handling": lambda row: row["of"]["handling"],
    "promise": lambda row: row["of"]["limit"],
    "code": lambda row: row["code"],
    "material": lambda row: row["material"],
    "issuer_code": lambda row: row["issuer_code"],
    "disposition": lambda row: row["disposition"],
    "methods": lambda row: row["methods"],
    "data": lambda row: row["data"],
    "basis": lambda row: [f"{one['text']}({one['level']})" for one in row["basis"]],
    "exclusion": lambda row: row["exclusion"] or "",
    "replacement": lambda row: row["replacement"],
    "waiver": lambda row: row["waiver"] or "",
}
"""The fields of a difference, as the files name them (chalicelib/catalogue/domain/diff.py)."""


@dataclass(frozen=True)
class Change:
    """One field of a row that stands in both."""

    row: Row
    field: str
    before: Any
    after: Any

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.row["row"], self.field, str(self.before), str(self.after)


@dataclass(frozen=True)
class Changes:
    """Rows have their item's members under ``of``."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Of two whole editions (``/list/edition-<N>-….json``)."""
    older, newer = rows_of(before), rows_of(after)
    return Changes(
        added=tuple(row for code, row in newer.items() if code not in older),
        removed=tuple(row for code, row in older.items() if code not in newer),
        changed=tuple(
            Change(row, field, read(older[code]), read(row))
            for code, row in newer.items()
            if code in older
            for field, read in _FIELDS.items()
            if read(older[code]) != read(row)
        ),
    )


def rows_of(edition: Mapping[str, Any]) -> dict[str, Row]:
    """Code -> row, with its item's members under ``of``."""
    items = {one["code"]: one for one in edition["items"]}
    return {row["row"]: {**row, "of": items[row["item"]]} for row in edition["rows"]}
