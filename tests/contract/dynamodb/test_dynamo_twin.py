"""The twin of DynamoDB answers what moto and DynamoDB Local answer; one with a guard less does
not."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session

from tests.contract.dynamodb.script import Backend
from tests.contract.faults.faulty_wire import one_seed_one_play
from tests.contract.faults.rehearsal import Stage
from tests.contract.faults.test_faults_together import play
from tests.twins.dynamodb.table import Table
from tests.twins.dynamodb.twin import DynamoTwin, Write


@pytest.fixture(scope="module")
def told() -> list[tuple[str, object]]:
    """What the twin answers to the script."""
    return Backend(DynamoTwin()).answers()


def test_it_answers_each_call_as_dynamodb_does(
    dynamodb_endpoint: str, told: list[tuple[str, object]]
) -> None:
    for (call, twins), (_, theirs) in zip(told, Backend(dynamodb_endpoint).answers(), strict=True):
        assert twins == theirs, call


@pytest.mark.parametrize("index", [None, "box"])
def test_its_pages_end_and_begin_where_those_of_dynamodb_do(
    dynamodb_endpoint: str, index: str | None
) -> None:
    twin, other = Backend(DynamoTwin()), Backend(dynamodb_endpoint)
    for one in (twin, other):
        one.answers()
    assert twin.pages(index) == other.pages(index)
    assert len(twin.pages(index)) > 2


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_play_is_answered_call_by_call_as_by_dynamodb(
    dynamodb_endpoint: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    both = Both(dynamodb_endpoint)
    stage = Stage(both.deliver, dynamodb_endpoint)
    one_seed_one_play(stage.wire, monkeypatch)
    assert play(stage, seed) == []
    assert both.calls > 100


class Both:
    """Lets the twin and a real backend do each call, and compares."""

    def __init__(self, endpoint: str) -> None:
        self._twin, self._other = DynamoTwin(), URLLib3Session()
        self._endpoint = endpoint
        self.calls = 0

    def deliver(self, request: AWSPreparedRequest) -> AWSResponse:
        answer = self._twin.carry(request)
        other = self._other.send(request)
        self.calls += 1
        said, theirs = (_comparable(one) for one in (answer, other))
        assert said == theirs, request.body
        return answer


def _comparable(response: AWSResponse) -> object:
    body = json.loads(response.content, object_hook=_in_order)
    if response.status_code != 200:
        reasons = [(one["Code"], one.get("Item")) for one in body.get("CancellationReasons", ())]
        return response.status_code, body["__type"].partition("#")[2], reasons
    told = ("Item", "Items", "Count", "Attributes", "Responses")
    return {name: body[name] for name in told if name in body}


def _in_order(value: dict[str, Any]) -> dict[str, Any]:
    """A set has no order; what is told of one is compared in one."""
    return {"SS": sorted(value["SS"])} if value.keys() == {"SS"} else value


# --- the script bites: a twin with a guard less is told from the sound one ---------------------


class WithoutConditions(DynamoTwin):
    def _prepared(self, action: Any) -> Write:
        return replace(super()._prepared(action), holds=True)


class WithoutAtomicity(DynamoTwin):
    """Writes the items whose conditions hold, then says that others did not."""

    def _check_conditions(self, writes: list[Write]) -> None:
        for one in writes:
            if one.holds:
                one.carry_out()
        super()._check_conditions(writes)


class WithoutTheOldItem(DynamoTwin):
    def _prepared(self, action: Any) -> Write:
        return replace(super()._prepared(action), shows_old=False)


class WithoutLimit(DynamoTwin):
    def _query(self, body: Any) -> Any:
        return super()._query({**body, "Limit": 1_000})


class WithoutOrder(DynamoTwin):
    def _query(self, body: Any) -> Any:
        return super()._query({**body, "ScanIndexForward": True})


class ThatShowsAllInAnIndex(DynamoTwin):
    def _table(self, body: Any) -> Table:
        found = super()._table(body)
        whole = {name: replace(one, shown=None) for name, one in found.indexes.items()}
        return replace(found, indexes=whole)


class ThatReplacesSets(DynamoTwin):
    def _prepared(self, action: Any) -> Write:
        ((kind, body),) = action.items()
        if kind == "Update":
            joined = body["UpdateExpression"].replace(" ADD #1 :1", ", #1 = :1")
            action = {kind: {**body, "UpdateExpression": joined}}
        return super()._prepared(action)


class WithoutTheLimitOfASize(DynamoTwin):
    def _prepared(self, action: Any) -> Write:
        ((kind, body),) = action.items()
        item = dict(body.get("Item", {}))
        if len(str(item.get("doc"))) > 400_000:
            action = {kind: {**body, "Item": {**item, "doc": {"B": ""}}}}
        return super()._prepared(action)


class ThatKeepsWhatWasDeleted(DynamoTwin):
    def _prepared(self, action: Any) -> Write:
        write = super()._prepared(action)
        return write if write.after is not None else replace(write, after=write.before)


WEAKENED: list[Callable[[], DynamoTwin]] = [
    WithoutConditions,
    WithoutAtomicity,
    WithoutTheOldItem,
    WithoutLimit,
    WithoutOrder,
    ThatShowsAllInAnIndex,
    ThatReplacesSets,
    WithoutTheLimitOfASize,
    ThatKeepsWhatWasDeleted,
]


@pytest.mark.parametrize("weakened", WEAKENED)
def test_a_twin_with_a_guard_less_is_found_out(
    told: list[tuple[str, object]], weakened: Callable[[], DynamoTwin]
) -> None:
    assert Backend(weakened()).answers() != told


def test_it_refuses_what_it_was_never_held_to() -> None:
    twin = Backend(DynamoTwin())
    with pytest.raises(NotImplementedError):
        twin.client.scan(TableName=twin.name)
    with pytest.raises(NotImplementedError):
        twin.client.get_item(
            TableName=twin.name,
            Key={"pk": {"S": "1"}, "sk": {"S": "1"}},
            ProjectionExpression="pk",
        )
