"""``/index.html``: the first rows, the counts and the units of an edition in the page itself.

So the first screen needs no script, and a browser without scripts still leads to the printable
guides. The template is ``data/pages/home.html``; its marks are the keys of ``_marks``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueEdition, CatalogueRow, Disposition, Method
from chalicelib.kernel.labels import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from chalicelib.kernel.ids import UnitCode

SHOWN = 20
_TEMPLATE = Path(__file__).resolve().parents[2] / "data" / "pages" / "home.html"
_MARK = re.compile(r"\{\{([A-Z_]+)\}\}")
_BAR = 1000
_GAP = 4
_WAYS = {
    Method.DATA_SHARING: "sharing",
    Method.NOTIFICATION_COMMITMENT: "commitment",
    Method.DEPARTMENT_VERIFICATION: "verification",
}
"""The class names of the style sheet; ``cancelled`` and ``excluded`` are no methods."""


def home_html(
    edition: CatalogueEdition, unit_names: Mapping[UnitCode, str], published_on: date
) -> bytes:
    """The home page of this edition; items and units in the order of their first row, as in
    ``search_json``. A unit without a name shows its code."""
    marks = _marks(edition, unit_names, published_on)
    # In one pass: a name of the list that looks like a mark stays a name.
    return _MARK.sub(lambda found: marks[found[1]], _template()).encode()


def _marks(
    edition: CatalogueEdition, unit_names: Mapping[UnitCode, str], published_on: date
) -> dict[str, str]:
    items: dict[str, list[CatalogueRow]] = defaultdict(list)
    for row in edition.rows.values():
        items[row.service_item.code].append(row)
    counts = _counts(edition.rows.values())
    shown = list(items.values())[:SHOWN]
    units = dict.fromkeys(rows[0].service_item.unit for rows in items.values())
    part = f"，先列 {len(shown)} 项" if len(shown) < len(items) else ""
    return {
        "EDITION": str(edition.number),
        "PUBLISHED_ON": published_on.isoformat(),
        "PUBLISHED": f"{published_on.year}年{published_on.month}月{published_on.day}日",
        "ITEMS": str(len(items)),
        "COUNT": f"共 {len(items)} 项{part}",
        "CANCELLED": str(counts["cancelled"]),
        "SHARING": str(counts["sharing"]),
        "COMMITMENT": str(counts["commitment"]),
        "VERIFICATION": str(counts["verification"]),
        "BAR": _bar(counts),
        "UNITS": "".join(
            f'<option value="{unit}" lang="zh-CN">{escape(unit_names.get(unit, unit))}</option>'
            for unit in units
        ),
        "ROWS": "".join(_item(rows, edition.number, unit_names) for rows in shown),
    }


def _counts(rows: Iterable[CatalogueRow]) -> dict[str, int]:
    """How many rows are spared in which way; a row of two methods counts in both."""
    counts = dict.fromkeys(("cancelled", *_WAYS.values()), 0)
    for row in rows:
        for way in _ways_of(row):
            if way in counts:
                counts[way] += 1
    return counts


def _ways_of(row: CatalogueRow) -> list[str]:
    if row.exclusion is not None:
        return ["excluded"]
    if row.disposition is Disposition.CANCELLED:
        return ["cancelled"]
    return [way for method, way in _WAYS.items() if method in row.methods]


def _bar(counts: Mapping[str, int]) -> str:
    whole, at, parts = sum(counts.values()) or 1, 0, []
    for way, count in counts.items():
        x, width = at * _BAR / whole, max(0, count * _BAR / whole - _GAP)
        parts.append(f'<rect class="{way}" x="{x:.0f}" width="{width:.0f}" height="10"/>')
        at += count
    return "".join(parts)


def _item(rows: Sequence[CatalogueRow], number: int, unit_names: Mapping[UnitCode, str]) -> str:
    item = rows[0].service_item
    code = escape(item.code)
    return (
        f'<li><a class="row" href="/list/g/{number}/{code}.html" data-item="{code}">'
        f"<b>{escape(item.name)}</b>"
        f'<span class="dept">{escape(unit_names.get(item.unit, item.unit))}</span>'
        f'<span class="ps">{"".join(_spared(row) for row in rows)}</span></a></li>'
    )


def _spared(row: CatalogueRow) -> str:
    ways = _ways_of(row)
    words = "".join(f'<span class="{way}">{_word(way)}</span>' for way in ways)
    dot = f'<span class="dot {ways[0] if ways else ""}" aria-hidden="true"></span>'
    return f"<span>{dot}<span>{escape(row.material.name)}</span>{words}</span>"


def _word(way: str) -> str:
    if way == "excluded":
        return "不适用"
    if way == "cancelled":
        return label(Disposition.CANCELLED)
    return next(label(method) for method, name in _WAYS.items() if name == way)


@lru_cache(maxsize=1)
def _template() -> str:
    return _TEMPLATE.read_text("utf-8")
