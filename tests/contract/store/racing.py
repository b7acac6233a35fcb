"""Many at once on one table: processes with caches of their own, a common start, and what must
be true of a request whatever the order was.

A ``Process`` is what one Lambda or one server would hold: the real store behind its cache.
Two of them share a table and nothing else.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Barrier, Lock
from typing import Generic, TypeVar
from uuid import uuid4

from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.machine import SystemRandom
from chalicelib.cloud.vault import Vault
from chalicelib.kernel.callers import SignedCall
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.errors import ConcurrentChange, MianzhengError, OperationReused, StateForbids
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import CaseNo, RequestId, RowCode, UnitCode
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.texts.people import Applicant, ApplicantKind, IdType, Subject
from chalicelib.kernel.times.clock import instant
from chalicelib.requests.domain.answers import Conclusion, Evidence, Fact, Statement
from chalicelib.requests.domain.outcomes import Referral, RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.answering import AnswerRequest, answer_request
from chalicelib.requests.use_cases.filing import FileRequest, file_request
from chalicelib.requests.use_cases.routing_acts import SendBackRequest, send_back_request
from chalicelib.requests.use_cases.withdrawing import withdraw_request
from chalicelib.storage.cached import CachedStore
from chalicelib.storage.dynamodb.notices import DynamoNotices
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.storage.dynamodb.worklist import DynamoWorklist
from chalicelib.storage.store import Store
from chalicelib.units.domain.unit import Unit, UnitKind
from tests.twins.ports import TwinPorts as Ports
from tests.worlds import HEALTH, NOW, agent, call_by, empty_world, peopled

REGION = "cn-north-1"
EDUCATION = UnitCode("370402005")
POLICE = UnitCode("370402002")
ROW = RowCode("ZM001")
"""Education asks the police: a 承诺件, 24 hours (R3)."""
LATER = NOW + timedelta(days=2)
TERMINAL = {
    EventType.REQUEST_ANSWERED: RequestState.ANSWERED,
    EventType.REQUEST_SENT_BACK: RequestState.SENT_BACK,
    EventType.REQUEST_WITHDRAWN: RequestState.WITHDRAWN,
}
LOSER = (StateForbids, OperationReused, ConcurrentChange)
"""What somebody who came second may be told: never that the system failed."""

T = TypeVar("T")


# --- one table, several processes -------------------------------------------------------------


class TickingClock:
    """One millisecond on at each look, so that no two decisions fall on the same instant."""

    def __init__(self, start: datetime = NOW) -> None:
        self._now = instant(start)
        self._lock = Lock()

    def now(self) -> datetime:
        with self._lock:
            self._now += timedelta(milliseconds=1)
            return self._now

    def set(self, moment: datetime) -> None:
        with self._lock:
            self._now = instant(moment)


class Saves:
    """How often each request was saved, counted by all processes together."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, commit: Commit) -> None:
        saved = (one for one in commit.saves if isinstance(one, VerificationRequest))
        with self._lock:
            self.counts.update(one.id for one in saved)


class WatchedStore(CachedStore):
    """A process's store that counts what it saved."""

    def __init__(self, store: Store, clock: Clock, saves: Saves) -> None:
        super().__init__(store, clock)
        self._saves = saves

    def commit(self, commit: Commit) -> None:
        super().commit(commit)
        self._saves.add(commit)


@dataclass(frozen=True)
class Table:
    """Enough to join from another process (it can be pickled)."""

    endpoint: str
    name: str = field(default_factory=lambda: f"race-{uuid4().hex}")
    wrapping_key: bytes = b"w" * 32
    digest_key: bytes = b"d" * 32

    def make(self) -> "Table":
        create_table(self.name, REGION, self.endpoint)
        return self

    def ports(self, clock: Clock, saves: Saves) -> Ports:
        """What one process holds; the rest of its surroundings is in memory."""
        record = bind(self.name, REGION, self.endpoint)
        store = DynamoStore(record, Vault(self.wrapping_key, self.digest_key))
        return empty_world().ports.replaced(
            clock=clock,
            store=WatchedStore(store, clock, saves),
            worklist=DynamoWorklist(record),
            notices=DynamoNotices(record),
            random=SystemRandom(),
        )


@dataclass(frozen=True)
class Race:
    """A table with three units, and two processes on it."""

    table: Table
    clock: TickingClock
    saves: Saves
    processes: tuple[Ports, Ports]

    @property
    def ports(self) -> Ports:
        return self.processes[0]

    def turn(self, number: int) -> Ports:
        """The process that the ``number``-th of many uses."""
        return self.processes[number % len(self.processes)]

    def file(self, case_no: str = "A-1") -> VerificationRequest:
        return file_one(self.ports, case_no)


def new_race(endpoint: str) -> Race:
    clock, saves = TickingClock(), Saves()
    table = Table(endpoint).make()
    race = Race(table, clock, saves, (table.ports(clock, saves), table.ports(clock, saves)))
    race.ports.commit(Commit(saves=three_units()))
    return race


def three_units() -> tuple[Unit, Unit, Unit]:
    """Who asks, who answers, and to whom a request may be referred."""
    names = {EDUCATION: "区教育和体育局", POLICE: "区公安分局", HEALTH: "区卫生健康局"}
    education, police, health = (
        peopled(Unit(code, name, UnitKind.ORGAN)) for code, name in names.items()
    )
    return education, police, health


# --- the acts that race -----------------------------------------------------------------------


def file_one(
    ports: Ports, case_no: str = "A-1", call: SignedCall | None = None
) -> VerificationRequest:
    command = FileRequest(
        row=ROW,
        case_no=CaseNo(case_no),
        case_accepted_at=None,
        applicant=Applicant(ApplicantKind.PERSON, "赵样例", IdType.PASSPORT, "E00000000"),
        subjects=(Subject("本人", "赵样例", IdType.NONE, None),),
        note="样例",
    )
    return file_request(command, call or call_by(agent(EDUCATION)), ports)


def answer_one(
    ports: Ports, id_: RequestId, call: SignedCall | None = None, said: str = "无"
) -> VerificationRequest:
    facts = (Fact("犯罪记录", said),)
    evidence = Evidence("a.b.c", b"{}")
    statement = Statement(Conclusion.CONFIRMED, facts, "2026-11-22", evidence)
    command = AnswerRequest(id_, statement, attachments=())
    return answer_request(command, call or call_by(agent(POLICE)), ports)


def send_back_one(
    ports: Ports, id_: RequestId, call: SignedCall | None = None
) -> VerificationRequest:
    command = SendBackRequest(id_, "不属于本单位职责,请转卫健部门", Referral(HEALTH, "样例"))
    return send_back_request(command, call or call_by(agent(POLICE)), ports)


def withdraw_one(
    ports: Ports, id_: RequestId, call: SignedCall | None = None
) -> VerificationRequest:
    return withdraw_request(id_, "申请人已撤回办件", call or call_by(agent(EDUCATION)), ports)


# --- a common start ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What one of many got: a result or an error."""

    result: T | None = None
    error: Exception | None = None

    @property
    def is_won(self) -> bool:
        return self.error is None

    @property
    def what(self) -> str:
        """``won``, or the code of the refusal, or the name of what should never leave."""
        if self.error is None:
            return "won"
        return getattr(self.error, "code", type(self.error).__name__)


def at_once(acts: Sequence[Callable[[], T]]) -> list[Outcome[T]]:
    """Start every act at the same instant; every outcome, in the order of the acts."""
    start = Barrier(len(acts))

    def one(act: Callable[[], T]) -> Outcome[T]:
        start.wait()
        try:
            return Outcome(result=act())
        except Exception as error:  # noqa: BLE001  # what came out is what is looked at
            return Outcome(error=error)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def assert_losers_were_told(outcomes: Sequence[Outcome[T]], *also: type[MianzhengError]) -> None:
    """Nobody saw a failure of the system: every loser was told what happened."""
    strange = [
        one.error for one in outcomes if one.error and not isinstance(one.error, LOSER + also)
    ]
    assert strange == []


# --- what must be true afterwards -------------------------------------------------------------


def stored(race: Race, id_: RequestId) -> VerificationRequest:
    found = race.ports.requests.request(id_)
    assert found is not None
    return found


def outbox_of(ports: Ports, id_: RequestId) -> list[OutboxEntry]:
    entries = ports.worklist.outbox(LATER + timedelta(days=365), 10_000)
    return [one for one in entries if one.request == id_]


def assert_whole(race: Race, id_: RequestId) -> VerificationRequest:
    """State and record agree: one end, every event in exactly one outbox entry, one revision
    per save."""
    request = stored(race, id_)
    events = race.ports.ledger.events(id_)
    ends = [TERMINAL[one.news.type] for one in events if one.news.type in TERMINAL]
    assert ends == ([] if request.is_open else [request.state])
    waiting = [event.id for entry in outbox_of(race.ports, id_) for event in entry.events]
    assert sorted(waiting) == sorted(one.id for one in events)
    assert request.revision == race.saves.counts[id_]
    once = Counter(one.news.type for one in events)
    for type_ in (EventType.REQUEST_FILED, EventType.REQUEST_OVERDUE, EventType.REMINDER_DUE):
        assert once[type_] <= 1
    assert (once[EventType.REQUEST_OVERDUE] == 1) == request.is_overdue_noted
    return request
