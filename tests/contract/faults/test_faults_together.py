"""Hundreds of seeds: clients, timers, drains and the sweeper at once while the wire fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.background.sweeping import sweep_deadlines
from chalicelib.cloud.dynamodb.record import Record
from chalicelib.cloud.vault import Vault
from chalicelib.kernel.commits import Aggregate, Commit, RevisionLost
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.storage.dynamodb.commits import Committer
from chalicelib.storage.dynamodb.store import DynamoStore
from tests.contract.faults.faulty_wire import one_seed_one_play, sometimes
from tests.contract.faults.rehearsal import (
    MakeStore,
    Rehearsal,
    Stage,
    Told,
    chance_of,
    new_rehearsal,
    timer,
)
from tests.contract.store.racing import EDUCATION, POLICE, answer_one, file_one, withdraw_one
from tests.worlds import agent, call_by

SEEDS = 300
QUICK = 100
"""So many seeds take half a minute; the others are marked slow."""
RATE = 0.2
JUMP = timedelta(hours=9)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


@pytest.fixture(autouse=True)
def replayable(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    one_seed_one_play(stage.wire, monkeypatch)


def cast_of(rehearsal: Rehearsal) -> dict[str, Callable[[], None]]:
    """Who acts: three who want to end the same request, one who files, and the workers."""
    id_ = file_one(rehearsal.ports).id
    police, education = call_by(agent(POLICE), "op-answer-1"), call_by(agent(EDUCATION), "op-file")
    first = Told(lambda p, c: answer_one(p, id_, c, "一"), police, RequestState.ANSWERED)
    other = call_by(agent(POLICE, 2), "op-answer-2")
    second = Told(lambda p, c: answer_one(p, id_, c, "二"), other, RequestState.ANSWERED)
    leaving = call_by(agent(EDUCATION), "op-withdraw")
    third = Told(lambda p, c: withdraw_one(p, id_, c), leaving, RequestState.WITHDRAWN)
    filing = Told(lambda p, c: file_one(p, "A-1", c), education, None)
    anew = Told(lambda p, c: file_one(p, "A-2", c), call_by(agent(EDUCATION, 2)), None)
    return {
        "answer 1": rehearsal.client("answer 1", first, 0),
        "answer 1 again": rehearsal.duplicate(first),
        "answer 2": rehearsal.client("answer 2", second, 1),
        "withdraw": rehearsal.client("withdraw", third, 1),
        "file": rehearsal.client("file", filing, 0),
        "file again": rehearsal.duplicate(filing),
        "file another": rehearsal.client("file another", anew, 1),
        "timer": rehearsal.worker(timer(id_)),
        "timer twice": rehearsal.worker(timer(id_), 0),
        "drain": rehearsal.worker(deliver_outbox),
        "drain twice": rehearsal.worker(deliver_outbox, 0),
        "sweep": rehearsal.worker(sweep_deadlines),
    }


def play(stage: Stage, seed: int, make_store: MakeStore = DynamoStore) -> list[str]:
    """One seed from an empty table to silence. What is wrong in the end."""
    chance = chance_of(seed)
    rehearsal = new_rehearsal(stage, seed, make_store)
    cast = cast_of(rehearsal)

    def sometimes_jump() -> None:
        if chance.random() < 0.02:
            rehearsal.clock.advance(JUMP)

    stage.wire.play(cast, chance, sometimes(chance, RATE), sometimes_jump)
    return rehearsal.violations()


@pytest.mark.parametrize(
    "seed",
    [*range(QUICK), *(pytest.param(n, marks=pytest.mark.slow) for n in range(QUICK, SEEDS))],
)
def test_nothing_is_lost_and_nothing_happens_twice(stage: Stage, seed: int) -> None:
    assert play(stage, seed) == [], "\n".join(stage.wire.trace)


# --- the suite bites: two stores with a guard less -------------------------------------------


class WithoutNonce(Committer):
    """Takes every refused condition at its word, its own earlier send among them."""

    def _is_ours(self, *_: object) -> bool:
        return False


class StoreWithoutNonce(DynamoStore):
    def __init__(self, record: type[Record], vault: Vault) -> None:
        super().__init__(record, vault)
        self._committer = WithoutNonce(record, self._table.items, vault)


class StoreThatOverwrites(DynamoStore):
    """Saves what was decided on an old revision over the new one."""

    def commit(self, commit: Commit) -> None:
        try:
            super().commit(commit)
        except RevisionLost:
            saves = tuple(self._on_top(one) for one in commit.saves)
            super().commit(replace(commit, saves=saves))

    def _on_top(self, one: Aggregate) -> Aggregate:
        if not isinstance(one, VerificationRequest):
            return one
        stored = self.requests.request(one.id)
        return one if stored is None else replace(one, revision=stored.revision)


@pytest.mark.parametrize(
    ("make_store", "symptom"),
    [(StoreWithoutNonce, "although it was done"), (StoreThatOverwrites, "with the ends")],
)
def test_a_store_with_a_guard_less_is_found_out(
    stage: Stage, make_store: MakeStore, symptom: str
) -> None:
    wrong = (one for seed in range(QUICK) for one in play(stage, seed, make_store))
    assert any(symptom in one for one in wrong)
