"""What an edition changed, and what a draft would change once it is published (Art. 5-1)."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.diff import EditionDiff, FieldChange, diff_of
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.catalogue.use_cases.reading import read_draft
from chalicelib.catalogue.use_cases.records import latest_edition, load_edition
from chalicelib.kernel.commits import Page
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import UnitCode


@record(frozen=True)
class Change:
    """A row that is new (``is_removed`` False), gone, or, with ``field``, differs in one field."""

    row: CatalogueRow
    is_removed: bool = False
    field: FieldChange | None = None


@record(frozen=True)
class Changes:
    """One page; ``before`` is the number of the edition compared with, 0 for none. The counts
    are of all pages: rows added and removed, rows changed."""

    before: int
    page: Page[Change]
    added: int
    removed: int
    changed: int


def read_edition_changes(number: int, ports: Ports, limit: int, after: str | None) -> Changes:
    """Against the edition before it. Raises EditionUnknown."""
    edition = load_edition(number, ports)
    before = load_edition(number - 1, ports) if number > 1 else None
    older = () if before is None else ports.contents.rows(before.content)
    diff = diff_of(older, ports.contents.rows(edition.content))
    return _changes(number - 1, diff, limit, after)


def read_draft_changes(
    unit: UnitCode, caller: Caller, ports: Ports, limit: int, after: str | None
) -> Changes:
    """Against the unit's rows of the newest edition, waivers aside: they are given when the
    draft is agreed to. Raises UnitUnknown, NotYourItems, DraftUnknown."""
    draft = read_draft(unit, caller, ports)
    newest = latest_edition(ports)
    standing = () if newest is None else ports.contents.rows(newest.content)
    mine = (row for row in standing if row.service_item.unit == unit)
    rows = ports.contents.rows(draft.content)
    diff = diff_of(_unwaived(mine), rows)
    return _changes(0 if newest is None else newest.number, diff, limit, after)


def _unwaived(rows: Iterable[CatalogueRow]) -> Iterable[CatalogueRow]:
    return (replace(row, waiver=None) for row in rows)


def _changes(before: int, diff: EditionDiff, limit: int, after: str | None) -> Changes:
    """``after`` is the position of the last change seen."""
    every = tuple(
        chain(
            (Change(row) for row in diff.added),
            (Change(row, is_removed=True) for row in diff.removed),
            (Change(one.row, field=one) for one in diff.changed),
        )
    )
    start = 0 if after is None else int(after)
    end = start + limit
    page = Page(every[start:end], str(end) if end < len(every) else None)
    return Changes(before, page, len(diff.added), len(diff.removed), diff.changed_rows)
