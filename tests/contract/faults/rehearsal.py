"""One table over the faulty wire, clients who send an ``op`` again until they know, workers that
come and go; and, when all is quiet again, whatever is wrong with what is left."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from chalicelib.background.outbox import deliver_outbox
from chalicelib.background.sweeping import sweep_deadlines
from chalicelib.cloud.dynamodb.record import Record, bind
from chalicelib.cloud.vault import Vault
from chalicelib.kernel.callers import SignedCall
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import MianzhengError, Unavailable
from chalicelib.kernel.events import Event, EventType
from chalicelib.kernel.ids import OperationId, RequestId
from chalicelib.notices.domain.notice import audiences
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import Box, BoxQuery
from chalicelib.requests.use_cases.passing import pass_deadline
from chalicelib.storage.dynamodb.notices import DynamoNotices
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.storage.dynamodb.worklist import DynamoWorklist
from chalicelib.storage.store import Store
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests.contract.faults.faulty_wire import Crash, Deliver, FaultyWire
from tests.contract.store.racing import (
    EDUCATION,
    POLICE,
    REGION,
    TERMINAL,
    Saves,
    Table,
    WatchedStore,
    three_units,
)
from tests.twins.dynamodb.twin import NOWHERE, DynamoTwin
from tests.twins.outside import MemoryTimers
from tests.twins.ports import TwinPorts as Ports
from tests.twins.surroundings import SeededRandom, SettableClock
from tests.worlds import NOW, empty_world

TRIES = 4
INBOXES = [(unit, audience) for unit in (EDUCATION, POLICE) for audience in ("AGENT", "SUPERVISOR")]
INBOXES += [(TASK_FORCE_OFFICE, "OFFICER")]
ONCE = (
    EventType.REQUEST_FILED,
    EventType.REMINDER_DUE,
    EventType.REQUEST_OVERDUE,
    EventType.SUPERVISION_FAILED,
    EventType.SUPERVISION_DONE,
)

MakeStore = Callable[[type[Record], Vault], Store]
Act = Callable[[Ports, SignedCall], VerificationRequest]


@dataclass
class Told:
    """One ``op`` of one client: what it did and what it heard in the end (None: nothing)."""

    act: Act
    call: SignedCall
    closes_as: RequestState | None
    result: VerificationRequest | None = None
    refusal: Exception | None = None
    is_sent_twice: bool = False


class Stage:
    """The table and its clients are made once; ``clear`` empties them between two plays.

    Nothing of it touches a socket: below the SDK stands the twin of DynamoDB, unless ``deliver``
    leads elsewhere.
    """

    def __init__(self, deliver: Deliver | None = None, endpoint: str = NOWHERE) -> None:
        self.twin = DynamoTwin()
        self.wire = FaultyWire(deliver or self.twin.carry)
        self.table = Table(endpoint)
        self.records = [bind(self.table.name, REGION, endpoint) for _ in range(2)]
        for record in self.records:
            client = record._get_connection().connection.client
            self.wire.attach(client)
            if deliver is None:  # the twin looks at no signature, and signing costs a quarter
                signer = client._request_signer.handler
                client.meta.events.unregister("request-created.dynamodb", signer)
        self.records[0].create_table(wait=True)

    def clear(self) -> None:
        self.twin.clear()
        self.wire.forget()


@dataclass
class Rehearsal:
    """Two processes on a cleared stage."""

    stage: Stage
    clock: SettableClock
    timers: MemoryTimers
    processes: list[Ports]
    told: dict[str, Told] = field(default_factory=dict)
    leaked: list[str] = field(default_factory=list)

    @property
    def ports(self) -> Ports:
        return self.processes[0]

    # --- actors -------------------------------------------------------------------------------

    def client(self, name: str, told: Told, process: int = 0) -> Callable[[], None]:
        """Sends its op, each time under a new jti, until it hears how that ended."""
        self.told[name] = told

        def run() -> None:
            for number in range(TRIES):
                call = replace(told.call, jti=f"{told.call.jti}-{number}")
                # Its first call may have come twice: then the copy's answer is lost to it.
                is_copied = told.is_sent_twice and number == 0
                if self._heard(told, call, self.processes[process], is_copied):
                    return

        return run

    def duplicate(self, told: Told) -> Callable[[], None]:
        """The very first call of a client comes a second time: same jti, same op."""
        told.is_sent_twice = True
        copy = replace(told, result=None, refusal=None)
        call = replace(told.call, jti=f"{told.call.jti}-0")

        def run() -> None:
            self._heard(copy, call, self.processes[1], True)

        return run

    def _heard(self, told: Told, call: SignedCall, ports: Ports, is_copied: bool) -> bool:
        try:
            told.result = told.act(ports, call)
        except (Unavailable, Crash):
            return False
        except MianzhengError as refusal:
            if refusal.code == "sig.replay" and is_copied:
                return False
            told.refusal = refusal
        except Exception as error:  # noqa: BLE001  # what must never leave is what is looked for
            self.leaked.append(f"{type(error).__name__} left the service: {error}")
            return False
        return True

    def worker(self, work: Callable[[Ports], object], process: int = 1) -> Callable[[], None]:
        """A timer, a drain or a sweep: tried again when it fails, gone when it crashes."""

        def run() -> None:
            for _ in range(TRIES):
                try:
                    work(self.processes[process])
                except Unavailable:
                    continue
                except Crash:
                    pass
                except Exception as error:  # noqa: BLE001  # as above
                    self.leaked.append(f"{type(error).__name__} left a worker: {error}")
                return

        return run

    # --- afterwards ---------------------------------------------------------------------------

    def settle(self) -> None:
        """What the sweeper does each minute, once."""
        self.clock.advance(timedelta(minutes=1))
        sweep_deadlines(self.ports)
        deliver_outbox(self.ports)

    def again(self, told: Told) -> VerificationRequest | MianzhengError:
        """The client asks once more with the same op, now that nothing fails."""
        call = replace(told.call, jti=f"{told.call.jti}-again")
        try:
            return told.act(self.ports, call)
        except MianzhengError as refusal:
            return refusal

    def requests(self) -> list[VerificationRequest]:
        lines = self.ports.requests.box(BoxQuery(EDUCATION, Box.OUTBOX, None, 100)).items
        found = [self.ports.requests.request(one.id) for one in lines]
        return [one for one in found if one is not None]

    def violations(self) -> list[str]:
        """Everything that is wrong once nothing fails any more; empty when all is well."""
        found = list(self.leaked)
        for told in self.told.values():
            found += self._of_client(told)
        self.settle()
        notices = self._notices()
        for request in self.requests():
            events = self.ports.ledger.events(request.id)
            found += self._of_record(request, events)
            found += _of_notices(request, events, notices)
        if self.ports.worklist.outbox(self.clock.now() + timedelta(days=9), 10_000):
            found.append("the outbox does not empty")
        return found

    def _of_client(self, told: Told) -> Iterator[str]:
        kept = self.ports.ledger.operation(told.call.caller.unit, OperationId(str(told.call.op)))
        if told.refusal is not None and kept is not None:
            yield f"told {told.refusal} although it was done"
        if told.refusal is not None and getattr(told.refusal, "code", "") != "request.state":
            yield f"told something strange: {told.refusal!r}"
        if told.result is not None and kept is None:
            yield "told that it was done although it was not"
        again = self.again(told)
        if isinstance(again, MianzhengError) and (told.result is not None or kept is not None):
            yield f"told {again!r} at a second asking"
        if told.result is not None and _as_told(told.result) != _as_told(again):
            yield "the same op was told two different results"

    def _notices(self) -> list[tuple[str, str, str, str]]:
        """(request, event, unit, audience) of each notice in each inbox."""
        return [
            (str(one.request), one.id.partition(".")[0], unit, audience)
            for unit, audience in INBOXES
            for one in self.ports.notices.page(unit, audience, 100, None).items
        ]

    def _of_record(self, request: VerificationRequest, events: tuple[Event, ...]) -> Iterator[str]:
        ends = [TERMINAL[one.news.type] for one in events if one.news.type in TERMINAL]
        if ends != ([] if request.is_open else [request.state]):
            yield f"{request.state} with the ends {ends}"
        counts = Counter(one.news.type for one in events)
        yield from (f"{counts[one]} times {one}" for one in ONCE if counts[one] > 1)
        if counts[EventType.REQUEST_FILED] != 1:
            yield "the filing is not on record"
        if (counts[EventType.REQUEST_OVERDUE] == 1) != request.is_overdue_noted:
            yield "the breach and its record differ"
        if request.revision != self.stage.wire.saves[request.id]:
            yield f"revision {request.revision} of {self.stage.wire.saves[request.id]} saves"
        if request.is_open and (request.id, request.timer) not in self.timers.started:
            yield "an open request has no timer"


def _of_notices(
    request: VerificationRequest,
    events: tuple[Event, ...],
    notices: list[tuple[str, str, str, str]],
) -> Iterator[str]:
    wanted, optional = set(), set()
    for event in events:
        to = {
            (request.id, event.id, *inbox)
            for inbox in audiences(event.news, request, issuer_operates=True)
        }
        wanted |= to
        # A reminder of what was closed meanwhile may be left out.
        optional |= to if event.news.type is EventType.REMINDER_DUE else set()
    there = Counter(one for one in notices if one[0] == request.id)
    yield from (f"notice {one} {count} times" for one, count in there.items() if count > 1)
    if not wanted - optional <= set(there) <= wanted:
        yield f"notices {sorted(there)} instead of {sorted(wanted)}"


def _as_told(told: VerificationRequest | MianzhengError) -> object:
    """A first result, however often it is told; its revision is the store's own affair."""
    return replace(told, revision=0) if isinstance(told, VerificationRequest) else told


def new_rehearsal(stage: Stage, seed: int, make_store: MakeStore = DynamoStore) -> Rehearsal:
    stage.clear()
    clock, timers, saves = SettableClock(NOW), MemoryTimers(), Saves()
    processes = []
    for number, record in enumerate(stage.records):
        vault = Vault(stage.table.wrapping_key, stage.table.digest_key)
        processes.append(
            empty_world().ports.replaced(
                clock=clock,
                store=WatchedStore(make_store(record, vault), clock, saves),
                worklist=DynamoWorklist(record),
                notices=DynamoNotices(record),
                random=SeededRandom(seed * 10 + number),
                timers=timers,
            )
        )
    processes[0].store.commit(Commit(saves=three_units()))
    return Rehearsal(stage, clock, timers, processes)


def timer(id_: RequestId) -> Callable[[Ports], object]:
    return lambda ports: pass_deadline(id_, ports)


def chance_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # repeatable on purpose
