"""编制清单 (Art. 5-1): units' rows become their drafts, all of them or none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionState, MaterialRegister
from chalicelib.catalogue.domain.materials import give_codes
from chalicelib.catalogue.domain.rules import check_rows
from chalicelib.catalogue.use_cases.records import held_by_others, latest_number, register_of
from chalicelib.catalogue.use_cases.rights import require_compiler
from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.errors import ConcurrentChange, TooLarge
from chalicelib.kernel.events import Actor, Event, EventType, News
from chalicelib.kernel.ids import EventId, UnitCode
from chalicelib.units.use_cases.rights import load_unit, person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import Caller

MOST_TRIES = 20
MOST_UNITS = 45
"""Each unit takes a record and a ledger entry of the 100 that a transaction holds."""


def compile_catalogue(
    rows: Sequence[CatalogueRow], by: Caller, ports: Ports
) -> tuple[CatalogueDraft, ...]:
    """Each unit of ``rows`` has these rows and no others as its draft, in one transaction.

    Idempotent: the same rows again change nothing. Materials get their codes here. Raises
    UnitUnknown, NotYourItems, CatalogueRuleBroken, DraftStateForbids, TooLarge,
    ConcurrentChange.
    """
    now = ports.clock.now()
    require_compilable(rows, by, now, ports)
    for _ in range(MOST_TRIES):
        try:
            return _compile(rows, by, now, ports)
        except RevisionLost:
            continue
    raise ConcurrentChange("清单正被多人同时修改,请稍候重试。")


def require_compilable(
    rows: Sequence[CatalogueRow], by: Caller, now: datetime, ports: Ports
) -> None:
    """Could these rows be compiled by this caller? Raises as :func:`compile_catalogue`."""
    units = dict.fromkeys(row.service_item.unit for row in rows)
    if len(units) > MOST_UNITS:
        raise TooLarge(f"一次最多导入 {MOST_UNITS} 个单位的清单,请分几个文件。")
    for unit in units:
        require_compiler(by, load_unit(unit, ports), now, ports)
    check_rows(rows, held_by_others(units, ports))


def _compile(
    rows: Sequence[CatalogueRow], by: Caller, now: datetime, ports: Ports
) -> tuple[CatalogueDraft, ...]:
    register, names = register_of(ports)
    coded, renewed = give_codes(rows, names, register.merged)
    by_unit: dict[UnitCode, list[CatalogueRow]] = {}
    for row in coded:
        by_unit.setdefault(row.service_item.unit, []).append(row)
    drafts = tuple(_draft(unit, mine, (person(by), now), ports) for unit, mine in by_unit.items())
    changed = tuple(one for one, is_new in drafts if is_new)
    saves: tuple[CatalogueDraft | MaterialRegister, ...] = changed
    if renewed != names:
        content = ports.contents.keep_names(renewed)
        saves += (replace(register, content=content, count=len(renewed)),)
    if saves:
        events = tuple(_event(one, by, now, ports) for one in changed)
        ports.commit(Commit(saves=saves, events=events))
    return tuple(
        replace(one, revision=one.revision + 1) if is_new else one for one, is_new in drafts
    )


def _draft(
    unit: UnitCode, rows: Sequence[CatalogueRow], act: tuple[str, datetime], ports: Ports
) -> tuple[CatalogueDraft, bool]:
    """(the unit's draft with these rows, whether it has to be saved)."""
    who, now = act
    content = ports.contents.keep_rows(rows)
    found = ports.lists.listed(CatalogueDraft, "", unit)
    if found is None:
        state, base = EditionState.DRAFT, latest_number(ports)
        return CatalogueDraft(unit, content, len(rows), base, state, (who,), now), True
    had_a_hand = who in found.compiled_by or found.state is not EditionState.DRAFT
    if found.content == content and had_a_hand and found.state is not EditionState.RETURNED:
        return found, False
    return found.recompiled(content, len(rows), who, now), True


def _event(draft: CatalogueDraft, by: Caller, now: datetime, ports: Ports) -> Event:
    facts = (("unit", str(draft.unit)), ("content", draft.content), ("rows", str(draft.row_count)))
    news = News(EventType.CATALOGUE_COMPILED, now, "5-1", facts=facts)
    actor = Actor(by.unit, by.member, by.role, by.kid)
    return Event(EventId(ports.random.id()), f"catalogue:{draft.unit}", actor, news)
