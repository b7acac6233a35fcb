"""Once only: the same ``op`` gives the first result, and every act counts once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.kernel.errors import OperationReused, StateForbids
from chalicelib.requests.domain.request import VerificationRequest
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    LAND,
    MINUTE,
    POLICE,
    START,
    TAX,
    District,
    How,
)
from tests.worlds import agent

Act = Callable[[District, VerificationRequest, How], VerificationRequest]


def overdue(district: District, request: VerificationRequest) -> VerificationRequest:
    district.until(request.plan.answer_by + MINUTE)
    return request


def sent_back(district: District, request: VerificationRequest) -> VerificationRequest:
    return district.send_back(request, LAND)


def left_to_the_office(district: District, request: VerificationRequest) -> VerificationRequest:
    return district.send_back(request, None)


def as_filed(_district: District, request: VerificationRequest) -> VerificationRequest:
    return request


Prepare = Callable[[District, VerificationRequest], VerificationRequest]

ACTS: dict[str, tuple[Prepare, Act]] = {
    "accept": (as_filed, lambda d, request, how: d.accept(request, how)),
    "answer": (as_filed, lambda d, request, how: d.answer(request, how)),
    "send back": (as_filed, lambda d, request, how: d.send_back(request, LAND, how)),
    "withdraw": (as_filed, lambda d, request, how: d.withdraw(request, how)),
    "extend": (as_filed, lambda d, request, how: d.extend(request, START + 2 * DAY, how)),
    "re-route": (sent_back, lambda d, request, how: d.re_route(request, LAND, how)),
    "arbitrate": (left_to_the_office, lambda d, request, how: d.arbitrate(request, POLICE, how)),
    "note": (overdue, lambda d, request, how: d.note(request, how)),
}
EVERY_ACT = pytest.mark.parametrize("name", list(ACTS))


def prepared(name: str) -> tuple[District, VerificationRequest, Act]:
    prepare, act = ACTS[name]
    district = District()
    return district, prepare(district, district.file("ZM007")), act


def moved_on(district: District, request: VerificationRequest) -> None:
    """Whatever can still happen to it and its child, happens."""
    district.pass_by(2 * DAY)
    for one in (district.stored(request), *child_of(district, request)):
        district.timer(one)
        if one.is_open:
            district.answer(one)


def child_of(district: District, request: VerificationRequest) -> list[VerificationRequest]:
    child = district.stored(request).child
    return [] if child is None else [district.child(request)]


@EVERY_ACT
def test_the_same_op_gives_the_first_result_even_after_the_request_moved_on(name: str) -> None:
    district, request, act = prepared(name)
    how = How(op="the-same-op", body="the same body")
    first = act(district, request, how)
    moved_on(district, request)
    told = district.told(request)
    again = act(district, request, how)
    assert replace(again, revision=first.revision) == first
    assert district.told(request) == told


@EVERY_ACT
def test_the_same_op_with_another_body_is_refused(name: str) -> None:
    district, request, act = prepared(name)
    act(district, request, How(op="the-same-op", body="one body"))
    stored = district.stored(request)
    with pytest.raises(OperationReused) as refused:
        act(district, request, How(op="the-same-op", body="another body"))
    assert refused.value.code == "op.reused"
    assert district.stored(request) == stored


def test_filing_twice_under_one_op_makes_one_request() -> None:
    district = District()
    how = How(op="the-same-op")
    first = district.file("ZM007", how=how)
    district.pass_by(MINUTE)
    again = district.file("ZM007", how=how)
    assert again.id == first.id
    assert again.plan == first.plan
    case = district.ports.requests.case(CIVIL_AFFAIRS, first.case_no)
    assert case is not None
    assert case.requests == (first.id,)
    assert district.timers.started == [(first.id, 1)]


def test_filing_twice_under_two_ops_makes_two_requests_of_one_case() -> None:
    district = District()
    first, second = district.file("ZM007"), district.file("ZM007")
    case = district.ports.requests.case(CIVIL_AFFAIRS, first.case_no)
    assert case is not None
    assert case.requests == (first.id, second.id)


def test_an_op_of_one_act_is_not_the_op_of_another() -> None:
    district, request, _ = prepared("accept")
    district.accept(request, How(op="the-same-op"))
    with pytest.raises(OperationReused):
        district.answer(request, How(op="the-same-op"))
    assert district.stored(request).is_open


def test_an_op_belongs_to_the_key_that_used_it_first() -> None:
    district, request, _ = prepared("answer")
    district.answer(request, How(agent(TAX, 1), op="the-same-op"))
    with pytest.raises(OperationReused):
        district.answer(request, How(agent(TAX, 2), op="the-same-op"))


def test_two_units_may_use_the_same_op() -> None:
    district = District()
    request = district.file("ZM007", how=How(op="the-same-op"))
    assert not district.answer(request, How(op="the-same-op")).is_open


def test_a_refused_call_uses_up_no_op() -> None:
    district, request, _ = prepared("accept")
    district.answer(request)
    other = district.file("ZM007")
    with pytest.raises(StateForbids):
        district.accept(request, How(op="the-same-op"))
    assert district.answer(other, How(op="the-same-op", body="another")).answer is not None


@pytest.mark.parametrize("name", ["answer", "send back", "withdraw"])
def test_an_identical_end_under_a_new_op_is_refused_with_the_state_and_its_time(name: str) -> None:
    district, request, act = prepared(name)
    district.pass_by(MINUTE)
    ended = act(district, request, How(op="the-first-op", body="the same body"))
    district.pass_by(MINUTE)
    with pytest.raises(StateForbids) as refused:
        act(district, request, How(op="the-second-op", body="the same body"))
    assert refused.value.facts["state"] == ended.state
    assert refused.value.facts["since"] == "2026-11-18T10:01:00.000+08:00"
