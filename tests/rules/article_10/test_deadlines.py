"""Article 10-2: the due times of a request on real rows, to the millisecond."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.catalogue.domain.rows import DataBacking, Handling
from chalicelib.requests.domain.deadlines import DeadlinePolicy, Rule
from tests.rules.world import (
    DAY,
    HALF_HOUR,
    MINUTE,
    MS,
    SECOND,
    START,
    District,
    at,
    promising,
    row,
)


def reasons(district: District, row_code: str) -> list[tuple[Rule, str, datetime | None]]:
    request = district.file(row_code)
    return [(one.rule, one.article, one.at) for one in request.plan.why]


@pytest.mark.parametrize(
    ("row_code", "rule", "time"),
    [
        ("ZM030", Rule.R2, HALF_HOUR),
        ("ZM049", Rule.R2, HALF_HOUR),
        ("ZM011", Rule.R1, HALF_HOUR),
        ("ZM004", Rule.R1, HALF_HOUR),
        ("ZM007", Rule.R3, DAY),
        ("ZM001", Rule.R3, DAY),
    ],
    ids=[
        "即办件 with a connected database",
        "即办件 with a database that is not connected",
        "承诺件 with a database that is not connected",
        "承诺件 with a connected database that did not answer",
        "承诺件 without a database",
        "承诺件 with a second method",
    ],
)
def test_the_row_decides_the_rule_and_the_rule_the_answer_time(
    row_code: str, rule: Rule, time: timedelta
) -> None:
    plan = District().file(row_code).plan
    assert plan.rule is rule
    assert plan.filed_at == START
    assert plan.answer_by == START + time


def test_an_instant_item_goes_before_the_database_and_the_database_before_the_promise() -> None:
    both = replace(
        row("ZM011"), service_item=replace(row("ZM011").service_item, handling=Handling.INSTANT)
    )
    assert District(START, both).file("ZM011").plan.rule is Rule.R2
    assert District(START).file("ZM011").plan.rule is Rule.R1
    neither = replace(row("ZM011"), backing=DataBacking.NONE)
    assert District(START, neither).file("ZM011").plan.rule is Rule.R3


def test_what_is_not_this_units_duty_goes_back_within_thirty_minutes_under_every_rule() -> None:
    for row_code in ("ZM030", "ZM011", "ZM007"):
        assert District().file(row_code).plan.send_back_by == START + HALF_HOUR


def test_the_supervisor_has_half_an_hour_after_the_answer_time() -> None:
    assert District().file("ZM030").plan.supervise_by == START + 2 * HALF_HOUR
    assert District().file("ZM007").plan.supervise_by == START + DAY + HALF_HOUR


def test_a_connected_row_says_that_it_runs_as_the_fallback_of_the_instant_answer() -> None:
    first, second, *_ = District().file("ZM030").plan.why
    assert (first.rule, first.article, first.at) == (Rule.S0, "7-2", None)
    assert "秒批秒办" in first.text
    assert (second.rule, second.at) == (Rule.R2, START + HALF_HOUR)


def test_a_row_that_is_not_connected_says_nothing_of_an_instant_answer() -> None:
    for row_code in ("ZM011", "ZM007"):
        assert Rule.S0 not in [one.rule for one in District().file(row_code).plan.why]


def test_every_due_time_is_explained_by_its_rule_and_article() -> None:
    promised_by = at("2026-12-17 00:00")  # 20 working days after Wednesday 2026-11-18
    assert reasons(District(), "ZM007") == [
        (Rule.R3, "10-2", START + DAY),
        (Rule.R3, "10-2", promised_by),
        (Rule.R4, "10-2", START + HALF_HOUR),
        (Rule.R5, "10-2", START + DAY + HALF_HOUR),
        (Rule.R6, "10-2", None),
    ]


def test_a_request_keeps_the_versions_that_made_its_due_times() -> None:
    plan = District().file().plan
    assert plan.policy_version == "2022-06-28"
    assert plan.calendar_version == "2026.1"


@pytest.mark.parametrize("row_code", ["ZM030", "ZM011", "ZM007"])
def test_exactly_at_the_answer_time_is_on_time_and_a_millisecond_later_is_late(
    row_code: str,
) -> None:
    for late, overdue in ((timedelta(), False), (MS, True)):
        district = District()
        request = district.file(row_code)
        district.until(request.plan.answer_by + late)
        assert (request.overdue_since(district.clock.now()) is not None) is overdue
        answered = district.answer(request)
        assert answered.closed_at == request.plan.answer_by + late
        assert (answered.overdue_since(district.clock.now()) is not None) is overdue


def test_thirty_minutes_are_exact_from_a_filing_in_the_middle_of_a_second() -> None:
    filed = START + 123 * MS
    district = District(filed)
    request = district.file("ZM030")
    assert request.plan.answer_by == filed + HALF_HOUR
    district.pass_by(30 * MINUTE)
    assert request.overdue_since(district.clock.now()) is None
    district.pass_by(MS)
    assert request.overdue_since(district.clock.now()) == filed + HALF_HOUR


def test_an_answer_in_time_stays_in_time_however_late_it_is_read() -> None:
    district = District()
    request = district.file("ZM030")
    district.pass_by(HALF_HOUR)
    answered = district.answer(request)
    assert answered.overdue_since(START + 300 * DAY) is None


def test_lateness_began_at_the_answer_time_and_stays_after_a_late_answer() -> None:
    district = District()
    request = district.file("ZM030")
    district.pass_by(31 * MINUTE)
    answered = district.answer(request)
    district.pass_by(300 * DAY)
    assert answered.overdue_since(district.clock.now()) == START + HALF_HOUR


def test_time_is_natural_time_over_nights_and_holidays() -> None:
    eve_of_national_day = at("2026-09-30 23:50")
    district = District(eve_of_national_day)
    assert district.file("ZM030").plan.answer_by == at("2026-10-01 00:20")
    assert district.file("ZM007", "A-2").plan.answer_by == at("2026-10-01 23:50")


def test_a_demonstration_shortens_minutes_and_hours_and_says_so() -> None:
    district = District(START, promising("ZM016", "2 小时"))
    district.follow(DeadlinePolicy(scale=0.01))
    plan = district.file("ZM007").plan
    assert plan.answer_by == START + 864 * SECOND
    assert plan.send_back_by == START + 18 * SECOND
    assert plan.supervise_by == plan.answer_by + 18 * SECOND
    assert plan.promised_by == at("2026-12-17 00:00")  # working days stay working days
    assert all("0.01" in one.text for one in plan.why if one.rule in {Rule.R4, Rule.R5})
    assert "0.01" in plan.why[0].text
    capped = district.file("ZM016", "A-2").plan
    assert capped.answer_by == capped.promised_by == START + 72 * SECOND
