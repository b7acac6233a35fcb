"""A whole district's list on its way: compiled, agreed to, published, looked up (Art. 5-1)."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar, cast

from chalicelib.background.ports import Ports
from chalicelib.bootstrap.wiring import WiredPorts
from chalicelib.catalogue.adapters.contents import KeptContents
from chalicelib.catalogue.adapters.stored import StoredCatalogue
from chalicelib.catalogue.domain.editions import CatalogueDraft
from chalicelib.catalogue.domain.rows import BasisLevel, CatalogueRow, LegalBasis
from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.catalogue.use_cases.drafts import agree_draft, submit_draft
from chalicelib.catalogue.use_cases.publishing import publish_edition
from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.vault import Vault
from chalicelib.kernel.callers import Caller, Role, SignedCall
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import KeyId, MemberId, OperationId, UnitCode
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit, UnitKind
from infra.bench.figures import Figure
from infra.bench.made_up_catalogue import made_up_edition, unit_names
from infra.bench.surroundings import Bench
from infra.local.seed.units import seed_units, with_people
from tests.twins.contents import MemoryDocuments

SIZES = (5_000, 50_000)
PUBLISH_BUDGET = 30.0
"""Seconds that the publishing function may take, its files included."""
BASIS = (LegalBasis("《样例条例》第三条(编造)", BasisLevel.ADMINISTRATIVE_REGULATION),)
CALL_LIFE = timedelta(minutes=2)

T = TypeVar("T")


def measure(bench: Bench) -> list[Figure]:
    return [one for size in SIZES for one in _district(bench, size)]


def _district(bench: Bench, size: int) -> list[Figure]:
    ports = _apart(bench)
    rows = tuple(replace(one, legal_basis=BASIS) for one in made_up_edition(size).rows.values())
    compiled, drafts = _timed(
        lambda: compile_catalogue(rows, _person(TASK_FORCE_OFFICE, Role.OFFICER, 2), ports)
    )
    for draft in drafts:
        _agree(draft, ports)
    published, _ = _timed(
        lambda: publish_edition(None, _call(TASK_FORCE_OFFICE, Role.PUBLISHER, ports), ports)
    )
    fresh = StoredCatalogue(ports.lists, ports.contents, ports.clock)
    found, _ = _timed(lambda: _one_row(fresh, rows, ports))
    detail = f"{len(drafts)} 个单位,编造的清单,{bench.storage}"
    return [
        Figure(f"编制 {size:,} 行", compiled, "秒", detail=detail),
        Figure(f"公布 {size:,} 行(不含静态文件)", published, "秒", PUBLISH_BUDGET, detail=detail),
        Figure(f"新进程查一行({size:,} 行的一版)", found * 1000, "毫秒"),
    ]


def _one_row(catalogue: StoredCatalogue, rows: tuple[CatalogueRow, ...], ports: Ports) -> object:
    return catalogue.edition_at(ports.clock.now()).rows[rows[len(rows) // 2].code]


def _apart(bench: Bench) -> Ports:
    """The bench's own surroundings with a table and documents of their own."""
    where = bench.where
    name = f"lifecycle-{secrets.token_hex(4)}"
    create_table(name, where.region, where.dynamodb_endpoint)
    record = bind(name, where.region, where.dynamodb_endpoint)
    store = DynamoStore(record, Vault(secrets.token_bytes(32), secrets.token_bytes(32)))
    contents = KeptContents(MemoryDocuments())
    (office,) = (one for one in seed_units() if one.code == TASK_FORCE_OFFICE)
    for code, title in unit_names().items():
        store.commit(Commit(saves=(with_people(Unit(code, title, UnitKind.ORGAN)),)))
    store.commit(Commit(saves=(office,)))
    catalogue = StoredCatalogue(store.lists, contents, bench.services.ports.clock)
    wired = cast("WiredPorts", bench.services.ports)
    return wired.replaced(store=store, contents=contents, catalogue=catalogue)


def _agree(draft: CatalogueDraft, ports: Ports) -> None:
    submit_draft(draft.unit, _call(draft.unit, Role.AGENT, ports), ports)
    agree_draft(draft.unit, (), _call(TASK_FORCE_OFFICE, Role.OFFICER, ports), ports)


def _person(unit: UnitCode, role: Role, number: int = 1) -> Caller:
    member = f"{role.lower()}-{number}"
    return Caller(unit, MemberId(member), role, KeyId(f"{unit}-{member}"))


def _call(unit: UnitCode, role: Role, ports: Ports) -> SignedCall:
    return SignedCall(
        caller=_person(unit, role),
        method="POST",
        target="/v1/catalogue",
        jti=secrets.token_urlsafe(16),
        op=OperationId(secrets.token_urlsafe(12)),
        body_digest="",
        token_digest="",
        expires_at=ports.clock.now() + CALL_LIFE,
    )


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    """(seconds, what it gave)."""
    started = time.perf_counter()
    given = act()
    return time.perf_counter() - started, given
