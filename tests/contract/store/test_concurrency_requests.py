"""Many act on one request at the same instant: one end, nothing lost, nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.kernel.errors import ReRouteForbidden, SignatureRefused, StateForbids
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import CaseNo, RequestId
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import Box, BoxQuery
from chalicelib.requests.use_cases.passing import pass_deadline
from chalicelib.requests.use_cases.routing_acts import re_route_request
from chalicelib.requests.use_cases.supervising import note_supervision
from tests.contract.store.racing import (
    EDUCATION,
    LATER,
    POLICE,
    Outcome,
    Race,
    answer_one,
    assert_losers_were_told,
    assert_whole,
    at_once,
    file_one,
    new_race,
    outbox_of,
    send_back_one,
    stored,
    withdraw_one,
)
from tests.worlds import HEALTH, NOW, agent, call_by, supervisor

MANY = 16
ROUNDS = 4

Act = Callable[[], VerificationRequest | None]


@pytest.fixture(scope="module")
def shared_race(dynamodb_endpoint: str) -> Race:
    return new_race(dynamodb_endpoint)


@pytest.fixture
def race(shared_race: Race) -> Race:
    """One table for all: making it costs more than most tests here."""
    shared_race.clock.set(NOW)
    return shared_race


def filed_requests(race: Race, case_no: str) -> list[RequestId]:
    query = BoxQuery(EDUCATION, Box.OUTBOX, None, 100)
    return [one.id for one in race.ports.requests.box(query).items if one.case_no == case_no]


def test_answer_timer_withdrawal_and_send_back_at_once_end_a_request_once(race: Race) -> None:
    for _ in range(ROUNDS):
        race.clock.set(NOW)
        id_ = race.file().id
        race.clock.set(LATER)  # past every due time: the timers have something to note
        closing: list[Act] = []
        for n in range(4):
            closing += [
                partial(answer_one, race.turn(n), id_, said=f"第{n}人"),
                partial(withdraw_one, race.turn(n), id_),
                partial(send_back_one, race.turn(n), id_),
            ]
        timers: list[Act] = [partial(pass_deadline, id_, race.turn(n)) for n in range(4)]
        outcomes = at_once(closing + timers)
        won = [one for one in outcomes[: len(closing)] if one.is_won]
        assert len(won) == 1
        assert_losers_were_told(outcomes)
        assert all(one.is_won for one in outcomes[len(closing) :])
        request = assert_whole(race, id_)
        assert won[0].result is not None
        assert request == replace(won[0].result, revision=request.revision)
        told_state = {
            one.error.facts["state"] for one in outcomes if isinstance(one.error, StateForbids)
        }
        assert told_state == {request.state}


def test_a_timer_that_comes_many_times_at_once_notes_the_breach_once(race: Race) -> None:
    id_ = race.file().id
    race.clock.set(stored(race, id_).plan.answer_by)
    outcomes = at_once([partial(pass_deadline, id_, race.turn(n)) for n in range(MANY)])
    assert [one.what for one in outcomes] == ["won"] * MANY
    assert assert_whole(race, id_).is_overdue_noted


def test_notes_at_once_are_all_kept(race: Race) -> None:
    id_ = race.file().id
    race.clock.set(LATER)
    notes = [f"第{n}次督办" for n in range(MANY)]
    outcomes = at_once(
        [
            partial(note_supervision, id_, note, call_by(supervisor(POLICE)), race.turn(n))
            for n, note in enumerate(notes)
        ]
    )
    assert [one.what for one in outcomes] == ["won"] * MANY
    request = assert_whole(race, id_)
    assert sorted(one.note for one in request.supervision_notes) == sorted(notes)


def test_one_call_sent_many_times_at_once_counts_once(race: Race) -> None:
    call = call_by(agent(EDUCATION))
    outcomes = at_once([partial(file_one, race.turn(n), call.jti, call) for n in range(MANY)])
    assert sorted(one.what for one in outcomes) == ["sig.replay"] * (MANY - 1) + ["won"]
    assert_losers_were_told(outcomes, SignatureRefused)
    assert len(filed_requests(race, call.jti)) == 1


def test_one_op_of_many_filings_at_once_files_once_and_tells_all_the_first_result(
    race: Race,
) -> None:
    calls = [call_by(agent(EDUCATION), "file-once-1") for _ in range(MANY)]
    outcomes = at_once(
        [partial(file_one, race.turn(n), "once", call) for n, call in enumerate(calls)]
    )
    results = all_won(outcomes)
    (id_,) = filed_requests(race, "once")
    assert_whole(race, id_)
    assert [replace(one, revision=0) for one in results] == [replace(results[0], revision=0)] * MANY


def test_one_op_of_many_answers_at_once_answers_once_and_tells_all_the_first_result(
    race: Race,
) -> None:
    id_ = race.file().id
    calls = [call_by(agent(POLICE), "answer-once-1") for _ in range(MANY)]
    outcomes = at_once(
        [partial(answer_one, race.turn(n), id_, call) for n, call in enumerate(calls)]
    )
    results = all_won(outcomes)
    assert [replace(one, revision=0) for one in results] == [replace(results[0], revision=0)] * MANY
    assert_whole(race, id_)


def test_one_op_used_for_two_things_at_once_counts_for_one(race: Race) -> None:
    id_ = race.file().id
    base = call_by(agent(POLICE), "two-things-1")
    contents = [replace(base, jti=f"{base.jti}{n}", body_digest=f"{n % 2}") for n in range(MANY)]
    outcomes = at_once(
        [
            partial(answer_one, race.turn(n), id_, call, f"第{n % 2}种")
            for n, call in enumerate(contents)
        ]
    )
    assert sorted(one.what for one in outcomes) == ["op.reused"] * (MANY // 2) + ["won"] * (
        MANY // 2
    )
    assert_losers_were_told(outcomes)
    assert_whole(race, id_)


def test_many_first_requests_of_a_case_at_once_agree_on_its_acceptance(race: Race) -> None:
    outcomes = at_once([partial(file_one, race.turn(n), "one-case") for n in range(MANY)])
    filed = {one.id: one for one in all_won(outcomes)}
    case = race.ports.requests.case(EDUCATION, CaseNo("one-case"))
    assert case is not None
    assert set(case.requests) == set(filed)
    assert len(filed) == MANY
    assert {one.case_accepted_at for one in filed.values()} == {case.accepted_at}
    for id_ in filed:
        assert_whole(race, id_)


def test_a_returned_request_is_sent_on_once(race: Race) -> None:
    id_ = race.file("sent-on").id
    send_back_one(race.ports, id_)
    outcomes = at_once(
        [
            partial(re_route_request, id_, HEALTH, call_by(agent(EDUCATION)), race.turn(n))
            for n in range(MANY)
        ]
    )
    (child,) = [one.result for one in outcomes if one.result is not None]
    assert_losers_were_told(outcomes, ReRouteForbidden)
    assert stored(race, id_).child == child.id
    assert assert_whole(race, child.id).parent == id_
    assert_whole(race, id_)
    case = race.ports.requests.case(EDUCATION, CaseNo("sent-on"))
    assert case is not None
    assert set(case.requests) == {id_, child.id}


def test_workers_that_drain_at_once_leave_one_notice_per_inbox_and_an_empty_outbox(
    dynamodb_endpoint: str,
) -> None:
    race = new_race(dynamodb_endpoint)
    id_ = race.file().id
    race.clock.set(LATER)
    pass_deadline(id_, race.ports)
    answer_one(race.ports, id_)
    race.clock.set(LATER + timedelta(minutes=1))
    outcomes = at_once([partial(deliver_outbox, race.turn(n)) for n in range(4)])
    assert [one.what for one in outcomes] == ["won"] * 4
    assert outbox_of(race.ports, id_) == []
    pages = [
        race.ports.notices.page(unit, audience, 100, None).items
        for unit, audience in ((EDUCATION, "AGENT"), (POLICE, "AGENT"), (POLICE, "SUPERVISOR"))
    ]
    told = [[one.event for one in page if one.request == id_] for page in pages]
    late, answered = EventType.REQUEST_OVERDUE, EventType.REQUEST_ANSWERED
    assert [sorted(one) for one in told] == [
        sorted([late, answered, EventType.SUPERVISION_FAILED]),
        sorted([EventType.REQUEST_FILED, late]),
        [late],
    ]


def all_won(outcomes: list[Outcome[VerificationRequest]]) -> list[VerificationRequest]:
    assert [one.what for one in outcomes] == ["won"] * len(outcomes)
    return [one.result for one in outcomes if one.result is not None]


def test_work_that_two_workers_postpone_at_once_waits_once(race: Race) -> None:
    id_ = race.file().id
    (entry,) = outbox_of(race.ports, id_)
    now = race.clock.now()
    outcomes = at_once(
        [
            partial(race.turn(n).worklist.postpone, entry, now + timedelta(seconds=30 + n))
            for n in range(4)
        ]
    )
    assert [one.what for one in outcomes] == ["won"] * 4
    assert len(outbox_of(race.ports, id_)) == 1
