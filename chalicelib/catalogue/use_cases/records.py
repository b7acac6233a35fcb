"""Loading what stands of the catalogue: drafts, editions, rows, the register of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import (
    CatalogueDraft,
    EditionRecord,
    EditionState,
    MaterialRegister,
    edition_key,
)
from chalicelib.catalogue.domain.errors import DraftUnknown, EditionUnknown
from chalicelib.catalogue.domain.rules import Holders
from chalicelib.kernel.commits import ListQuery
from chalicelib.kernel.listing import every_listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.ids import UnitCode

PAGE = 100


def load_draft(unit: UnitCode, ports: Ports) -> CatalogueDraft:
    """Raises DraftUnknown."""
    found = ports.lists.listed(CatalogueDraft, "", unit)
    if found is None:
        raise DraftUnknown(f"单位 {unit} 还没有编制稿,请先导入清单。", field="unit")
    return found


def load_edition(number: int, ports: Ports) -> EditionRecord:
    """Raises EditionUnknown."""
    found = ports.lists.listed(EditionRecord, "", edition_key(number))
    if found is None:
        raise EditionUnknown(f"没有第 {number} 版清单,请核对版号。", field="edition")
    return found


def latest_edition(ports: Ports) -> EditionRecord | None:
    """The newest one, whether it is in force yet or not."""
    found = ports.lists.listing(ListQuery(EditionRecord, "", 1, newest_first=True)).items
    return found[0] if found else None


def latest_number(ports: Ports) -> int:
    """0 before the first edition."""
    found = latest_edition(ports)
    return 0 if found is None else found.number


def held_by_others(units: Collection[UnitCode], ports: Ports) -> Holders:
    """What all units but these hold: by their drafts that are on their way, else by the newest
    edition. So an item can move: one unit drafts its list without it, then the other with it."""
    drafts = [
        one
        for one in every_draft(ports)
        if one.state is not EditionState.PUBLISHED and one.unit not in units
    ]
    drafted = {one.unit for one in drafts} | set(units)
    edition = latest_edition(ports)
    standing = () if edition is None else ports.contents.rows(edition.content)
    rows = [row for row in standing if row.service_item.unit not in drafted]
    for one in drafts:
        rows += ports.contents.rows(one.content)
    return Holders.of(rows)


def every_draft(ports: Ports) -> tuple[CatalogueDraft, ...]:
    """By unit; some dozens."""
    return tuple(every_listed(CatalogueDraft, "", ports.lists))


def register_of(ports: Ports) -> tuple[MaterialRegister, dict[str, str]]:
    """(register, {name: code}); an empty one before the first import."""
    found = ports.lists.listed(MaterialRegister, "", "REGISTER")
    if found is None:
        return MaterialRegister("", 0), {}
    return found, ports.contents.names(found.content)
