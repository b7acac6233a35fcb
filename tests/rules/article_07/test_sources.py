"""Article 7-2: a connected database answers at once; silent for 60 seconds, people answer."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.http.serving import use
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import RequestId, UnitCode
from chalicelib.requests.domain.answers import Conclusion, Fact
from chalicelib.requests.domain.sources import Connector, ConnectorState, SourceAnswer, SourceQuery
from chalicelib.requests.ports import SourceSilent
from chalicelib.workers.outbox import drain_outbox
from tests.api.service import World

POLICE = UnitCode("370402002")
SECOND = timedelta(seconds=1)
SAID = SourceAnswer(Conclusion.CONFIRMED, (Fact("户籍所在地", "样例"),), "2026-11-18", b"{}")


@dataclass
class Database:
    """A database whose mood the test decides."""

    says: SourceAnswer | None = SAID
    state: ConnectorState = ConnectorState.CONNECTED
    asked: list[SourceQuery] = field(default_factory=list)

    def find(self, owner: UnitCode, material: str) -> Connector | None:
        connector = Connector(
            "样例库", POLICE, frozenset({"M00006", "M00005"}), self.state, None, "http://none"
        )
        return connector if connector.serves(owner, material) else None

    def ask(self, connector: Connector, query: SourceQuery) -> SourceAnswer:
        assert connector.name == "样例库"
        self.asked.append(query)
        if self.says is None:
            raise SourceSilent("timeout")
        return self.says


def connected(database: Database) -> World:
    world = World()
    world.services = replace(world.services, ports=world.services.ports.replaced(sources=database))
    use(world.services)
    return world


def read(world: World, request: str) -> dict[str, object]:
    path = f"/v1/verification-requests/{request}"
    body: dict[str, object] = world.call("GET", path).body
    return body


def events(world: World, request: str) -> list[EventType]:
    return [one.news.type for one in world.store.ledger.events(RequestId(request))]


def notices(world: World) -> list[str]:
    answered = world.call("GET", "/v1/notices", None, "370402002-agent-1")
    return [one["event"] for one in answered.body["items"]]


def test_a_connected_row_is_answered_by_the_system_at_once() -> None:
    database = Database()
    world = connected(database)
    filed = world.file("ZM006")
    assert filed["rule"] == "S0"
    assert filed["why"][0]["article"] == "7-2"
    drain_outbox({}, None)
    answered = read(world, filed["id"])
    assert answered["state"] == "ANSWERED"
    assert answered["answer"]["source"] == "样例库"  # type: ignore[index]  # JSON, told as object
    assert [one.material for one in database.asked] == ["M00006"]
    assert notices(world) == []  # nobody had to do anything


def test_every_query_is_kept_also_one_that_brought_nothing() -> None:
    world = connected(Database(says=None))
    request = world.file("ZM006")["id"]
    drain_outbox({}, None)
    kept = [
        dict(one.news.facts)
        for one in world.store.ledger.events(RequestId(request))
        if one.news.type is EventType.SOURCE_QUERIED
    ]
    assert kept == [{"source": "样例库", "outcome": "timeout"}]


def test_a_silent_database_hands_over_after_60_seconds_with_the_same_due_time() -> None:
    world = connected(Database(says=None))
    filed = world.file("ZM006")
    for _ in range(2):
        drain_outbox({}, None)
        assert read(world, filed["id"])["rule"] == "S0"
        world.clock.advance(30 * SECOND)
    drain_outbox({}, None)
    drain_outbox({}, None)  # the agents are told by the entry of the hand-over
    handed = read(world, filed["id"])
    assert (handed["rule"], handed["state"]) == ("R1", "FILED")
    assert handed["answer_by"] == filed["answer_by"]
    assert EventType.SOURCE_SILENT in events(world, filed["id"])
    assert notices(world) == ["SOURCE_SILENT"]


def test_a_database_that_answers_the_second_time_is_in_time() -> None:
    database = Database(says=None)
    world = connected(database)
    request = world.file("ZM006")["id"]
    drain_outbox({}, None)
    database.says = SAID
    world.clock.advance(30 * SECOND)
    drain_outbox({}, None)
    assert read(world, request)["state"] == "ANSWERED"


def test_no_record_is_an_answer_of_the_database_too() -> None:
    world = connected(Database(SourceAnswer(Conclusion.NO_RECORD, (), "2026-11-18", b"{}")))
    request = world.file("ZM006")["id"]
    drain_outbox({}, None)
    assert read(world, request)["answer"]["conclusion"] == "NO_RECORD"  # type: ignore[index]  # JSON, told as object


@pytest.mark.parametrize("state", [ConnectorState.PLANNED, ConnectorState.NOT_APPLICABLE])
def test_a_database_that_is_not_connected_is_not_asked(state: ConnectorState) -> None:
    database = Database(state=state)
    world = connected(database)
    filed = world.file("ZM006")
    drain_outbox({}, None)
    assert filed["rule"] == "R1"
    assert database.asked == []
    assert notices(world) == ["REQUEST_FILED"]


def test_an_agent_may_answer_before_the_database_does() -> None:
    database = Database(says=None)
    world = connected(database)
    request = world.file("ZM006")["id"]
    drain_outbox({}, None)
    body = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-11-18"}
    path = f"/v1/verification-requests/{request}/answer"
    assert world.call("POST", path, body, "370402002-agent-1").status == 200
    database.says = SAID
    world.clock.advance(30 * SECOND)
    drain_outbox({}, None)
    answered = read(world, request)["answer"]
    assert "source" not in answered  # type: ignore[operator]  # JSON, told as object
    assert len(database.asked) == 1


def test_an_answer_from_the_future_is_no_answer() -> None:
    world = connected(Database(replace(SAID, as_of="2030-01-01")))
    request = world.file("ZM006")["id"]
    for _ in range(3):
        drain_outbox({}, None)
        world.clock.advance(30 * SECOND)
    drain_outbox({}, None)
    assert read(world, request)["rule"] == "R1"
