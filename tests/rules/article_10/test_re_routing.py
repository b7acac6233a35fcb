"""Article 10-2: a request that went back is re-routed once, or left to the office."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import (
    ArbitrationNotOpen,
    NotTheRequester,
    PromisePast,
    ReRouteForbidden,
    RoleNotAllowed,
    StateForbids,
)
from chalicelib.kernel.events import EventType
from chalicelib.requests.domain.outcomes import ArbitrationState, RequestState
from chalicelib.requests.domain.request import VerificationRequest
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    HALF_HOUR,
    HOUR,
    LABOUR,
    LAND,
    MINUTE,
    MS,
    POLICE,
    START,
    TAX,
    District,
    How,
    promising,
)
from tests.worlds import agent, officer


def filed(row_code: str = "ZM007") -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.file(row_code)


def facts(district: District, request: VerificationRequest) -> dict[str, str]:
    return dict(district.news(request, EventType.REQUEST_SENT_BACK).facts)


# --- the requester re-routes in one step -------------------------------------------------


def test_the_requester_re_routes_to_the_referred_unit() -> None:
    district, request = filed()
    district.send_back(request, LAND)
    child = district.re_route(request, LAND)
    assert (child.issuer, child.requester) == (LAND, CIVIL_AFFAIRS)
    assert child.state is RequestState.FILED
    assert child.parent == request.id
    assert district.stored(request).child == child.id
    assert district.stored(request).arbitration is None
    assert district.stored(child) == replace(child, revision=1)


def test_it_is_re_routed_only_to_the_referred_unit() -> None:
    district, request = filed()
    district.send_back(request, LAND)
    with pytest.raises(ReRouteForbidden) as refused:
        district.re_route(request, POLICE)
    assert refused.value.field == "unit"
    assert district.stored(request).child is None


def test_it_is_re_routed_once_only() -> None:
    district, request = filed()
    district.send_back(request, LAND)
    child = district.re_route(request, LAND)
    with pytest.raises(ReRouteForbidden) as refused:
        district.re_route(request, LAND)
    assert refused.value.facts["child"] == child.id
    assert district.stored(request).child == child.id


def test_only_the_requester_re_routes() -> None:
    district, request = filed()
    district.send_back(request, LAND)
    for by in (agent(TAX), agent(LAND)):
        with pytest.raises(NotTheRequester):
            district.re_route(request, LAND, How(by))
    with pytest.raises(RoleNotAllowed):
        district.re_route(request, LAND, How(officer()))


@pytest.mark.parametrize("way", ["open", "answered", "withdrawn"])
def test_only_what_was_sent_back_is_re_routed(way: str) -> None:
    district, request = filed()
    if way == "answered":
        district.answer(request)
    if way == "withdrawn":
        district.withdraw(request)
    with pytest.raises(StateForbids):
        district.re_route(request, LAND)


def test_the_requester_is_not_asked_itself() -> None:
    district, request = filed()
    district.send_back(request, CIVIL_AFFAIRS)
    with pytest.raises(ReRouteForbidden):
        district.re_route(request, CIVIL_AFFAIRS)
    sent_back = district.stored(request)
    assert sent_back.child is None
    assert sent_back.arbitration is not None  # no dead end: the office decides


# --- the child ---------------------------------------------------------------------------


def test_the_child_keeps_row_case_people_and_promise_and_has_clocks_of_its_own() -> None:
    district, parent = filed("ZM011")
    district.pass_by(20 * MINUTE)
    district.send_back(parent, LAND)
    district.pass_by(MINUTE)
    child = district.re_route(parent, LAND)
    filed_at = START + 21 * MINUTE
    assert (child.row, child.edition) == (parent.row, parent.edition)
    assert (child.case_no, child.case_accepted_at) == (parent.case_no, parent.case_accepted_at)
    assert (child.applicant, child.subjects) == (parent.applicant, parent.subjects)
    assert child.plan.promised_by == parent.plan.promised_by
    assert child.filed_at == filed_at
    assert child.plan.rule is parent.plan.rule
    assert child.plan.answer_by == child.plan.send_back_by == filed_at + HALF_HOUR


def test_the_child_is_capped_by_the_promise_of_the_case_not_by_one_of_its_own() -> None:
    district = District(START, promising("ZM007", "24 小时"))
    parent = district.file("ZM007")
    district.pass_by(10 * MINUTE)
    district.send_back(parent, LAND)
    district.pass_by(13 * HOUR)
    child = district.re_route(parent, LAND)
    assert child.plan.answer_by == child.plan.promised_by == START + DAY


def test_when_the_promise_is_past_there_is_no_child() -> None:
    district = District(START, promising("ZM007", "24 小时"))
    parent = district.file("ZM007")
    district.send_back(parent, LAND)
    district.pass_by(DAY + MS)
    with pytest.raises(PromisePast):
        district.re_route(parent, LAND)
    assert district.stored(parent).child is None


def test_the_child_has_a_timer_of_its_own_and_belongs_to_the_case() -> None:
    district, parent = filed()
    district.send_back(parent, LAND)
    child = district.re_route(parent, LAND)
    assert list(district.timers.running) == [(child.id, 1)]
    case = district.ports.requests.case(CIVIL_AFFAIRS, parent.case_no)
    assert case is not None
    assert case.requests == (parent.id, child.id)


def test_both_ends_of_a_re_routing_are_entries() -> None:
    district, parent = filed()
    district.send_back(parent, LAND)
    child = district.re_route(parent, LAND)
    news = district.news(parent, EventType.REQUEST_RE_ROUTED)
    assert dict(news.facts) == {"unit": LAND}
    assert district.told(child) == [EventType.REQUEST_FILED]


# --- 不明, 推诿, a second send-back: only the office decides -----------------------------


def open_arbitration(district: District, way: str) -> VerificationRequest:
    """A request whose send-back leaves it to the office."""
    request = district.file("ZM007")  # at 区税务局
    if way == "unclear":
        return district.send_back(request, None)
    district.send_back(request, LAND)
    child = district.re_route(request, LAND)
    return district.send_back(child, TAX if way == "loop" else LABOUR)


EVERY_WAY = pytest.mark.parametrize("way", ["unclear", "loop", "second send-back"])


@EVERY_WAY
def test_after_unclear_a_loop_or_a_second_send_back_arbitration_is_open(way: str) -> None:
    district = District()
    request = open_arbitration(district, way)
    assert request.arbitration is not None
    assert request.arbitration.state is ArbitrationState.OPEN
    assert facts(district, request)["arbitration"] == "OPEN"
    assert facts(district, request)["is_referral_loop"] == str(way == "loop").lower()


@EVERY_WAY
def test_then_the_requester_no_longer_re_routes(way: str) -> None:
    district = District()
    request = open_arbitration(district, way)
    to = request.sent_back.referral.unit if request.sent_back else None
    with pytest.raises(ReRouteForbidden):
        district.re_route(request, to or LAND)
    assert district.stored(request).child is None


@EVERY_WAY
def test_then_the_office_rules_and_the_request_goes_where_it_says(way: str) -> None:
    district = District()
    request = open_arbitration(district, way)
    district.pass_by(HOUR)
    decided = district.arbitrate(request, POLICE)
    assert decided.arbitration is not None
    assert decided.arbitration.state is ArbitrationState.DECIDED
    assert (decided.arbitration.unit, decided.arbitration.at) == (POLICE, START + HOUR)
    child = district.child(request)
    assert (child.issuer, child.parent, child.filed_at) == (POLICE, request.id, START + HOUR)
    assert (child.id, 1) in district.timers.running
    assert district.answer(child).state is RequestState.ANSWERED


def test_a_first_send_back_with_a_referral_needs_no_office() -> None:
    district, request = filed()
    sent_back = district.send_back(request, LAND)
    assert sent_back.arbitration is None
    assert facts(district, request)["arbitration"] == "NONE"
    with pytest.raises(ArbitrationNotOpen):
        district.arbitrate(request, POLICE)


def test_a_send_back_after_the_ruling_comes_to_the_office_again() -> None:
    district, request = filed()
    district.send_back(request, None)
    district.arbitrate(request, LAND)
    again = district.send_back(district.child(request), POLICE)
    assert again.arbitration is not None
    assert again.arbitration.state is ArbitrationState.OPEN


def test_the_chain_remembers_every_unit_that_sent_it_back() -> None:
    district, request = filed()
    district.send_back(request, LAND)
    child = district.re_route(request, LAND)
    assert child.visited == (TAX,)
    district.send_back(child, POLICE)
    district.arbitrate(child, POLICE)
    assert district.child(child).visited == (TAX, LAND)
