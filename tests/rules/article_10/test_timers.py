"""Article 10-2: a timer that fires late, early or twice changes nothing wrongly; the sweeper
does the work of a lost one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.events import THE_SYSTEM, EventType, News
from chalicelib.kernel.ids import RequestId
from chalicelib.requests.domain.outcomes import SupervisionState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.passing import pass_deadline
from tests.rules.world import (
    DAY,
    HALF_HOUR,
    HOUR,
    LAND,
    MINUTE,
    MS,
    SECOND,
    START,
    District,
)

REMINDER = START + 24 * MINUTE
"""80 % of half an hour."""


def filed() -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.file("ZM030")


def record(district: District, request: VerificationRequest) -> VerificationRequest:
    """As stored, but for how often it was written."""
    return replace(district.stored(request), revision=0)


def told_of_lateness(district: District, request: VerificationRequest) -> list[News]:
    """Every entry but the reminders, which go out only while they are of use."""
    everything = [one.news for one in district.events(request)]
    kept = [one for one in everything if one.type is not EventType.REMINDER_DUE]
    return sorted(kept, key=lambda one: (one.at, one.type))


# --- early, late, twice ------------------------------------------------------------------


def test_a_timer_that_fires_early_or_exactly_at_due_finds_nothing_to_do() -> None:
    district, request = filed()
    before = district.stored(request)
    for moment in (START, START + 23 * MINUTE):
        district.until(moment)
        district.timer(request)
    assert district.stored(request) == before
    district.until(START + HALF_HOUR)
    district.timer(request)
    assert EventType.REQUEST_OVERDUE not in district.told(request)


def test_a_timer_that_fires_twice_writes_one_entry() -> None:
    district, request = filed()
    for moment in (START + HALF_HOUR + MS, START + HOUR + MS):
        district.until(moment)
        district.timer(request)
        district.timer(request)
    assert district.told(request).count(EventType.REQUEST_OVERDUE) == 1
    assert district.told(request).count(EventType.SUPERVISION_FAILED) == 1


def test_what_a_timer_has_written_the_late_answer_does_not_write_again() -> None:
    district, request = filed()
    district.until(START + HOUR + MS)
    district.timer(request)
    district.note(request)
    district.answer(request)
    assert district.told(request).count(EventType.REQUEST_OVERDUE) == 1
    assert district.told(request).count(EventType.SUPERVISION_FAILED) == 1


def test_a_timer_that_finds_nothing_new_writes_nothing() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    district.timer(request)
    revision = district.stored(request).revision
    district.timer(request)
    assert district.stored(request).revision == revision


def test_one_late_timer_does_the_work_of_all() -> None:
    district, request = filed()
    district.pass_by(DAY)
    district.timer(request)
    assert district.told(request) == [
        EventType.REQUEST_FILED,
        EventType.REQUEST_OVERDUE,
        EventType.SUPERVISION_FAILED,
    ]


def test_a_timer_after_the_end_changes_nothing() -> None:
    district, request = filed()
    district.pass_by(29 * MINUTE)
    district.answer(request)
    before, told = district.stored(request), district.told(request)
    for moment in (START + HALF_HOUR + SECOND, START + HOUR + SECOND, START + DAY):
        district.until(moment)
        district.timer(request)
    assert district.stored(request) == before
    assert district.told(request) == told


def test_a_timer_of_an_unknown_request_changes_nothing() -> None:
    assert pass_deadline(RequestId("nothing-is-stored-here"), District().ports) is None


def test_an_entry_of_a_timer_is_the_systems_own() -> None:
    district, request = filed()
    district.pass_by(31 * MINUTE)
    district.timer(request)
    (overdue,) = [
        one for one in district.events(request) if one.news.type is EventType.REQUEST_OVERDUE
    ]
    assert overdue.actor == THE_SYSTEM


def test_answer_and_timer_in_the_same_second_end_alike_in_both_orders() -> None:
    moment = START + HALF_HOUR + 400 * MS
    ends = []
    for answer_first in (True, False):
        district, request = filed()
        district.until(moment)
        if answer_first:
            district.answer(request)
            district.timer(request)
        else:
            district.timer(request)
            district.answer(request)
        ends.append((record(district, request), told_of_lateness(district, request)))
    assert replace(ends[0][0], id=ends[1][0].id) == ends[1][0]
    assert ends[0][1] == ends[1][1]
    kinds = [one.type for one in ends[0][1]]
    assert kinds.count(EventType.REQUEST_OVERDUE) == kinds.count(EventType.SUPERVISION_DONE) == 1


def test_an_answer_exactly_at_due_beats_the_timer_of_the_same_second_in_both_orders() -> None:
    for answer_first in (True, False):
        district, request = filed()
        district.until(START + HALF_HOUR)
        if not answer_first:
            district.timer(request)
        answered = district.answer(request)
        district.pass_by(SECOND)
        district.timer(request)
        assert answered.overdue_since(district.clock.now()) is None
        assert EventType.REQUEST_OVERDUE not in district.told(request)


minutes = st.integers(0, 90 * 60_000).map(lambda ms: ms * MS)
ACTS: dict[str, Callable[[District, VerificationRequest], object]] = {
    "answer": lambda district, request: district.answer(request),
    "send back": lambda district, request: district.send_back(request, LAND),
    "withdraw": lambda district, request: district.withdraw(request),
    "nothing": lambda _district, _request: None,
}


def lived(row_code: str, act: str, when: timedelta, firings: list[tuple[timedelta, str]]) -> object:
    """The record and the entries of one life with these timers and sweeps."""
    district = District()
    request = district.file(row_code)
    steps: list[tuple[datetime, str]] = [(START + after, kind) for after, kind in firings]
    for moment, kind in sorted([*steps, (START + when, "act")]):
        district.until(moment)
        if kind == "act":
            ACTS[act](district, request)
        elif kind == "timer":
            district.timer(request)
        else:
            district.sweep()
    district.until(START + DAY)
    district.timer(request)
    return record(district, request), told_of_lateness(district, request)


@given(
    act=st.sampled_from(sorted(ACTS)),
    when=minutes,
    firings=st.lists(st.tuples(minutes, st.sampled_from(["timer", "sweep"])), max_size=6),
)
def test_no_number_and_no_order_of_timers_changes_the_record_or_its_entries(
    act: str, when: timedelta, firings: list[tuple[timedelta, str]]
) -> None:
    assert lived("ZM030", act, when, firings) == lived("ZM030", act, when, [])


# --- the sweeper -------------------------------------------------------------------------


def test_the_sweeper_does_the_work_of_a_lost_timer() -> None:
    district, request = filed()
    district.until(START + HALF_HOUR + MS)
    district.sweep()
    assert EventType.REQUEST_OVERDUE in district.told(request)
    district.until(START + HOUR + MS)
    district.sweep()
    assert EventType.SUPERVISION_FAILED in district.told(request)


def test_the_sweeper_finds_a_request_no_timer_was_ever_started_for() -> None:
    district, request = filed()
    district.timers.running.clear()
    district.pass_by(DAY)
    assert district.sweep() == 1
    supervision = district.stored(request).supervision(district.clock.now())
    assert supervision is not None
    assert supervision.state is SupervisionState.FAILED
    assert EventType.SUPERVISION_FAILED in district.told(request)


def test_the_reminder_goes_out_at_four_fifths_of_the_time_and_once() -> None:
    district, request = filed()
    district.until(REMINDER - MS)
    assert district.sweep() == 0
    assert EventType.REMINDER_DUE not in district.told(request)
    district.until(REMINDER)
    assert district.sweep() == 1
    for _ in range(3):
        district.pass_by(MINUTE)
        district.sweep()
        district.timer(request)
    assert district.told(request).count(EventType.REMINDER_DUE) == 1
    assert district.news(request, EventType.REMINDER_DUE).at == REMINDER


def test_a_reminder_that_comes_after_the_answer_time_is_left_out() -> None:
    district, request = filed()
    district.until(START + HALF_HOUR + MS)
    district.sweep()
    assert EventType.REMINDER_DUE not in district.told(request)


def test_a_reminder_still_goes_out_at_the_answer_time_itself() -> None:
    district, request = filed()
    district.until(START + HALF_HOUR)
    district.sweep()
    assert EventType.REMINDER_DUE in district.told(request)


def test_the_sweeper_looks_at_nothing_that_is_closed_or_done_with() -> None:
    district, request = filed()
    other = district.file("ZM030", "A-2")
    district.answer(request)
    district.pass_by(DAY)
    assert district.sweep() == 1
    assert district.sweep() == 0
    assert district.stored(other).next_check_at() is None


def test_the_next_check_is_the_reminder_then_the_answer_time_then_the_supervisors() -> None:
    district, request = filed()
    seen = []
    for after in (0 * MINUTE, 24 * MINUTE, HALF_HOUR + MS, HOUR + MS):
        district.until(START + after)
        district.timer(request)
        seen.append(district.stored(request).next_check_at())
    assert seen == [REMINDER, START + HALF_HOUR, START + HOUR, None]


@pytest.mark.parametrize(("late", "is_lost"), [(5 * SECOND, False), (5 * SECOND + MS, True)])
def test_a_timer_that_is_five_seconds_late_counts_as_lost(
    late: timedelta, *, is_lost: bool
) -> None:
    district, _ = filed()
    district.until(START + HALF_HOUR + late)
    district.sweep()
    assert (("timer_lost", "ALL") in district.telemetry.counted) is is_lost


def test_one_sweep_passes_the_time_of_hundreds() -> None:
    district = District()
    requests = [district.file("ZM030", f"A-{number}") for number in range(250)]
    district.pass_by(31 * MINUTE)
    assert district.sweep() == 250
    assert all(district.stored(one).is_overdue_noted for one in requests)
