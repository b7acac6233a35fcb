"""The main race between whole processes: no lock and no memory in common, only the table."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing.synchronize import Barrier

import pytest

from chalicelib.kernel.ids import RequestId
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.passing import pass_deadline
from infra.local.dynamodb.process import DynamoDBLocal
from tests.contract.store.racing import (
    LATER,
    Saves,
    Table,
    TickingClock,
    answer_one,
    assert_whole,
    at_once,
    new_race,
    send_back_one,
    withdraw_one,
)

PROCESSES = 4
REQUESTS = 5

pytestmark = [pytest.mark.slow, pytest.mark.needs_java]


_start: list[Barrier] = []


def join(barrier: Barrier) -> None:
    """A process is up: keep what it waits at before it fights."""
    _start.append(barrier)


def fight(table: Table, ids: list[RequestId]) -> tuple[list[list[str]], Counter[str]]:
    """One process: what its four threads got for each request, and how often it saved each."""
    saves = Saves()
    ports = table.ports(TickingClock(LATER), saves)
    found = []
    _start[0].wait(timeout=60)
    for id_ in ids:
        acts: list[Callable[[], VerificationRequest | None]] = [
            partial(answer_one, ports, id_),
            partial(withdraw_one, ports, id_),
            partial(send_back_one, ports, id_),
            partial(pass_deadline, id_, ports),
        ]
        found.append([one.what for one in at_once(acts)])
    return found, saves.counts


def test_four_processes_end_a_request_once(dynamodb_local: DynamoDBLocal) -> None:
    race = new_race(dynamodb_local.endpoint)
    ids = [race.file().id for _ in range(REQUESTS)]
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(PROCESSES, join, (spawn.Barrier(PROCESSES),)) as pool:
        started = [pool.apply_async(fight, (race.table, ids)) for _ in range(PROCESSES)]
        outcomes = [one.get(timeout=60) for one in started]
    for _, saved in outcomes:
        race.saves.counts.update(saved)
    for position, id_ in enumerate(ids):
        here = [found[position] for found, _ in outcomes]
        closers = Counter(what for whats in here for what in whats[:3])
        assert closers == {"won": 1, "request.state": 3 * PROCESSES - 1}
        assert [whats[3] for whats in here] == ["won"] * PROCESSES
        assert_whole(race, id_)
