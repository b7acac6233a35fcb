"""Each fault at each API call of each operation: what is left is whole, or becomes whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.kernel.ids import RequestId
from chalicelib.requests.domain.outcomes import RequestState
from tests.contract.faults.faulty_wire import (
    ALL_FAULTS,
    MOST_RESENDS,
    Fault,
    at_send,
    one_seed_one_play,
)
from tests.contract.faults.rehearsal import Rehearsal, Stage, Told, chance_of, new_rehearsal, timer
from tests.contract.store.racing import EDUCATION, POLICE, answer_one, file_one, withdraw_one
from tests.worlds import NOW, agent, call_by

GIVEN_UP = MOST_RESENDS + 1
"""So many sends in a row, and the SDK tells its caller."""


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


@pytest.fixture(autouse=True)
def replayable(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    one_seed_one_play(stage.wire, monkeypatch)


Actor = Callable[[], None]


def filing(rehearsal: Rehearsal, _id: RequestId) -> Actor:
    told = Told(lambda p, c: file_one(p, "A-2", c), call_by(agent(EDUCATION)), None)
    return rehearsal.client("file", told)


def second_of_case(rehearsal: Rehearsal, _id: RequestId) -> Actor:
    told = Told(lambda p, c: file_one(p, "A-1", c), call_by(agent(EDUCATION)), None)
    rehearsal.clock.advance(timedelta(minutes=1))  # the case's acceptance is another time
    return rehearsal.client("file", told)


def answering(rehearsal: Rehearsal, id_: RequestId) -> Actor:
    closes_as, call = RequestState.ANSWERED, call_by(agent(POLICE))
    return rehearsal.client("answer", Told(lambda p, c: answer_one(p, id_, c), call, closes_as))


def withdrawing(rehearsal: Rehearsal, id_: RequestId) -> Actor:
    closes_as, call = RequestState.WITHDRAWN, call_by(agent(EDUCATION))
    return rehearsal.client("leave", Told(lambda p, c: withdraw_one(p, id_, c), call, closes_as))


def passing(rehearsal: Rehearsal, id_: RequestId) -> Actor:
    rehearsal.clock.set(NOW + timedelta(days=1, minutes=1))
    return rehearsal.worker(timer(id_))


def draining(rehearsal: Rehearsal, id_: RequestId) -> Actor:
    answer_one(rehearsal.ports, id_)
    return rehearsal.worker(deliver_outbox)


@dataclass(frozen=True)
class Case:
    """One operation, and what becomes of ``times`` sends in a row."""

    act: Callable[[Rehearsal, RequestId], Actor]
    fault: Fault
    times: int

    def __str__(self) -> str:
        return f"{self.act.__name__}, {self.fault.value}, {self.times}x"


CLIENTS = (filing, second_of_case, answering, withdrawing)
LASTING = [
    (fault, times) for fault in (Fault.LOST, Fault.UNHEARD) for times in (GIVEN_UP, 2 * GIVEN_UP)
]
DIFFERENT = (Fault.LOST, Fault.UNHEARD, Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
"""For the long drain: what the SDK sends again by itself differs no further."""
CASES = [Case(act, fault, 1) for act in (*CLIENTS, passing) for fault in ALL_FAULTS]
CASES += [Case(draining, fault, 1) for fault in DIFFERENT]
CASES += [Case(act, *lasting) for act in (*CLIENTS, passing) for lasting in LASTING]


def play(stage: Stage, case: Case, position: int) -> tuple[bool, list[str]]:
    """Whether the fault was met at this call of the operation, and what is wrong afterwards."""
    rehearsal = new_rehearsal(stage, position)
    id_ = file_one(rehearsal.ports, "A-1").id
    act = case.act(rehearsal, id_)
    first = stage.wire.sends + 1
    choose = at_send(first + position, case.fault, case.times)
    stage.wire.play({"actor": act}, chance_of(0), choose)
    met = stage.wire.sends >= first + position
    return met, rehearsal.violations()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_at_any_call_leaves_nothing_half_done(stage: Stage, case: Case) -> None:
    position, met = 0, True
    while met:
        met, wrong = play(stage, case, position)
        assert wrong == [], f"at call {position}:\n" + "\n".join(stage.wire.trace)
        position += 1
    assert position > 1
