"""The files of one edition as bytes: pure, unsigned, named by their content where they may be
kept for ever (docs/static.md)."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from chalicelib.kernel.files import StaticFile
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.strict_json import compact
from chalicelib.kernel.times.clock import to_text
from chalicelib.publishing.use_cases.content import EditionContent, item_members, row_members

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.diff import EditionDiff
    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.units.domain.unit import Unit

JSON = "application/json"
NAME_DIGITS = 16
"""So many hexadecimal digits of a file's SHA-256 stand in its name."""


@record(frozen=True)
class FileRef:
    """Where a file stands, and the SHA-256 of its bytes in lower-case hex."""

    path: str
    sha256: str

    def as_claim(self) -> dict[str, str]:
        return {"path": self.path, "sha256": self.sha256}

    @property
    def name(self) -> str:
        """As the site keeps it, without the leading slash."""
        return self.path.lstrip("/")


def hashed(stem: str, content: bytes) -> tuple[FileRef, StaticFile]:
    """``/list/<stem>-<16 digits>.json``: another content is another file."""
    sha256 = hashlib.sha256(content).hexdigest()
    ref = FileRef(f"/list/{stem}-{sha256[:NAME_DIGITS]}.json", sha256)
    return ref, StaticFile(ref.name, content, JSON)


def edition_json(content: EditionContent) -> bytes:
    """The whole edition: units by name, items, rows; each row names its item."""
    used = {row.service_item.unit for row in content.rows}
    used |= {row.issuer for row in content.rows if row.issuer is not None}
    return compact(
        {
            "edition": content.number,
            "effective_from": to_text(content.edition.effective_from),
            "published_at": to_text(content.published_at),
            "units": {code: content.name(code) for code in sorted(used)},
            "items": [item_members(content, code) for code in content.items],
            "rows": [
                {**one.members, "item": one.row.service_item.code}
                for one in content.published.values()
            ],
        }
    )


def units_json(content: EditionContent) -> bytes:
    """Every registered unit with its items; one without items has none."""
    rows = Counter(row.service_item.unit for row in content.rows)
    return compact({"units": [_unit(content, one, rows[one.code]) for one in content.units]})


def diff_json(before: int, content: EditionContent, diff: EditionDiff) -> bytes:
    """From edition ``before`` to this one; a changed field stands with both values."""
    return compact(
        {
            "from": before,
            "to": content.number,
            "added": [_whole_row(content, row) for row in diff.added],
            "removed": [_whole_row(content, row) for row in diff.removed],
            "changed": [
                {
                    "row": one.row.code,
                    "item": one.row.service_item.code,
                    "name": one.row.service_item.name,
                    "material": one.row.material.name,
                    "field": one.field,
                    "before": one.before,
                    "after": one.after,
                }
                for one in diff.changed
            ],
        }
    )


def _whole_row(content: EditionContent, row: CatalogueRow) -> dict[str, object]:
    """A removed row is not of this edition, nor need its item be."""
    item, ours = row.service_item, content.published.get(row.code)
    members = ours.members if ours and ours.row == row else row_members(content, row)
    unit = {"unit": content.name(item.unit), "unit_code": item.unit}
    return {**members, "item": item.code, "name": item.name, **unit}


def _unit(content: EditionContent, unit: Unit, rows: int) -> dict[str, object]:
    items = [code for code, own in content.items.items() if own[0].service_item.unit == unit.code]
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind.value,
        "sector": None if unit.sector is None else unit.sector.value,
        "authority": unit.sector_authority,
        "items": items,
        "rows": rows,
    }
