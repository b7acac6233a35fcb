"""Article 10-2: verification time is excluded from 事项办理考核计时 (R6): a case's two clocks."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import CaseUnknown
from chalicelib.kernel.ids import CaseNo, RequestId
from chalicelib.requests.domain.cases import Case, CaseClocks, case_clocks
from chalicelib.requests.domain.outcomes import RequestState, Withdrawal
from chalicelib.requests.domain.request import VerificationRequest
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    HEALTH,
    HOUR,
    LAND,
    MINUTE,
    MS,
    POLICE,
    START,
    TAX,
    District,
    at,
)


def spans(clocks: CaseClocks) -> list[tuple[datetime, datetime, int]]:
    return [(one.since, one.until, len(one.requests)) for one in clocks.intervals]


def test_the_time_of_one_verification_does_not_count() -> None:
    district = District()
    request = district.file("ZM007", accepted_at=START - HOUR)
    district.pass_by(3 * HOUR)
    district.answer(request)
    district.pass_by(2 * HOUR)
    clocks = district.clocks(CIVIL_AFFAIRS)
    assert clocks.elapsed == 6 * HOUR
    assert clocks.paused == 3 * HOUR
    assert clocks.appraisal == 3 * HOUR
    assert spans(clocks) == [(START, START + 3 * HOUR, 1)]


def test_a_verification_that_still_runs_pauses_the_clock_until_now() -> None:
    district = District()
    district.file("ZM007", accepted_at=START - HOUR)
    district.pass_by(5 * MS)
    clocks = district.clocks(CIVIL_AFFAIRS)
    assert clocks.paused == 5 * MS
    assert clocks.appraisal == HOUR
    district.pass_by(DAY)
    assert district.clocks(CIVIL_AFFAIRS).appraisal == HOUR


def test_two_verifications_in_parallel_pause_it_once() -> None:
    district = District()
    first = district.file("ZM007")
    district.pass_by(10 * MINUTE)
    second = district.file("ZM011")
    district.pass_by(10 * MINUTE)
    district.answer(first)
    district.pass_by(5 * MINUTE)
    district.answer(second)
    district.pass_by(HOUR)
    clocks = district.clocks(CIVIL_AFFAIRS)
    assert spans(clocks) == [(START, START + 25 * MINUTE, 2)]
    assert (clocks.elapsed, clocks.paused) == (85 * MINUTE, 25 * MINUTE)
    assert clocks.appraisal == HOUR


def test_a_verification_inside_another_adds_nothing() -> None:
    district = District()
    outer = district.file("ZM007")
    district.pass_by(MINUTE)
    inner = district.file("ZM011")
    district.pass_by(MINUTE)
    district.answer(inner)
    district.pass_by(MINUTE)
    district.answer(outer)
    clocks = district.clocks(CIVIL_AFFAIRS)
    assert spans(clocks) == [(START, START + 3 * MINUTE, 2)]


def test_two_that_touch_are_one_interval_and_a_gap_of_a_millisecond_counts() -> None:
    for gap, intervals in ((timedelta(), 1), (MS, 2)):
        district = District()
        first = district.file("ZM007")
        district.pass_by(MINUTE)
        district.answer(first)
        district.pass_by(gap)
        second = district.file("ZM011")
        district.pass_by(MINUTE)
        district.answer(second)
        clocks = district.clocks(CIVIL_AFFAIRS)
        assert len(clocks.intervals) == intervals
        assert clocks.paused == 2 * MINUTE
        assert clocks.appraisal == gap


@pytest.mark.parametrize("way", ["sent back", "withdrawn"])
def test_a_verification_without_an_answer_pauses_it_too(way: str) -> None:
    district = District()
    request = district.file("ZM007")
    district.pass_by(MINUTE)
    if way == "withdrawn":
        district.withdraw(request)
    else:
        district.send_back(request, LAND)
    district.pass_by(MINUTE)
    assert district.clocks(CIVIL_AFFAIRS).appraisal == MINUTE


def test_between_a_send_back_and_its_re_routing_the_clock_runs() -> None:
    district = District()
    parent = district.file("ZM007")
    district.pass_by(MINUTE)
    district.send_back(parent, LAND)
    district.pass_by(7 * MINUTE)
    child = district.re_route(parent, LAND)
    district.pass_by(MINUTE)
    district.answer(child)
    clocks = district.clocks(CIVIL_AFFAIRS)
    assert clocks.appraisal == 7 * MINUTE
    assert [one.requests for one in clocks.intervals] == [(parent.id,), (child.id,)]


def test_lateness_of_the_issuer_is_not_the_requesters_time_either() -> None:
    district = District()
    request = district.file("ZM007")
    district.pass_by(2 * DAY)
    district.answer(request)
    assert district.clocks(CIVIL_AFFAIRS).appraisal == timedelta()


def test_the_promise_clock_never_pauses() -> None:
    district = District()
    request = district.file("ZM007")
    promised_by = at("2026-12-17 00:00")
    assert district.clocks(CIVIL_AFFAIRS).promised_by == promised_by
    district.pass_by(20 * HOUR)
    district.answer(request)
    district.pass_by(DAY)
    assert district.clocks(CIVIL_AFFAIRS).promised_by == promised_by


def test_the_promise_of_a_case_is_pending_while_the_calendar_lacks_the_year() -> None:
    district = District(at("2026-12-21 10:00"))
    district.file("ZM007")
    assert district.clocks(CIVIL_AFFAIRS).promised_by is None


def test_the_clocks_of_a_case_are_its_requesters_alone() -> None:
    district = District()
    district.file("ZM007")
    for unit in (TAX, POLICE, HEALTH):
        with pytest.raises(CaseUnknown):
            district.clocks(unit)


# --- for every set of intervals ----------------------------------------------------------


def verified(number: int, since: int, length: int | None) -> VerificationRequest:
    """A verification from ``since`` for ``length`` milliseconds; None = it still runs."""
    filed = SAMPLE
    plan = replace(filed.plan, filed_at=START + since * MS)
    running = replace(filed, id=RequestId(f"request-{number}"), plan=plan)
    if length is None:
        return running
    ended = START + (since + length) * MS
    return replace(
        running, state=RequestState.WITHDRAWN, closed_at=ended, withdrawal=Withdrawal("", ended)
    )


SAMPLE = District().file("ZM007")
LAST = 60
lives = st.tuples(st.integers(0, 40), st.none() | st.integers(0, 20))


@given(st.lists(lives, max_size=7))
def test_the_appraisal_clock_is_the_elapsed_time_less_the_measure_of_the_union(
    drawn: list[tuple[int, int | None]],
) -> None:
    requests = [verified(number, *life) for number, life in enumerate(drawn)]
    case = Case(CIVIL_AFFAIRS, CaseNo("A-1"), START - 9 * MS)
    clocks = case_clocks(case, requests, START + LAST * MS)
    covered = {
        tick
        for since, length in drawn
        for tick in range(since, LAST if length is None else since + length)
    }
    assert clocks.elapsed == (LAST + 9) * MS
    assert clocks.paused == len(covered) * MS
    assert clocks.appraisal == clocks.elapsed - len(covered) * MS


@given(st.lists(lives, max_size=7))
def test_its_intervals_are_apart_in_order_and_name_every_request_once(
    drawn: list[tuple[int, int | None]],
) -> None:
    requests = [verified(number, *life) for number, life in enumerate(drawn)]
    case = Case(CIVIL_AFFAIRS, CaseNo("A-1"), START)
    intervals = case_clocks(case, requests, START + LAST * MS).intervals
    for one, following in pairwise(intervals):
        assert one.until < following.since
    named = [request for one in intervals for request in one.requests]
    assert sorted(named) == sorted(one.id for one in requests)
