"""Article 4: the task-force office arbitrates, supervises, and acts where a unit can't."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import (
    ArbitrationNotOpen,
    NotTheIssuer,
    ReRouteForbidden,
    RoleNotAllowed,
    SelfAddressed,
    StateForbids,
    UnitUnknown,
)
from chalicelib.kernel.events import EventType, Signal
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.notices.domain.notice import Audience
from chalicelib.requests.domain.outcomes import ArbitrationState, RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.reading import read_request
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit
from tests.rules.world import (
    CIVIL_AFFAIRS,
    HALF_HOUR,
    HOUR,
    LAND,
    MS,
    POLICE,
    START,
    TAX,
    District,
    How,
)
from tests.worlds import agent, call_by, caller, officer, supervisor


def unclear() -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.send_back(district.file("ZM007"), None)


# --- arbitration -------------------------------------------------------------------------


def test_an_officer_rules_with_unit_reason_and_time() -> None:
    district, request = unclear()
    district.pass_by(HOUR)
    ruling = district.arbitrate(request, LAND).arbitration
    assert ruling is not None
    assert ruling.state is ArbitrationState.DECIDED
    assert (ruling.unit, ruling.reason, ruling.at) == (
        LAND,
        "按职责分工由该单位出具",
        START + HOUR,
    )
    news = district.news(request, EventType.REQUEST_ARBITRATED)
    assert (news.at, news.article, dict(news.facts)) == (START + HOUR, "4", {"unit": LAND})


@pytest.mark.parametrize(
    "by",
    [
        agent(CIVIL_AFFAIRS),
        agent(TAX),
        supervisor(TAX),
        agent(TASK_FORCE_OFFICE),
        caller(TASK_FORCE_OFFICE, "publisher-1"),
    ],
    ids=["requester", "issuer", "supervisor", "agent of the office's unit", "publisher"],
)
def test_nobody_else_rules(by: Caller) -> None:
    district, request = unclear()
    with pytest.raises(RoleNotAllowed):
        district.arbitrate(request, LAND, How(by))
    assert district.stored(request).child is None


def test_a_dismissed_officer_rules_no_more() -> None:
    district, request = unclear()
    office = district.unit(TASK_FORCE_OFFICE)
    district.save(replace(office, officers=(MemberId("officer-2"),)))
    with pytest.raises(RoleNotAllowed):
        district.arbitrate(request, LAND, How(officer(1)))
    assert district.arbitrate(request, LAND, How(officer(2))).child is not None


def test_the_office_rules_once() -> None:
    district, request = unclear()
    district.arbitrate(request, LAND)
    with pytest.raises(ReRouteForbidden):
        district.arbitrate(request, POLICE)
    assert district.child(request).issuer == LAND


def test_the_office_may_send_it_back_to_the_unit_that_refused_it() -> None:
    district, request = unclear()
    district.arbitrate(request, TAX)
    assert district.child(request).issuer == TAX


def test_the_office_rules_only_on_what_was_left_to_it() -> None:
    district = District()
    request = district.file("ZM007")
    with pytest.raises(StateForbids):
        district.arbitrate(request, LAND)
    district.send_back(request, LAND)
    with pytest.raises(ArbitrationNotOpen):
        district.arbitrate(request, LAND)


def test_a_ruling_names_a_known_unit_other_than_the_requester() -> None:
    district, request = unclear()
    with pytest.raises(UnitUnknown):
        district.arbitrate(request, UnitCode("370402999"))
    with pytest.raises(SelfAddressed):
        district.arbitrate(request, CIVIL_AFFAIRS)
    assert district.stored(request).arbitration == request.arbitration


# --- failed supervision goes to the office -----------------------------------------------


def test_a_failed_supervision_comes_to_the_office_as_signal_v5() -> None:
    district = District()
    request = district.file("ZM030")
    district.until(START + 2 * HALF_HOUR)
    district.sweep()
    district.deliver()
    assert district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER) == []
    district.pass_by(MS)
    district.sweep()
    district.deliver()
    inbox = district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER)
    assert inbox == [EventType.SUPERVISION_FAILED]
    assert district.news(request, EventType.SUPERVISION_FAILED).signal is Signal.V5


# --- a unit that is not operational ------------------------------------------------------


def suspended(unit: Unit) -> Unit:
    return unit.suspend()


def without_supervisor(unit: Unit) -> Unit:
    return replace(unit, supervisor=None)


def without_agents(unit: Unit) -> Unit:
    return replace(unit, agents=())


NOT_OPERATIONAL = pytest.mark.parametrize(
    "lame", [suspended, without_supervisor, without_agents], ids=lambda one: one.__name__
)
Lame = Callable[[Unit], Unit]


def filed_to(lame: Lame) -> tuple[District, VerificationRequest]:
    district = District()
    district.save(lame(district.unit(TAX)))
    return district, district.file("ZM007")


@NOT_OPERATIONAL
def test_no_unit_escapes_its_duty_by_losing_its_people(lame: Lame) -> None:
    district, request = filed_to(lame)
    assert request.state is RequestState.FILED
    news = district.news(request, EventType.ISSUER_NOT_OPERATIONAL)
    assert (news.signal, news.at) == (Signal.V1, START)


@NOT_OPERATIONAL
def test_the_office_is_told_at_once_and_of_the_breach_in_the_supervisors_place(
    lame: Lame,
) -> None:
    district, request = filed_to(lame)
    district.deliver()
    assert district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER) == [EventType.ISSUER_NOT_OPERATIONAL]
    district.until(request.plan.answer_by + MS)
    district.sweep()
    district.deliver()
    inbox = district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER)
    assert inbox[-1] is EventType.REQUEST_OVERDUE


@NOT_OPERATIONAL
@pytest.mark.parametrize("act", ["accept", "answer", "send back"])
def test_an_officer_accepts_answers_and_sends_back_for_it(lame: Lame, act: str) -> None:
    district, request = filed_to(lame)
    by_office = How(officer())
    changed = {
        "accept": lambda: district.accept(request, by_office),
        "answer": lambda: district.answer(request, by_office),
        "send back": lambda: district.send_back(request, LAND, by_office),
    }[act]()
    assert changed.state is not RequestState.FILED


def test_an_officer_does_none_of_it_for_a_unit_that_operates() -> None:
    district = District()
    request = district.file("ZM007")
    with pytest.raises(NotTheIssuer):
        district.answer(request, How(officer()))
    assert EventType.ISSUER_NOT_OPERATIONAL not in district.told(request)


def test_officers_and_the_publisher_act_for_the_district_not_for_the_unit_they_sit_in() -> None:
    district = District()
    parent = district.file("ZM007")
    district.send_back(parent, TASK_FORCE_OFFICE)
    request = district.re_route(parent, TASK_FORCE_OFFICE)
    with pytest.raises(NotTheIssuer):
        district.answer(request, How(officer()))
    with pytest.raises(RoleNotAllowed):
        district.answer(request, How(caller(TASK_FORCE_OFFICE, "publisher-1")))
    assert district.answer(request).state is RequestState.ANSWERED


def test_a_unit_that_operates_again_acts_for_itself_again() -> None:
    district, request = filed_to(suspended)
    district.save(district.unit(TAX).resume())
    with pytest.raises(NotTheIssuer):
        district.answer(request, How(officer()))
    assert district.answer(request).state is RequestState.ANSWERED


def test_an_officer_reads_people_in_full_only_while_the_office_supervises() -> None:
    district = District()
    request = district.file("ZM007")
    assert not read_request(request.id, call_by(officer()), district.ports).is_full
    assert EventType.REQUEST_READ not in district.told(request)
    district.save(district.unit(TAX).suspend())
    assert read_request(request.id, call_by(officer()), district.ports).is_full
    assert EventType.REQUEST_READ in district.told(request)
