"""The calendar changed: what is open is counted anew, and that is recorded (docs/rules.md, Article
5).

The years added here are made up.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from chalicelib.background.recounting import recount_after_change
from chalicelib.calendar.domain import Recount
from chalicelib.calendar.use_cases import read_calendar
from chalicelib.kernel.commits import Commit, ListQuery, RevisionLost
from chalicelib.kernel.events import EventType
from chalicelib.notices.domain.notice import Audience
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.storage.store import Store
from tests.rules.adjusting import (
    ON_MONDAY,
    a_day_off,
    add_year,
    register,
    settle,
    stored,
    to_the_end_of_2026,
    told,
)
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    HOUR,
    MS,
    SECOND,
    START,
    TAX,
    District,
    at,
    promising,
)

RECOUNTED = EventType.DEADLINES_RECOUNTED
# --- requests --------------------------------------------------------------------------------


def test_a_pending_promise_is_no_longer_pending_once_its_year_is_there() -> None:
    district = to_the_end_of_2026()
    request = district.file("ZM007")
    assert (request.plan.promised_by, request.plan.missing_year) == (None, 2027)
    add_year(district)
    settle(district)
    after = district.stored(request)
    assert (after.plan.promised_by, after.plan.missing_year) == (at("2027-01-15 00:00"), None)
    assert after.plan.calendar_version == "2026.1+2027-1"
    assert after.plan.answer_by == request.plan.answer_by
    assert (after.timer, after.plan.why[-1].at) == (1, request.plan.answer_by)
    assert not any("还没有" in one.text for one in after.plan.why)
    facts = dict(district.news(after, RECOUNTED).facts)
    assert facts == {
        "calendar_before": "2026.1",
        "calendar_after": "2026.1+2027-1",
        "promised_by_before": "PENDING",
        "promised_by_after": "2027-01-15T00:00:00.000+08:00",
        "answer_by_before": "2026-11-19T10:00:00.000+08:00",
        "answer_by_after": "2026-11-19T10:00:00.000+08:00",
    }
    assert RECOUNTED not in district.inbox(TAX, Audience.AGENT)


def test_an_overdue_request_learns_its_promise_and_keeps_its_due_time() -> None:
    district = to_the_end_of_2026()
    request = district.file("ZM007")
    district.until(request.plan.supervise_by + HOUR)
    district.sweep()
    assert district.ports.worklist.open_deadlines() == ()
    add_year(district)
    settle(district)
    after = district.stored(request)
    assert after.plan.promised_by == at("2027-01-15 00:00")
    assert (after.plan.answer_by, after.timer) == (request.plan.answer_by, 1)
    assert after.overdue_since(district.clock.now()) == request.plan.answer_by


def capped() -> tuple[District, VerificationRequest]:
    """Filed on Friday 2026-11-20 14:00, for a promise that is due on Friday at 24:00."""
    district = District(at("2026-11-20 14:00"), promising("ZM007", "2 工作日"))
    request = district.file("ZM007", accepted_at=at("2026-11-18 10:00"))
    assert request.plan.answer_by == request.plan.promised_by == at("2026-11-21 00:00")
    return district, request


def a_friday_off(district: District) -> None:
    """2026-11-20 becomes a holiday: the second working day is Monday."""
    plan = district.ports.calendars.current().years[2026]
    holidays = (*plan.holidays, date(2026, 11, 20))
    worked = tuple(sorted(plan.make_up_days))
    add_year(district, replace(ON_MONDAY, holidays=holidays, make_up_days=worked))


def test_a_due_time_capped_by_the_promise_moves_with_it_and_its_timer_too() -> None:
    district, request = capped()
    district.deliver()
    a_friday_off(district)
    settle(district)
    after = district.stored(request)
    assert after.plan.promised_by == at("2026-11-24 00:00")
    assert after.plan.answer_by == request.filed_at + DAY
    assert district.timers.running[request.id, 2].plan == after.plan
    assert district.timers.stopped == [(request.id, 1)]
    assert [one.at for one in after.plan.why if one.rule == "R5"] == [after.plan.supervise_by]
    for unit in (TAX, CIVIL_AFFAIRS):
        district.deliver()
        assert RECOUNTED in district.inbox(unit, Audience.AGENT)


def test_what_was_late_before_the_change_keeps_its_due_time() -> None:
    district, request = capped()
    a_friday_off(district)
    district.until(at("2026-11-21 00:00") + MS)
    settle(district)
    assert district.stored(request).plan == request.plan


def test_nobody_becomes_late_in_retrospect() -> None:
    district = District(at("2026-10-10 14:00"), promising("ZM007", "2 工作日"))
    request = district.file("ZM007", accepted_at=at("2026-10-08 10:00"))
    assert request.plan.promised_by == at("2026-10-11 00:00")  # the Saturday is worked
    plan = district.ports.calendars.current().years[2026]
    before_that = tuple(one for one in plan.holidays if one != date(2026, 10, 7))
    by_then = replace(
        ON_MONDAY,
        holidays=before_that,
        make_up_days=(*sorted(plan.make_up_days), date(2026, 10, 4)),
        replaces="2026-0",
    )
    add_year(district, by_then)
    settle(district)
    assert district.stored(request).plan == request.plan


def test_an_extension_stands_within_the_new_promise() -> None:
    district = District(START, promising("ZM007", "4 工作日"))
    request = district.file("ZM007")
    extended = district.extend(request, at("2026-11-24 18:00"))
    a_day_off(district)
    settle(district)
    after = district.stored(extended)
    assert after.plan.promised_by == at("2026-11-26 00:00")
    assert (after.plan.answer_by, after.timer) == (at("2026-11-24 18:00"), 2)


def test_the_stored_policy_wins_only_its_cap_may_move() -> None:
    district, request = capped()
    district.follow(DeadlinePolicy(version="2027", promised=timedelta(hours=48)))
    a_friday_off(district)
    settle(district)
    after = district.stored(request)
    assert after.plan.promised_by == at("2026-11-24 00:00")
    assert after.plan.answer_by == request.plan.answer_by


def test_a_promise_in_hours_does_not_care() -> None:
    district = District(START, promising("ZM007", "30 小时"))
    request = district.file("ZM007")
    a_day_off(district)
    settle(district)
    assert district.stored(request).plan == request.plan
    assert RECOUNTED not in district.told(request)


def test_an_answered_request_is_left_alone() -> None:
    district = to_the_end_of_2026()
    request = district.answer(district.file("ZM007"))
    add_year(district)
    settle(district)
    assert district.stored(request).plan == request.plan


# --- adjustments -----------------------------------------------------------------------------


def test_an_awaited_report_moves_with_the_calendar_and_its_timer_too() -> None:
    district = District()
    adjustment = register(district)
    a_day_off(district)
    settle(district)
    after = stored(district, adjustment)
    assert (adjustment.report_by, after.report_by) == (
        at("2026-11-24 00:00"),
        at("2026-11-25 00:00"),
    )
    assert after.calendar_version == "2026.1+2026-1"
    assert told(district, adjustment)[-1] == "DEADLINES_RECOUNTED"
    assert list(district.timers.adjustments) == [(adjustment.id, 2)]


def test_a_late_report_stays_late() -> None:
    district = District()
    adjustment = register(district)
    district.until(adjustment.report_by + MS)
    district.sweep()
    a_day_off(district)
    settle(district)
    assert stored(district, adjustment).report_by == adjustment.report_by


# --- how the recount runs ----------------------------------------------------------------------


def test_it_waits_until_no_process_files_by_the_old_calendar_any_more() -> None:
    district = to_the_end_of_2026()
    request = district.file("ZM007")
    add_year(district)
    district.pass_by(34 * SECOND)
    district.deliver()
    assert district.stored(request).plan.promised_by is None
    assert read_calendar(district.ports).recount is None
    district.pass_by(SECOND)
    district.deliver()
    assert district.stored(request).plan.promised_by is not None
    recount = read_calendar(district.ports).recount
    assert recount is not None
    assert recount.finished_at == district.clock.now()
    assert (recount.seen, recount.moved) == (1, 1)


def test_run_again_it_moves_nothing_and_records_nothing() -> None:
    district = to_the_end_of_2026()
    request = district.file("ZM007")
    add_year(district)
    settle(district)
    (event,) = district.ports.ledger.events("calendar")
    recount_after_change(event, district.ports)
    assert district.told(request).count(RECOUNTED) == 1


def test_cut_off_it_goes_on_behind_the_last_unit_it_finished() -> None:
    district = to_the_end_of_2026()
    request = district.file("ZM007")
    add_year(district)
    (event,) = district.ports.ledger.events("calendar")
    store = district.ports.store
    cut = district.ports.replaced(store=cast("Store", CutOff(store, units=3)))
    with pytest.raises(ConnectionError):
        recount_after_change(event, cut)
    (kept,) = store.lists.listing(ListQuery(Recount, "", 5)).items
    assert (kept.after, kept.finished_at) == (store.units.units()[2].code, None)
    recount_after_change(event, district.ports)
    (kept,) = store.lists.listing(ListQuery(Recount, "", 5)).items
    assert kept.finished_at is not None
    assert district.stored(request).plan.promised_by is not None


class CutOff:
    """A store whose process dies after the progress of some units was kept."""

    def __init__(self, store: Store, units: int) -> None:
        self._store = store
        self._left = units

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, commit: Commit) -> None:
        if self._left == 0:
            raise ConnectionError
        self._left -= 1
        self._store.commit(commit)


def test_two_at_once_do_not_count_twice() -> None:
    district = to_the_end_of_2026()
    district.file("ZM007")
    add_year(district)
    (event,) = district.ports.ledger.events("calendar")
    version = district.ports.calendars.current().version
    racing = Racing(district.ports.store, Recount(version, district.clock.now()))
    with pytest.raises(RevisionLost):
        recount_after_change(event, district.ports.replaced(store=cast("Store", racing)))


class Racing(CutOff):
    """Another process keeps its first progress just before this one does."""

    def __init__(self, store: Store, first: Recount) -> None:
        super().__init__(store, units=1_000)
        self._first = [first]

    def commit(self, commit: Commit) -> None:
        while self._first:
            self._store.commit(Commit(saves=(self._first.pop(),)))
        super().commit(commit)
