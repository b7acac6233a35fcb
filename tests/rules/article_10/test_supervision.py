"""Article 10-2: the agent is late, the supervisor completes feedback within half an hour (R5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import NotOverdue, NotTheIssuer, RoleNotAllowed
from chalicelib.kernel.events import EventType, Signal
from chalicelib.kernel.ids import MemberId
from chalicelib.requests.domain.outcomes import RequestState, Supervision, SupervisionState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.units.domain.unit import Member
from tests.rules.world import (
    DAY,
    HALF_HOUR,
    HEALTH,
    HOUR,
    MINUTE,
    MS,
    POLICE,
    SECOND,
    START,
    District,
    How,
)
from tests.worlds import agent, caller, officer, supervisor

SUPERVISE_BY = START + 2 * HALF_HOUR


def filed() -> tuple[District, VerificationRequest]:
    """An R2 request: due at 30 minutes, supervised until 60."""
    district = District()
    return district, district.file("ZM030")


def state_at(request: VerificationRequest, after: timedelta) -> SupervisionState | None:
    supervision = request.supervision(START + after)
    return None if supervision is None else supervision.state


# --- computed from the stored times on every read ----------------------------------------


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(), None),
        (HALF_HOUR, None),
        (HALF_HOUR + MS, SupervisionState.OPEN),
        (2 * HALF_HOUR, SupervisionState.OPEN),
        (2 * HALF_HOUR + MS, SupervisionState.FAILED),
        (30 * DAY, SupervisionState.FAILED),
    ],
)
def test_supervision_opens_a_millisecond_after_the_answer_time_and_fails_after_half_an_hour(
    after: timedelta, state: SupervisionState | None
) -> None:
    _, request = filed()
    assert state_at(request, after) is state


@pytest.mark.parametrize("way", ["answer", "send back", "withdraw"])
@pytest.mark.parametrize(
    ("after", "state"),
    [
        (HALF_HOUR, None),
        (HALF_HOUR + MS, SupervisionState.DONE),
        (2 * HALF_HOUR, SupervisionState.DONE),
        (2 * HALF_HOUR + MS, SupervisionState.FAILED),
    ],
)
def test_supervision_is_done_if_the_request_ended_exactly_by_its_time_or_before(
    way: str, after: timedelta, state: SupervisionState | None
) -> None:
    district, request = filed()
    district.pass_by(after)
    ended = {
        "answer": lambda: district.answer(request),
        "send back": lambda: district.send_back(request, POLICE),
        "withdraw": lambda: district.withdraw(request),
    }[way]()
    assert state_at(ended, 300 * DAY) is state
    done = district.told(request).count(EventType.SUPERVISION_DONE)
    failed = district.told(request).count(EventType.SUPERVISION_FAILED)
    assert done == (state is SupervisionState.DONE)
    assert failed == (state is SupervisionState.FAILED)


def test_accepting_ends_no_supervision() -> None:
    district, request = filed()
    district.pass_by(HALF_HOUR + MS)
    assert state_at(district.accept(request), HALF_HOUR + MS) is SupervisionState.OPEN


def test_supervision_shows_by_when_feedback_is_due() -> None:
    _, request = filed()
    supervision = request.supervision(START + 31 * MINUTE)
    assert supervision == Supervision(SupervisionState.OPEN, SUPERVISE_BY, None)


# --- what is written down ----------------------------------------------------------------


def test_the_breach_and_the_failure_are_entries_at_the_times_they_happened() -> None:
    district, request = filed()
    district.until(SUPERVISE_BY + HOUR)
    district.timer(request)
    overdue = district.news(request, EventType.REQUEST_OVERDUE)
    failed = district.news(request, EventType.SUPERVISION_FAILED)
    assert (overdue.at, overdue.article) == (START + HALF_HOUR, "10-2")
    assert (failed.at, failed.article) == (SUPERVISE_BY, "16")


def test_a_failed_supervision_is_signal_v5_and_a_breach_alone_is_none() -> None:
    district, request = filed()
    district.until(SUPERVISE_BY + MS)
    district.timer(request)
    assert district.news(request, EventType.SUPERVISION_FAILED).signal is Signal.V5
    assert district.news(request, EventType.REQUEST_OVERDUE).signal is None


def test_a_failure_that_the_late_answer_itself_brings_to_light_is_signal_v5_too() -> None:
    district, request = filed()
    district.until(SUPERVISE_BY + MS)
    district.answer(request)
    assert district.news(request, EventType.SUPERVISION_FAILED).signal is Signal.V5
    assert EventType.SUPERVISION_DONE not in district.told(request)


# --- the supervisor acts -----------------------------------------------------------------


def test_the_supervisor_may_answer_himself() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    answered = district.answer(request, How(supervisor(HEALTH)))
    assert answered.answer is not None
    assert answered.answer.by == supervisor(HEALTH)
    assert state_at(answered, HOUR) is SupervisionState.DONE


def test_the_supervisor_may_send_back_himself() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    sent_back = district.send_back(request, POLICE, How(supervisor(HEALTH)))
    assert sent_back.state is RequestState.SENT_BACK
    assert state_at(sent_back, HOUR) is SupervisionState.DONE


def test_the_supervisors_note_is_a_record_and_ends_nothing() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    noted = district.note(request)
    assert noted.state is RequestState.FILED
    (note,) = noted.supervision_notes
    assert (note.note, note.at, note.by) == (
        "已催办",
        START + 31 * MINUTE,
        f"{HEALTH}:supervisor-1",
    )
    supervision = noted.supervision(district.clock.now())
    assert supervision == Supervision(SupervisionState.OPEN, SUPERVISE_BY, "已催办")
    district.until(SUPERVISE_BY + MS)
    assert state_at(district.stored(request), HOUR + MS) is SupervisionState.FAILED


def test_there_is_nothing_to_note_before_the_breach() -> None:
    district, request = filed()
    district.pass_by(HALF_HOUR)
    with pytest.raises(NotOverdue):
        district.note(request)
    district.pass_by(MS)
    assert district.note(request).supervision_notes


def test_a_note_can_still_be_made_after_a_late_request_ended() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    district.answer(request)
    assert district.note(request).state is RequestState.ANSWERED


def test_only_the_issuers_supervisor_or_the_office_notes() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    with pytest.raises(RoleNotAllowed):
        district.note(request, How(agent(HEALTH)))
    with pytest.raises(NotTheIssuer):
        district.note(request, How(supervisor(POLICE)))
    assert district.note(request, How(officer())).supervision_notes


# --- supervisor on leave: whoever is supervisor when acting ------------------------------


def on_leave(district: District, until: timedelta) -> None:
    """The health office's supervisor is away until then; ``supervisor-2`` acts for him."""
    unit = district.unit(HEALTH).add_member(Member(MemberId("supervisor-2"), "样例顶岗"))
    now = district.clock.now()
    district.save(unit.start_leave_cover(MemberId("supervisor-2"), START + until, now))


def test_the_leave_cover_supervises_and_the_absent_supervisor_does_not() -> None:
    district, request = filed()
    on_leave(district, DAY)
    district.pass_by(31 * MINUTE)
    with pytest.raises(RoleNotAllowed):
        district.answer(request, How(supervisor(HEALTH)))
    cover = caller(HEALTH, "supervisor-2")
    assert district.note(request, How(cover)).supervision_notes[0].by == f"{HEALTH}:supervisor-2"
    assert state_at(district.answer(request, How(cover)), HOUR) is SupervisionState.DONE


def test_who_is_supervisor_is_asked_when_he_acts_not_when_the_request_was_filed() -> None:
    district, request = filed()
    on_leave(district, 40 * MINUTE)
    cover = caller(HEALTH, "supervisor-2")
    district.pass_by(40 * MINUTE)
    district.note(request, How(cover))  # the last instant of the cover is still his
    district.pass_by(MS)
    with pytest.raises(RoleNotAllowed):
        district.note(request, How(cover))
    assert len(district.note(request, How(supervisor(HEALTH))).supervision_notes) == 2


def test_after_a_handover_the_successor_supervises_what_was_open_before() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    unit = district.unit(HEALTH).add_member(Member(MemberId("supervisor-2"), "样例继任"))
    district.save(unit.hand_over_supervisor(MemberId("supervisor-2")))
    with pytest.raises(RoleNotAllowed):
        district.note(request, How(supervisor(HEALTH)))
    assert district.answer(request, How(caller(HEALTH, "supervisor-2"))).answer is not None


def test_supervision_of_a_request_keeps_the_period_it_was_filed_under() -> None:
    district, request = filed()
    longer = replace(district.ports.policy, version="later", supervision=DAY)
    district.follow(longer)
    district.until(SUPERVISE_BY + SECOND)
    assert state_at(district.stored(request), HOUR + SECOND) is SupervisionState.FAILED
