"""A whole set of ports in memory, and people with keys to act through it."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from chalicelib.calendar.adapters import StoredCalendars
from chalicelib.catalogue.adapters.contents import KeptContents
from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.cloud.vault import Vault
from chalicelib.complaints.ports import OpenCalls
from chalicelib.kernel.callers import Caller, Role, SignedCall
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import KeyId, MemberId, OperationId, UnitCode
from chalicelib.keys.adapters.possession_check import PossessionCheck
from chalicelib.proofs.use_cases.sealing import seal_proof
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Member, Sector, Unit, UnitKind
from tests.seed import SeedCatalogue, seed_days
from tests.twins.contents import MemoryDocuments
from tests.twins.counters import MemoryCounters
from tests.twins.editions import memory_editions
from tests.twins.erasures import MemoryErasureMarks
from tests.twins.outside import (
    MemoryObjects,
    MemorySender,
    MemoryTelemetry,
    MemoryTimers,
    MemoryUploads,
)
from tests.twins.ports import TwinPorts, ports_over
from tests.twins.proofs import MemorySite, memory_proofs
from tests.twins.state import MemoryState
from tests.twins.store import MemoryStore
from tests.twins.surroundings import HmacCursors, SeededRandom, SettableClock
from tests.twins.work import MemoryNotices, MemoryRefusals, MemoryWorklist

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 09:00 in Zaozhuang."""
ORIGIN = "https://mianzheng.example"
HEALTH = UnitCode("370402011")
WATER = UnitCode("370402018")


@dataclass
class World:
    """``commits`` are seen by tests that count them."""

    ports: TwinPorts
    state: MemoryState
    clock: SettableClock
    timers: MemoryTimers = field(repr=False)
    telemetry: MemoryTelemetry = field(repr=False)
    sender: MemorySender = field(repr=False)

    def save(self, *units: Unit) -> None:
        for unit in units:
            self.ports.commit(Commit(saves=(unit,)))

    def unit(self, code: UnitCode) -> Unit:
        found = self.ports.units.unit(code)
        assert found is not None
        return found

    def told(self, subject: str) -> list[tuple[EventType, dict[str, str]]]:
        """The ledger entries of a subject: type and facts."""
        events = self.ports.ledger.events(subject)
        return [(one.news.type, dict(one.news.facts)) for one in events]


@lru_cache(maxsize=1)
def _catalogue() -> SeedCatalogue:
    return SeedCatalogue()


def empty_world(now: datetime = NOW) -> World:
    """No unit, no key, nothing."""
    state, clock = MemoryState(), SettableClock(now)
    store = MemoryStore(state)
    timers, telemetry, sender = MemoryTimers(), MemoryTelemetry(), MemorySender()
    store, site = MemoryStore(state), MemorySite()
    ports = ports_over(
        clock=clock,
        store=store,
        worklist=MemoryWorklist(state),
        notices=MemoryNotices(state),
        refusals=MemoryRefusals(state),
        catalogue=_catalogue(),
        calendars=StoredCalendars(seed_days(), store.lists, clock),
        policy=DeadlinePolicy(),
        timers=timers,
        objects=MemoryObjects(),
        cursors=HmacCursors(b"k" * 32),
        random=SeededRandom(1),
        sender=sender,
        telemetry=telemetry,
        trust=PossessionCheck(ORIGIN),
        contents=KeptContents(MemoryDocuments()),
        open_calls=OpenCalls(Vault(bytes(32), bytes(32)), MemoryCounters()),
        editions=memory_editions(store, site, clock),
        proofs=memory_proofs(ORIGIN, clock, lambda id_: seal_proof(id_, ports), site),
        tables=TablePorts(open_table, MemoryUploads()),
        erasures=MemoryErasureMarks(),
    )
    return World(ports, state, clock, timers, telemetry, sender)


def peopled(unit: Unit) -> Unit:
    """With a supervisor, two agents, and one more member without an office."""
    names = ("supervisor-1", "agent-1", "agent-2", "member-1")
    return replace(
        unit,
        members=tuple(Member(MemberId(one), f"样例{one}") for one in names),
        supervisor=MemberId("supervisor-1"),
        agents=(MemberId("agent-1"), MemberId("agent-2")),
    )


def small_world(now: datetime = NOW) -> World:
    """The office with two officers and a publisher, a health office, a waterworks."""
    world = empty_world(now)
    office = peopled(Unit(TASK_FORCE_OFFICE, "区政府办公室(区大数据局)", UnitKind.ORGAN))
    people = tuple(
        Member(MemberId(one), f"样例{one}") for one in ("officer-1", "officer-2", "publisher-1")
    )
    office = replace(
        office,
        members=office.members + people,
        officers=(MemberId("officer-1"), MemberId("officer-2")),
        publishers=(MemberId("publisher-1"),),
    )
    water = Unit(WATER, "供水企业", UnitKind.PUBLIC_SERVICE, Sector.WATER, UnitCode("370402009"))
    world.save(office, peopled(Unit(HEALTH, "区卫生健康局", UnitKind.ORGAN)), peopled(water))
    return world


def caller(unit: UnitCode, member: str | None, role: Role | None = None) -> Caller:
    """Who this member is; the role is read from the id unless told (``agent-1`` is an agent)."""
    if role is None:
        role = Role.SYSTEM if member is None else Role(member.partition("-")[0].upper())
    kid = KeyId(f"{unit}-{member or 'system'}")
    return Caller(unit, None if member is None else MemberId(member), role, kid)


def officer(number: int = 1) -> Caller:
    return caller(TASK_FORCE_OFFICE, f"officer-{number}")


def supervisor(unit: UnitCode = HEALTH) -> Caller:
    return caller(unit, "supervisor-1")


def agent(unit: UnitCode = HEALTH, number: int = 1) -> Caller:
    return caller(unit, f"agent-{number}")


def call_by(who: Caller, op: str | None = None, body: str = "body") -> SignedCall:
    """A signed write of this caller, under a new op unless one is given."""
    return SignedCall(
        caller=who,
        method="POST",
        target="/v1/anything",
        jti=secrets.token_urlsafe(16),
        op=OperationId(op or secrets.token_urlsafe(12)),
        body_digest=body,
        token_digest="c" * 64,
        expires_at=NOW + timedelta(minutes=3),
    )
