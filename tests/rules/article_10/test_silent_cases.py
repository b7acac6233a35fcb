"""Article 10-2 where the rule says nothing: what we decided, each case by name."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import PromisePast
from chalicelib.kernel.events import EventType, Signal
from chalicelib.notices.domain.notice import Audience
from chalicelib.requests.domain.deadlines import Rule
from chalicelib.requests.domain.outcomes import RequestState, SupervisionState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    HALF_HOUR,
    HEALTH,
    HOUR,
    MINUTE,
    MS,
    POLICE,
    SECOND,
    START,
    TAX,
    District,
    How,
    at,
    promising,
)
from tests.worlds import officer


def supervision_at_the_end(
    district: District, request: VerificationRequest
) -> SupervisionState | None:
    supervision = district.stored(request).supervision(district.clock.now())
    return None if supervision is None else supervision.state


# --- filed just before the week ends -----------------------------------------------------


@pytest.mark.parametrize(
    ("row_code", "answer_by"),
    [
        ("ZM030", "2026-11-20 18:29:30"),
        ("ZM011", "2026-11-20 18:29:30"),
        ("ZM007", "2026-11-21 17:59:30"),
    ],
    ids=["R2", "R1", "R3"],
)
def test_filed_at_17_59_30_on_a_friday_the_clock_runs_into_the_weekend(
    row_code: str, answer_by: str
) -> None:
    district = District(at("2026-11-20 17:59:30"))
    request = district.file(row_code)
    assert request.plan.answer_by == at(answer_by)
    assert request.plan.send_back_by == at("2026-11-20 18:29:30")
    assert request.plan.supervise_by == at(answer_by) + HALF_HOUR


# --- the promise -------------------------------------------------------------------------


def test_a_promise_due_in_two_hours_leaves_a_promised_item_two_hours() -> None:
    district = District(START, promising("ZM007", "24 小时"))
    request = district.file("ZM007", accepted_at=START - 22 * HOUR)
    assert request.plan.rule is Rule.R3
    district.until(START + 2 * HOUR)
    assert district.stored(request).overdue_since(district.clock.now()) is None
    district.pass_by(MS)
    assert district.stored(request).overdue_since(district.clock.now()) == START + 2 * HOUR


def test_a_promise_already_past_leaves_nothing_behind() -> None:
    district = District(START, promising("ZM007", "24 小时"))
    with pytest.raises(PromisePast):
        district.file("ZM007", "A-1", START - 2 * DAY)
    assert district.ports.worklist.open_deadlines() == ()
    assert district.timers.started == []
    assert district.file("ZM007", "A-1").case_accepted_at == START  # nothing was fixed by it


# --- two materials in parallel -----------------------------------------------------------


def test_two_materials_of_one_case_run_side_by_side_each_with_its_own_clock() -> None:
    district = District()
    slow = district.file("ZM007")
    district.pass_by(MINUTE)
    prompt = district.file("ZM011")
    assert (slow.issuer, prompt.issuer) == (TAX, POLICE)
    assert slow.plan.answer_by == START + DAY
    assert prompt.plan.answer_by == START + 31 * MINUTE
    district.pass_by(30 * MINUTE + MS)
    district.sweep()
    assert EventType.REQUEST_OVERDUE in district.told(prompt)
    assert EventType.REQUEST_OVERDUE not in district.told(slow)
    district.answer(prompt)
    assert district.stored(slow).is_open
    assert len(district.clocks(CIVIL_AFFAIRS).intervals) == 1


# --- withdrawn while overdue, answered after the breach ----------------------------------


def test_withdrawn_while_overdue_it_is_withdrawn_supervised_and_still_late() -> None:
    district = District()
    request = district.file("ZM030")
    district.pass_by(40 * MINUTE)
    district.timer(request)
    withdrawn = district.withdraw(request)
    assert withdrawn.state is RequestState.WITHDRAWN
    assert withdrawn.overdue_since(district.clock.now()) == START + HALF_HOUR
    district.pass_by(DAY)
    assert supervision_at_the_end(district, request) is SupervisionState.DONE


def test_answered_after_the_breach_before_the_supervisor_acts_it_is_done_and_still_late() -> None:
    district = District()
    request = district.file("ZM030")
    district.pass_by(HALF_HOUR + SECOND)
    answered = district.answer(request)
    district.pass_by(DAY)
    assert answered.overdue_since(district.clock.now()) == START + HALF_HOUR
    assert supervision_at_the_end(district, request) is SupervisionState.DONE
    assert EventType.REQUEST_OVERDUE in district.told(request)


# --- the issuer is suspended with open requests ------------------------------------------


def suspended_after_filing() -> tuple[District, VerificationRequest]:
    district = District()
    request = district.file("ZM030")
    district.deliver()
    district.save(district.unit(HEALTH).suspend())
    return district, request


def test_a_suspended_issuers_clocks_run_on() -> None:
    district, request = suspended_after_filing()
    district.until(START + HOUR + MS)
    district.timer(request)
    assert district.stored(request).plan == request.plan
    assert supervision_at_the_end(district, request) is SupervisionState.FAILED


def test_the_office_is_told_of_the_breach_in_the_supervisors_place() -> None:
    district, request = suspended_after_filing()
    district.until(START + HALF_HOUR + MS)
    district.timer(request)
    district.deliver()
    assert district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER) == [EventType.REQUEST_OVERDUE]
    assert district.inbox(HEALTH, Audience.SUPERVISOR) == []


def test_the_office_may_answer_and_supervise_for_it() -> None:
    district, request = suspended_after_filing()
    district.until(START + HALF_HOUR + MS)
    district.note(request, How(officer()))
    answered = district.answer(request, How(officer()))
    assert answered.answer is not None
    assert answered.answer.by == officer()
    assert supervision_at_the_end(district, request) is SupervisionState.DONE


def test_a_request_filed_to_a_suspended_issuer_is_taken_and_told_to_the_office_at_once() -> None:
    district = District()
    district.save(district.unit(HEALTH).suspend())
    request = district.file("ZM030")
    assert request.plan.answer_by == START + HALF_HOUR
    news = district.news(request, EventType.ISSUER_NOT_OPERATIONAL)
    assert (news.at, news.article, news.signal) == (START, "16", Signal.V1)
    district.deliver()
    told = district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER)
    assert told == [EventType.ISSUER_NOT_OPERATIONAL]
    assert district.inbox(HEALTH, Audience.AGENT) == [EventType.REQUEST_FILED]


# --- the policy changes with open requests -----------------------------------------------


def test_when_the_policy_changes_the_stored_version_wins_for_what_is_open() -> None:
    district = District()
    before = district.file("ZM030")
    policy = replace(district.ports.policy, version="2027-01-01", prompt=HOUR, supervision=2 * HOUR)
    district.follow(policy)
    after = district.file("ZM030")
    kept = district.stored(before)
    assert kept.plan == before.plan
    assert (kept.plan.policy_version, kept.plan.answer_by) == ("2022-06-28", START + HALF_HOUR)
    assert (after.plan.policy_version, after.plan.answer_by) == ("2027-01-01", START + HOUR)
    district.until(START + HOUR + MS)
    district.sweep()
    assert supervision_at_the_end(district, before) is SupervisionState.FAILED
    assert supervision_at_the_end(district, after) is SupervisionState.OPEN


def test_a_child_filed_after_the_change_runs_under_the_new_policy() -> None:
    district = District()
    parent = district.file("ZM030")
    district.send_back(parent, TAX)
    district.follow(replace(district.ports.policy, version="2027-01-01", prompt=HOUR))
    child = district.re_route(parent, TAX)
    assert (child.plan.policy_version, child.plan.answer_by) == ("2027-01-01", START + HOUR)
