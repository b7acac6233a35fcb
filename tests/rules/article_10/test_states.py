"""Article 10-2: the states of a request, and who may move it."""

from collections.abc import Callable

import pytest

from chalicelib.kernel.errors import (
    FieldMissing,
    NotTheIssuer,
    NotTheRequester,
    RequestUnknown,
    RoleNotAllowed,
    StateForbids,
)
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import MemberId
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.request import VerificationRequest
from tests.rules.world import (
    CIVIL_AFFAIRS,
    MINUTE,
    POLICE,
    SECOND,
    START,
    TAX,
    District,
    How,
)
from tests.worlds import agent, caller, officer, supervisor

Act = Callable[[District, VerificationRequest], VerificationRequest]

ENDINGS: dict[RequestState, Act] = {
    RequestState.ANSWERED: lambda district, request: district.answer(request),
    RequestState.SENT_BACK: lambda district, request: district.send_back(request, POLICE),
    RequestState.WITHDRAWN: lambda district, request: district.withdraw(request),
}
EVERY_ENDING = pytest.mark.parametrize("ending", list(ENDINGS))


def filed() -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.file("ZM007")


def test_a_request_begins_filed_at_the_moment_the_system_took_it() -> None:
    _, request = filed()
    assert request.state is RequestState.FILED
    assert request.filed_at == START
    assert request.accepted_at is None
    assert request.closed_at is None


def test_the_issuer_is_the_rows_issuer_and_the_requester_the_rows_unit() -> None:
    _, request = filed()
    assert (request.requester, request.issuer) == (CIVIL_AFFAIRS, TAX)


def test_it_is_accepted_when_the_agent_opens_it() -> None:
    district, request = filed()
    district.pass_by(MINUTE)
    accepted = district.accept(request)
    assert accepted.state is RequestState.ACCEPTED
    assert accepted.accepted_at == START + MINUTE
    assert accepted.plan == request.plan


def test_it_is_accepted_once() -> None:
    district, request = filed()
    district.accept(request)
    district.pass_by(MINUTE)
    with pytest.raises(StateForbids) as refused:
        district.accept(request)
    assert refused.value.facts["since"] == "2026-11-18T10:00:00.000+08:00"
    assert district.stored(request).accepted_at == START


@EVERY_ENDING
@pytest.mark.parametrize("is_accepted", [False, True], ids=["FILED", "ACCEPTED"])
def test_it_can_end_from_both_open_states(ending: RequestState, *, is_accepted: bool) -> None:
    district, request = filed()
    if is_accepted:
        district.accept(request)
    district.pass_by(MINUTE)
    ended = ENDINGS[ending](district, request)
    assert ended.state is ending
    assert ended.closed_at == START + MINUTE
    assert district.stored(request).state is ending


@pytest.mark.parametrize("ending", [RequestState.ANSWERED, RequestState.SENT_BACK])
def test_an_outcome_from_filed_records_acceptance_at_the_same_instant(
    ending: RequestState,
) -> None:
    district, request = filed()
    district.pass_by(MINUTE)
    assert ENDINGS[ending](district, request).accepted_at == START + MINUTE


def test_an_outcome_from_accepted_keeps_the_time_of_acceptance() -> None:
    district, request = filed()
    district.pass_by(SECOND)
    district.accept(request)
    district.pass_by(MINUTE)
    assert district.answer(request).accepted_at == START + SECOND


def test_a_request_withdrawn_before_anybody_opened_it_was_never_accepted() -> None:
    district, request = filed()
    assert district.withdraw(request).accepted_at is None


@EVERY_ENDING
@pytest.mark.parametrize("second", list(ENDINGS))
def test_after_the_end_every_other_end_is_refused_with_the_state_and_its_time(
    ending: RequestState, second: RequestState
) -> None:
    district, request = filed()
    district.pass_by(MINUTE)
    ended = ENDINGS[ending](district, request)
    district.pass_by(MINUTE)
    with pytest.raises(StateForbids) as refused:
        ENDINGS[second](district, request)
    assert refused.value.code == "request.state"
    assert refused.value.facts["state"] == ending
    assert refused.value.facts["since"] == "2026-11-18T10:01:00.000+08:00"
    assert district.stored(request).state is ended.state
    assert district.stored(request).closed_at == START + MINUTE


@EVERY_ENDING
def test_nothing_is_accepted_after_the_end(ending: RequestState) -> None:
    district, request = filed()
    ENDINGS[ending](district, request)
    with pytest.raises(StateForbids):
        district.accept(request)


def test_an_overdue_request_can_still_be_answered_and_its_lateness_stays() -> None:
    district, request = filed()
    district.until(request.plan.supervise_by + MINUTE)
    answered = district.answer(request)
    assert answered.state is RequestState.ANSWERED
    assert answered.overdue_since(district.clock.now()) == request.plan.answer_by


@pytest.mark.parametrize("conclusion", list(Conclusion))
def test_confirmed_not_confirmed_and_no_record_are_all_answers(conclusion: Conclusion) -> None:
    district, request = filed()
    answered = district.answer(request, conclusion=conclusion)
    assert answered.state is RequestState.ANSWERED
    assert answered.answer is not None
    assert answered.answer.conclusion is conclusion


def test_a_confirmation_names_at_least_one_fact() -> None:
    district, request = filed()
    with pytest.raises(FieldMissing) as refused:
        district.answer(request, facts=())
    assert refused.value.field == "facts"
    assert district.stored(request).is_open


@pytest.mark.parametrize(
    "act",
    [
        lambda district, request, how: district.accept(request, how),
        lambda district, request, how: district.answer(request, how),
        lambda district, request, how: district.send_back(request, POLICE, how),
    ],
    ids=["accept", "answer", "send back"],
)
def test_only_the_issuers_agents_system_and_supervisor_act_for_it(
    act: Callable[[District, VerificationRequest, How], VerificationRequest],
) -> None:
    for by in (agent(CIVIL_AFFAIRS), agent(POLICE), supervisor(POLICE), officer()):
        district, request = filed()
        with pytest.raises(NotTheIssuer):
            act(district, request, How(by))
        assert district.stored(request).state is RequestState.FILED
    for by in (agent(TAX, 2), caller(TAX, None), supervisor(TAX)):
        district, request = filed()
        assert act(district, request, How(by)).state is not RequestState.FILED


def test_only_the_requester_withdraws() -> None:
    district, request = filed()
    for by in (agent(TAX), agent(POLICE)):
        with pytest.raises(NotTheRequester):
            district.withdraw(request, How(by))
    with pytest.raises(RoleNotAllowed):
        district.withdraw(request, How(officer()))
    by_machine = district.withdraw(request, How(caller(CIVIL_AFFAIRS, None)))
    assert by_machine.state is RequestState.WITHDRAWN


def test_somebody_who_is_no_longer_an_agent_files_nothing() -> None:
    district = District()
    district.save(district.unit(CIVIL_AFFAIRS).remove_agent(MemberId("agent-1")))
    with pytest.raises(RoleNotAllowed):
        district.file("ZM007")
    assert district.file("ZM007", how=How(agent(CIVIL_AFFAIRS, 2))).state is RequestState.FILED


def test_an_unknown_request_is_unknown_to_everybody() -> None:
    district, request = filed()
    other = District()
    with pytest.raises(RequestUnknown):
        other.answer(request)
    assert district.stored(request).is_open


def test_every_change_of_state_is_an_entry_at_its_time() -> None:
    district, request = filed()
    district.pass_by(SECOND)
    district.accept(request)
    district.pass_by(SECOND)
    district.answer(request)
    assert [(one.news.type, one.news.at) for one in district.events(request)] == [
        (EventType.REQUEST_FILED, START),
        (EventType.REQUEST_ACCEPTED, START + SECOND),
        (EventType.REQUEST_ANSWERED, START + 2 * SECOND),
    ]
    assert [one.actor.unit for one in district.events(request)] == [CIVIL_AFFAIRS, TAX, TAX]


@EVERY_ENDING
def test_the_timer_of_an_ended_request_is_stopped(ending: RequestState) -> None:
    district, request = filed()
    assert (request.id, 1) in district.timers.running
    ENDINGS[ending](district, request)
    assert district.timers.running == {}
