"""Many compile, submit, agree, return and publish at the same instant, from two processes."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from chalicelib.catalogue.adapters.contents import KeptContents
from chalicelib.catalogue.adapters.stored import StoredCatalogue
from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionRecord, EditionState
from chalicelib.catalogue.domain.errors import DraftStateForbids, NothingAgreed
from chalicelib.catalogue.domain.rows import CatalogueRow, ProofMaterial
from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.catalogue.use_cases.drafts import agree_draft, return_draft, submit_draft
from chalicelib.catalogue.use_cases.publishing import publish_edition
from chalicelib.catalogue.use_cases.reading import read_editions
from chalicelib.catalogue.use_cases.records import every_draft, load_draft, register_of
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import UnitCode
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit
from infra.local.seed.units import seed_units
from tests.contract.store.racing import (
    LATER,
    Race,
    Saves,
    Table,
    TickingClock,
    assert_losers_were_told,
    at_once,
)
from tests.seed import seed_table
from tests.twins.contents import MemoryDocuments
from tests.twins.ports import TwinPorts as Ports
from tests.worlds import agent, call_by, caller, officer, peopled

CIVIL_AFFAIRS, POLICE, HEALTH = (UnitCode(f"3704020{one}") for one in ("06", "02", "11"))
UNITS = (CIVIL_AFFAIRS, POLICE, HEALTH)
"""Of these no row needs a waiver."""
REASON = "第三行的设定依据写错了条款,请改正"
MANY = 8


@pytest.fixture
def race(dynamodb_endpoint: str) -> Race:
    """Two processes over one table and one store of documents."""
    clock, saves, table = TickingClock(), Saves(), Table(dynamodb_endpoint).make()
    contents = KeptContents(MemoryDocuments())
    first, second = (
        ports.replaced(contents=contents, catalogue=StoredCatalogue(ports.lists, contents, clock))
        for ports in (table.ports(clock, saves), table.ports(clock, saves))
    )
    first.store.commit(Commit(saves=tuple(map(_peopled, seed_units()))))
    return Race(table, clock, saves, (first, second))


def _peopled(unit: Unit) -> Unit:
    return unit if unit.code == TASK_FORCE_OFFICE else peopled(unit)


def rows_of(unit: UnitCode) -> tuple[CatalogueRow, ...]:
    return tuple(one for one in seed_table() if one.service_item.unit == unit)


def compile_one(unit: UnitCode, ports: Ports, rows: tuple[CatalogueRow, ...] = ()) -> object:
    return compile_catalogue(rows or rows_of(unit), agent(unit), ports)


def submit(unit: UnitCode, ports: Ports) -> CatalogueDraft:
    return submit_draft(unit, call_by(agent(unit)), ports)


def agree(unit: UnitCode, ports: Ports) -> CatalogueDraft:
    return agree_draft(unit, (), call_by(officer()), ports)


def give_back(unit: UnitCode, ports: Ports) -> CatalogueDraft:
    return return_draft(unit, REASON, call_by(officer(2)), ports)


def publish(ports: Ports) -> EditionRecord:
    return publish_edition(None, call_by(caller(TASK_FORCE_OFFICE, "publisher-1")), ports)


def prepared(race: Race, *units: UnitCode) -> None:
    for unit in units:
        compile_one(unit, race.ports)
        submit(unit, race.ports)


def published(race: Race) -> list[EditionRecord]:
    """Oldest first."""
    return [one for one, _ in reversed(read_editions(race.ports, 100, None).items)]


def test_of_many_who_publish_at_once_one_makes_the_edition(race: Race) -> None:
    prepared(race, *UNITS)
    for unit in UNITS:
        agree(unit, race.ports)
    outcomes = at_once([partial(publish, race.turn(n)) for n in range(MANY)])
    assert_losers_were_told(outcomes, NothingAgreed)
    assert sum(one.is_won for one in outcomes) == 1
    (edition,) = published(race)
    assert edition.row_count == sum(len(rows_of(unit)) for unit in UNITS)
    assert {(one.state, one.edition) for one in every_draft(race.ports)} == {
        (EditionState.PUBLISHED, 1)
    }
    waiting = [one for one in race.ports.worklist.outbox(LATER, 100) if one.request is None]
    assert len(waiting) == 1


def test_what_is_agreed_to_while_others_publish_is_in_exactly_one_edition(race: Race) -> None:
    prepared(race, *UNITS)
    acts: list[Callable[[], object]] = [partial(agree, unit, race.ports) for unit in UNITS]
    acts += [partial(publish, race.turn(n)) for n in range(MANY)]
    outcomes = at_once(acts)
    assert_losers_were_told(outcomes, NothingAgreed)
    assert all(one.is_won for one in outcomes[: len(UNITS)])
    if any(one.state is EditionState.AGREED for one in every_draft(race.ports)):
        publish(race.ports)
    editions = published(race)
    assert [one.number for one in editions] == list(range(1, len(editions) + 1))
    assert sorted(unit for one in editions for unit, _ in one.drafts) == sorted(UNITS)
    assert editions[-1].row_count == sum(len(rows_of(unit)) for unit in UNITS)
    begins = [one.effective_from for one in editions]
    assert begins == sorted(begins)


def test_what_was_submitted_is_what_is_agreed_to_whoever_compiles_meanwhile(race: Race) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    compile_one(CIVIL_AFFAIRS, race.ports)
    acts: list[Callable[[], object]] = [
        partial(compile_one, CIVIL_AFFAIRS, race.turn(n), rows[: n + 1]) for n in range(MANY)
    ]
    acts += [partial(submit, CIVIL_AFFAIRS, race.turn(n)) for n in range(2)]
    outcomes = at_once(acts)
    assert_losers_were_told(outcomes, DraftStateForbids)
    assert sum(one.is_won for one in outcomes[MANY:]) == 1
    draft = load_draft(CIVIL_AFFAIRS, race.ports)
    told = [one.news for one in race.ports.ledger.events(f"catalogue:{CIVIL_AFFAIRS}")]
    # An act that lost and was decided again may bear an earlier time than the one that beat it.
    contents = [(one.type, dict(one.facts)["content"]) for one in told]
    assert contents.count((EventType.CATALOGUE_SUBMITTED, draft.content)) == 1
    assert (EventType.CATALOGUE_COMPILED, draft.content) in contents
    assert [kind for kind, _ in contents].count(EventType.CATALOGUE_SUBMITTED) == 1
    assert draft.state is EditionState.SUBMITTED
    assert len(race.ports.contents.rows(draft.content)) == draft.row_count


def test_a_draft_that_is_returned_while_others_publish_is_published_or_returned(
    race: Race,
) -> None:
    prepared(race, POLICE)
    agree(POLICE, race.ports)
    acts: list[Callable[[], object]] = [partial(give_back, POLICE, race.turn(n)) for n in range(2)]
    acts += [partial(publish, race.turn(n)) for n in range(2)]
    outcomes = at_once(acts)
    assert_losers_were_told(outcomes, NothingAgreed, DraftStateForbids)
    assert sum(one.is_won for one in outcomes) == 1
    draft = load_draft(POLICE, race.ports)
    assert (draft.state is EditionState.PUBLISHED) == (len(published(race)) == 1)
    assert (draft.state is EditionState.RETURNED) == (len(draft.returns) == 1)


def test_materials_that_many_units_name_at_once_have_one_code_each(race: Race) -> None:
    units = list(dict.fromkeys(one.service_item.unit for one in seed_table()))[:MANY]
    same = ProofMaterial("", "大家都要的证明")
    lists = {unit: rows_of(unit) for unit in units}
    acts = [
        partial(compile_one, unit, race.turn(n), (replace(rows[0], material=same), *rows[1:]))
        for n, (unit, rows) in enumerate(lists.items())
    ]
    outcomes = at_once(acts)
    assert [one.what for one in outcomes] == ["won"] * MANY
    register, names = register_of(race.ports)
    wanted = {one.material.name for rows in lists.values() for one in rows[1:]} | {same.name}
    assert set(names) == wanted
    assert sorted(names.values()) == [f"M{n:05d}" for n in range(1, register.count + 1)]
    drafted = [race.ports.contents.rows(load_draft(unit, race.ports).content) for unit in units]
    assert {rows[0].material.code for rows in drafted} == {names[same.name]}
