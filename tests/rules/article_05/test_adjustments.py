"""Art. 5-2: a reason to reduce, change or add is reported within three working days; V4 if not."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adjustments.domain.adjustment import AdjustmentState
from chalicelib.adjustments.use_cases.passing import pass_adjustment
from chalicelib.adjustments.use_cases.registering import RegisterAdjustment
from chalicelib.kernel.errors import (
    CalendarYearMissing,
    FieldInvalid,
)
from chalicelib.kernel.events import EventType, Signal
from chalicelib.kernel.ids import AdjustmentId, UnitCode
from tests.rules.adjusting import (
    A_REDUCTION,
    decide,
    register,
    report,
    stored,
    told,
)
from tests.rules.world import DAY, MS, District, at

WATERWORKS = UnitCode("370402018")
LATE = "ADJUSTMENT_OVERDUE"
DUE = at("2026-11-24 00:00")
"""Of the reduction: its cause arose on Wednesday 2026-11-18."""


@pytest.fixture
def district() -> District:
    return District()


def caused(day: str) -> RegisterAdjustment:
    return replace(A_REDUCTION, cause_date=date.fromisoformat(day))


# --- the due time ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "last_day"),
    [
        pytest.param("2022-06-30", "2022-07-05", id="over a weekend"),
        pytest.param("2022-09-29", "2022-10-09", id="a Sunday that is worked, after the holidays"),
        pytest.param("2026-02-12", "2026-02-24", id="over the Spring Festival"),
        pytest.param("2026-09-30", "2026-10-10", id="a Saturday that is worked"),
    ],
)
def test_the_report_is_due_at_the_end_of_the_third_working_day(cause: str, last_day: str) -> None:
    registered = register(District(at(f"{cause} 10:00")), caused(cause))
    assert registered.report_by == at(f"{last_day} 00:00") + DAY
    assert registered.calendar_version == "2026.1"


def test_exactly_at_24_00_is_on_time_and_a_millisecond_later_is_late(district: District) -> None:
    on_time, late = register(district), register(district)
    assert on_time.report_by == DUE
    district.until(DUE)
    assert report(district, on_time).overdue_since(DUE) is None
    district.until(DUE + MS)
    assert report(district, late).overdue_since(DUE + MS) == DUE
    assert LATE not in told(district, on_time)
    assert told(district, late).count(LATE) == 1


def test_a_cause_of_2026_12_30_needs_the_calendar_of_2027() -> None:
    district = District(at("2026-12-30 10:00"))
    with pytest.raises(CalendarYearMissing) as missing:
        register(district, caused("2026-12-30"))
    assert missing.value.facts == {"year": "2027"}
    assert "calendar add 2027" in missing.value.detail


def test_a_cause_is_not_in_the_future_and_not_before_the_rule(district: District) -> None:
    with pytest.raises(FieldInvalid) as refused:
        register(district, caused("2026-11-19"))
    assert refused.value.field == "cause_date"
    with pytest.raises(FieldInvalid):
        register(district, caused("2022-06-27"))


def test_today_is_today_in_zaozhuang() -> None:
    registered = register(District(at("2026-11-19 00:30")), caused("2026-11-19"))
    assert registered.report_by == DUE + DAY


# --- late ----------------------------------------------------------------------------------


def test_a_report_that_never_comes_is_signal_v4_once(district: District) -> None:
    adjustment = register(district)
    district.until(DUE)
    assert district.sweep() == 1
    assert LATE not in told(district, adjustment)
    district.until(DUE + MS)
    district.sweep()
    district.sweep()
    pass_adjustment(adjustment.id, district.ports)
    assert told(district, adjustment).count(LATE) == 1
    (news,) = [
        one.news
        for one in district.ports.ledger.events(f"adjustment:{adjustment.id}")
        if one.news.type is EventType.ADJUSTMENT_OVERDUE
    ]
    assert (news.signal, news.article, news.at) == (Signal.V4, "16", DUE)


def test_a_late_report_is_taken_and_its_lateness_stays(district: District) -> None:
    adjustment = register(district)
    district.until(DUE + MS)
    pass_adjustment(adjustment.id, district.ports)
    reported = report(district, adjustment)
    assert reported.state is AdjustmentState.REPORTED
    assert told(district, adjustment).count(LATE) == 1
    agreed = decide(district, reported)
    assert agreed.overdue_since(district.clock.now()) == DUE


def test_a_cause_registered_when_it_is_too_late_is_late_from_the_start(district: District) -> None:
    adjustment = register(district, caused("2026-11-02"))
    assert sorted(told(district, adjustment)) == [LATE, "ADJUSTMENT_REGISTERED"]
    assert district.timers.adjustments == {}
    assert district.ports.worklist.open_deadlines() == ()


def test_a_timer_that_comes_early_or_twice_changes_nothing(district: District) -> None:
    adjustment = register(district)
    before = stored(district, adjustment)
    pass_adjustment(adjustment.id, district.ports)
    assert stored(district, adjustment) == before
    assert (
        pass_adjustment(AdjustmentId("20260101T000000000Z-370402006-none"), district.ports) is None
    )


def test_a_lost_timer_is_made_good_by_the_sweeper_and_counted(district: District) -> None:
    adjustment = register(district)
    district.timers.adjustments.clear()
    district.until(DUE + 60_000 * MS)
    assert district.sweep() == 1
    assert told(district, adjustment)[-1] == LATE
    assert ("timer_lost", "ALL") in district.telemetry.counted


def test_its_timer_starts_with_it_and_stops_with_the_report(district: District) -> None:
    adjustment = register(district)
    assert list(district.timers.adjustments) == [(adjustment.id, 1)]
    report(district, adjustment)
    assert district.timers.adjustments == {}
    assert district.ports.worklist.open_deadlines() == ()
