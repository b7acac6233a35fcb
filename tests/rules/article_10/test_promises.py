"""Article 10-2: the promise of the item caps the answer; past it there is nothing to ask."""

from datetime import datetime

import pytest

from chalicelib.catalogue.domain.rows import refuse_request
from chalicelib.kernel.errors import (
    CalendarYearMissing,
    CaseAcceptedAtFixed,
    FieldInvalid,
    MaterialCancelled,
    PromisePast,
)
from chalicelib.requests.domain.deadlines import DeadlinePolicy, Rule, plan_deadlines
from tests.rules.world import (
    CIVIL_AFFAIRS,
    DAY,
    HALF_HOUR,
    HOUR,
    MINUTE,
    MS,
    START,
    District,
    at,
    calendar,
    edition,
    promising,
    row,
)

PAST = START - 23 * HOUR


def promise_of_a_day() -> District:
    """ZM007 and ZM011 with 临时救助's promise (SX005: 24 小时), of which the one row is 取消."""
    return District(START, promising("ZM007", "24 小时"), promising("ZM011", "24 小时"))


# --- the cap -----------------------------------------------------------------------------


def test_a_promise_of_24_hours_for_a_case_accepted_23_hours_ago_leaves_one_hour() -> None:
    plan = plan_deadlines(row("ZM013"), START, PAST, DeadlinePolicy(), calendar())
    assert plan.rule is Rule.R3
    assert plan.answer_by == plan.promised_by == START + HOUR
    assert "以承诺时限为准" in plan.why[0].text


def test_the_seeds_one_row_with_that_promise_is_cancelled_all_the_same() -> None:
    with pytest.raises(MaterialCancelled):
        refuse_request(edition(), row("ZM013").code, CIVIL_AFFAIRS)


def test_a_promise_due_in_two_hours_makes_the_24_hours_two() -> None:
    request = promise_of_a_day().file("ZM007", accepted_at=START - 22 * HOUR)
    assert request.plan.answer_by == START + 2 * HOUR
    assert request.plan.supervise_by == START + 2 * HOUR + HALF_HOUR
    assert request.plan.send_back_by == START + HALF_HOUR


def test_a_promise_caps_the_half_hour_of_a_database_on_a_promised_item_too() -> None:
    accepted_at = START - 24 * HOUR + 10 * MINUTE
    plan = promise_of_a_day().file("ZM011", accepted_at=accepted_at).plan
    assert plan.rule is Rule.R1
    assert plan.answer_by == plan.promised_by == START + 10 * MINUTE
    assert "以承诺时限为准" in plan.why[0].text


def test_a_promise_after_the_rules_own_time_changes_nothing() -> None:
    plan = promise_of_a_day().file("ZM011", accepted_at=START - 23 * HOUR).plan
    assert plan.answer_by == START + HALF_HOUR
    assert "以承诺时限为准" not in plan.why[0].text


def test_working_days_end_at_24_00_of_the_last_day_and_cap_to_the_millisecond() -> None:
    district = District(at("2026-12-16 22:00"))
    request = district.file("ZM007", accepted_at=START)
    assert request.plan.answer_by == request.plan.promised_by == at("2026-12-17 00:00")


# --- a promise already past --------------------------------------------------------------


@pytest.mark.parametrize("row_code", ["ZM011", "ZM007"], ids=["R1", "R3"])
def test_a_promise_already_past_is_refused_and_exactly_at_its_end_is_not(row_code: str) -> None:
    district = promise_of_a_day()
    with pytest.raises(PromisePast) as refused:
        district.file(row_code, "A-1", START - DAY - MS)
    assert (refused.value.code, refused.value.article) == ("request.promise_past", "10-2")
    assert district.file(row_code, "A-2", START - DAY).plan.answer_by == START


def test_an_instant_item_is_verified_even_after_its_promise() -> None:
    request = District().file("ZM030", accepted_at=START - 10 * DAY)
    assert request.plan.rule is Rule.R2
    assert request.plan.answer_by == START + HALF_HOUR
    assert request.plan.promised_by == START - 10 * DAY + HALF_HOUR


# --- when the case was accepted ----------------------------------------------------------


def test_a_case_is_accepted_when_its_first_request_is_filed_unless_told() -> None:
    assert District().file().case_accepted_at == START


def test_a_case_accepted_in_the_future_is_refused_and_now_is_not() -> None:
    district = District()
    with pytest.raises(FieldInvalid) as refused:
        district.file(accepted_at=START + MS)
    assert refused.value.field == "case_accepted_at"
    assert district.file(accepted_at=START).case_accepted_at == START


def test_the_first_request_fixes_when_the_case_was_accepted() -> None:
    district = District()
    district.file("ZM007", accepted_at=START - DAY)
    district.pass_by(HOUR)
    silent = district.file("ZM011")
    assert silent.case_accepted_at == START - DAY
    assert silent.plan.promised_by == at("2026-12-16 00:00")  # counted from the day before
    assert district.file("ZM006", accepted_at=START - DAY).case_accepted_at == START - DAY


def test_another_time_of_acceptance_for_the_same_case_is_refused_and_names_the_fixed_one() -> None:
    district = District()
    district.file("ZM007", accepted_at=START - DAY)
    with pytest.raises(CaseAcceptedAtFixed) as refused:
        district.file("ZM011", accepted_at=START - DAY + MS)
    assert refused.value.code == "case.accepted_at_fixed"
    assert "2026-11-17T10:00:00.000+08:00" in refused.value.detail


def test_the_same_case_number_of_another_requester_is_another_case() -> None:
    district = District()
    district.file("ZM007", accepted_at=START - DAY)
    assert district.file("ZM030").case_accepted_at == START


# --- a year the calendar lacks -----------------------------------------------------------

IN_DECEMBER = at("2026-12-21 10:00")


def test_a_promise_into_a_missing_year_is_pending_and_the_request_is_taken() -> None:
    district = District(IN_DECEMBER)
    plan = district.file("ZM007").plan  # 20 working days end in 2027
    assert plan.promised_by is None
    assert plan.missing_year == 2027
    assert plan.answer_by == IN_DECEMBER + DAY
    (promise,) = [one for one in plan.why if "待定" in one.text]
    assert promise.at is None
    assert "2027" in promise.text


def test_a_pending_promise_raises_an_alarm_that_names_the_year() -> None:
    district = District(IN_DECEMBER)
    district.file("ZM007")
    district.deliver()
    assert district.telemetry.logged.count(("calendar_year_missing", {"year": 2027})) == 1
    assert ("calendar_year_missing", "ALL") in district.telemetry.counted


def test_a_known_promise_raises_no_alarm() -> None:
    district = District()
    district.file("ZM007")
    district.deliver()
    assert district.telemetry.logged == []


@pytest.mark.parametrize(
    ("row_code", "now", "accepted_at"),
    [
        ("ZM007", at("2027-01-01 00:01"), at("2026-12-03 10:00")),
        ("ZM007", at("2027-01-04 10:00"), at("2026-12-03 10:00")),
        ("ZM011", at("2027-01-01 23:40"), at("2026-12-03 10:00")),
    ],
    ids=["R3 a day before the earliest end", "R3 after it", "R1 half an hour before it"],
)
def test_a_missing_year_is_a_loud_error_where_the_answer_time_really_depends_on_it(
    row_code: str, now: datetime, accepted_at: datetime
) -> None:
    district = District(now, promising("ZM007", "21 工作日"), promising("ZM011", "21 工作日"))
    with pytest.raises(CalendarYearMissing) as refused:
        district.file(row_code, accepted_at=accepted_at)
    assert refused.value.code == "calendar.year_missing"
    assert "2027" in refused.value.detail


def test_the_earliest_possible_end_of_a_pending_promise_decides_whether_it_matters() -> None:
    """21 working days from 2026-12-03 end at the earliest at 2027-01-02 00:00."""
    rows = promising("ZM007", "21 工作日")
    earliest = at("2027-01-02 00:00")
    with pytest.raises(CalendarYearMissing):
        District(earliest - DAY + MS, rows).file("ZM007", accepted_at=at("2026-12-03 10:00"))
    taken = District(earliest - DAY, rows).file("ZM007", accepted_at=at("2026-12-03 10:00"))
    assert taken.plan.answer_by == earliest
    assert taken.plan.missing_year == 2027


def test_an_instant_item_never_waits_for_a_calendar() -> None:
    district = District(at("2027-06-01 10:00"))
    assert district.file("ZM030").plan.answer_by == at("2027-06-01 10:30")
