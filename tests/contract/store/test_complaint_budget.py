"""What a complaint and a look at one cost in AWS calls once the process is warm; never a KMS."""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.complaints.domain.limits import Limits
from chalicelib.http.serving import use
from infra.client.calling.signed import body_of
from infra.local.moto.server import MotoServer
from tests.contract.store.test_dynamo_budget import AwsWorld, Meter, assert_within

OPEN, UNIT = "/v1/complaints", "370402006"


@pytest.fixture(scope="module")
def world(moto_server: MotoServer) -> Iterator[AwsWorld]:
    with pytest.MonkeyPatch.context() as patch:
        world = AwsWorld(moto_server, Meter(patch))
        limit(world, Limits(10**4, 10**4, 10**4))
        complain(world)
        yield world


def limit(world: AwsWorld, limits: Limits) -> None:
    ports = world.services.ports
    ours = replace(ports.open_calls, complaining=limits, following=limits)
    world.services = replace(world.services, ports=ports.replaced(open_calls=ours))
    use(world.services)


def complain(world: AwsWorld, op: str | None = None) -> tuple[int, Any, Counter[str]]:
    body = {"op": op or secrets.token_urlsafe(16), "unit": UNIT, "channel": "SITE", "text": "样例"}
    world.meter.reset()
    answered = world.send("POST", OPEN, body_of(body))
    return answered.status, answered.body, world.meter.reset()


def test_a_complaint_costs_three_counts_and_one_transaction(world: AwsWorld) -> None:
    status, _, cost = complain(world)
    assert status == 201
    assert_within(cost, UpdateItem=3, write=1)


def test_a_repeat_costs_one_read_more_and_gets_the_same(world: AwsWorld) -> None:
    op = secrets.token_urlsafe(16)
    _, first, _ = complain(world, op)
    status, again, cost = complain(world, op)
    assert (status, again) == (201, first)
    assert_within(cost, UpdateItem=3, write=1, get=1)


def test_a_look_by_code_costs_three_counts_and_one_read_known_or_not(world: AwsWorld) -> None:
    code = complain(world)[1]["code"]
    world.meter.reset()
    assert world.send("GET", f"{OPEN}/{code}").status == 200
    known = world.meter.reset()
    assert_within(known, UpdateItem=3, get=1)
    unknown = "0000-0000-0000-0000-0"
    assert world.send("GET", f"{OPEN}/{unknown}").status == 404
    cost = world.meter.reset()
    assert cost["dynamodb.UpdateItem"] - known["dynamodb.UpdateItem"] in {0, 1}, "the refusals'"
    assert cost["dynamodb.GetItem"] == known["dynamodb.GetItem"]


def test_a_flood_costs_a_warm_process_one_read_a_call_and_hardly_a_write(world: AwsWorld) -> None:
    limit(world, Limits(1, 10**4, 10**4))
    spent: Counter[str] = Counter()
    for _ in range(64):
        status, _, cost = complain(world)
        assert status == 429
        spent += cost
    limit(world, Limits(10**4, 10**4, 10**4))
    assert spent["dynamodb.GetItem"] == 64
    assert spent["dynamodb.UpdateItem"] <= 1 + 8, "one count, and the refusals' by powers of two"
    assert set(spent) <= {"dynamodb.GetItem", "dynamodb.UpdateItem"}
