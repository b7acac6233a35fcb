"""What those who work on the list see of it (Art. 5-1): drafts, editions, one row of the edition in
force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionRecord, EditionState
from chalicelib.catalogue.domain.errors import NotYourItems
from chalicelib.catalogue.use_cases.records import every_draft, load_draft, load_edition
from chalicelib.catalogue.use_cases.rights import may_see_draft
from chalicelib.kernel.commits import ListQuery, Page
from chalicelib.kernel.errors import RowUnknown
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.units.use_cases.rights import load_unit

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import Caller


def read_drafts(caller: Caller, ports: Ports) -> tuple[CatalogueDraft, ...]:
    """Those this caller may see, by unit: 2 queries."""
    units = {one.code: one for one in ports.units.units()}
    return tuple(
        one
        for one in every_draft(ports)
        if one.unit in units and may_see_draft(caller, units[one.unit])
    )


def read_draft(unit: UnitCode, caller: Caller, ports: Ports) -> CatalogueDraft:
    """Raises UnitUnknown, NotYourItems, DraftUnknown."""
    if not may_see_draft(caller, load_unit(unit, ports)):
        raise NotYourItems("只有该单位、它的行业主管部门和专班办公室可以看编制稿。")
    return load_draft(unit, ports)


def read_draft_rows(
    unit: UnitCode, caller: Caller, ports: Ports, limit: int, after: str | None
) -> Page[CatalogueRow]:
    """A page of the draft's rows, in their order. Raises as :func:`read_draft`."""
    rows = ports.contents.rows(read_draft(unit, caller, ports).content)
    return page_of_rows(rows, limit, after)


def read_editions(
    ports: Ports, limit: int, after: str | None
) -> Page[tuple[EditionRecord, EditionState]]:
    """Newest first, each with its state now."""
    now = ports.clock.now()
    query = ListQuery(EditionRecord, "", limit, after, newest_first=True)
    page = ports.lists.listing(query)
    stated = tuple((one, state_of(one, ports)) for one in page.items[:1]) + tuple(
        (one, one.state_at(now, newer))
        for newer, one in zip(page.items, page.items[1:], strict=False)
    )
    return Page(stated, page.after)


def read_edition(number: int, ports: Ports) -> tuple[EditionRecord, EditionState]:
    """Raises EditionUnknown."""
    found = load_edition(number, ports)
    return found, state_of(found, ports)


def state_of(edition: EditionRecord, ports: Ports) -> EditionState:
    following = ports.lists.listing(ListQuery(EditionRecord, "", 1, edition.key)).items
    return edition.state_at(ports.clock.now(), following[0] if following else None)


def page_of_rows(
    rows: tuple[CatalogueRow, ...], limit: int, after: str | None
) -> Page[CatalogueRow]:
    """``after`` is the position of the last row seen."""
    start = 0 if after is None else int(after)
    shown = rows[start : start + limit]
    end = start + len(shown)
    return Page(shown, str(end) if end < len(rows) else None)


def read_edition_rows(
    number: int, ports: Ports, limit: int, after: str | None
) -> Page[CatalogueRow]:
    """A page of an edition's rows, in their order. Raises EditionUnknown."""
    rows = ports.contents.rows(load_edition(number, ports).content)
    return page_of_rows(rows, limit, after)


def read_row(code: str, ports: Ports) -> tuple[int, CatalogueRow]:
    """(number of the edition, row). Raises RowUnknown."""
    edition = ports.catalogue.edition_at(ports.clock.now())
    row = edition.rows.get(RowCode(code))
    if row is None:
        raise RowUnknown(
            f"现行清单(第 {edition.number} 版)里没有这个编号,请在公布的清单里查对。", field="row"
        )
    return edition.number, row
