"""Article 10-2, 原则上: R1 and R3 may be extended once, before due, within the promise (OURS)."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import ExtensionForbidden, NotTheIssuer, RoleNotAllowed, StateForbids
from chalicelib.kernel.events import EventType
from chalicelib.requests.domain.deadlines import Rule
from chalicelib.requests.domain.outcomes import RequestState, SupervisionState
from chalicelib.requests.domain.request import VerificationRequest
from tests.rules.world import (
    DAY,
    HALF_HOUR,
    HOUR,
    MINUTE,
    MS,
    SECOND,
    START,
    TAX,
    District,
    How,
    at,
    promising,
)
from tests.worlds import agent, caller, officer, supervisor

PROMISED = at("2026-12-17 00:00")
NEVER = timedelta(days=300)


def filed(row_code: str) -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.file(row_code)


@pytest.mark.parametrize(("row_code", "due"), [("ZM011", HALF_HOUR), ("ZM007", DAY)])
def test_r1_and_r3_may_be_extended_with_a_reason_and_a_time(row_code: str, due: timedelta) -> None:
    district, request = filed(row_code)
    extended = district.extend(request, START + 2 * DAY)
    assert extended.plan.answer_by == START + 2 * DAY
    assert extended.extension is not None
    assert extended.extension.reason == "需要调阅纸质档案"
    assert extended.extension.previous == START + due
    assert extended.extension.at == START


def test_r2_is_never_extended_even_within_its_promise() -> None:
    district = District(START, promising("ZM030", "5 工作日"))
    request = district.file("ZM030")
    with pytest.raises(ExtensionForbidden, match="R2") as refused:
        district.extend(request, START + HOUR)
    assert refused.value.code == "request.extension_forbidden"
    assert district.stored(request).plan == request.plan


def test_a_request_is_extended_once_only() -> None:
    district, request = filed("ZM007")
    district.extend(request, START + 2 * DAY)
    with pytest.raises(ExtensionForbidden, match="一次"):
        district.extend(request, START + 3 * DAY)
    assert district.stored(request).plan.answer_by == START + 2 * DAY


def test_it_is_extended_until_the_answer_time_itself_and_not_a_millisecond_later() -> None:
    district, request = filed("ZM007")
    district.until(request.plan.answer_by)
    assert district.extend(request, START + 2 * DAY).extension is not None
    district, request = filed("ZM007")
    district.until(request.plan.answer_by + MS)
    with pytest.raises(ExtensionForbidden, match="已过"):
        district.extend(request, START + 2 * DAY)


def test_it_is_extended_up_to_the_promise_and_not_a_millisecond_beyond() -> None:
    district, request = filed("ZM007")
    with pytest.raises(ExtensionForbidden) as refused:
        district.extend(request, PROMISED + MS)
    assert refused.value.field == "until"
    assert district.extend(request, PROMISED).plan.answer_by == PROMISED


def test_the_new_time_is_later_than_the_old_one() -> None:
    district, request = filed("ZM007")
    with pytest.raises(ExtensionForbidden):
        district.extend(request, START + DAY)
    assert district.extend(request, START + DAY + MS).plan.answer_by == START + DAY + MS


def test_nothing_is_extended_while_the_promise_is_pending() -> None:
    district = District(at("2026-12-21 10:00"))
    request = district.file("ZM007")
    assert request.plan.promised_by is None
    with pytest.raises(ExtensionForbidden, match="待定"):
        district.extend(request, at("2026-12-23 10:00"))


def test_supervision_follows_the_new_answer_time_and_the_send_back_time_stays() -> None:
    district, request = filed("ZM007")
    extended = district.extend(request, START + 2 * DAY)
    assert extended.plan.supervise_by == START + 2 * DAY + HALF_HOUR
    assert extended.plan.send_back_by == START + HALF_HOUR
    just_late = START + 2 * DAY + MS
    assert extended.supervision(just_late - MS) is None
    open_supervision = extended.supervision(just_late)
    assert open_supervision is not None
    assert open_supervision.state is SupervisionState.OPEN


def test_the_explanation_names_the_extension_and_moves_the_supervisors_half_hour() -> None:
    district, request = filed("ZM007")
    why = district.extend(request, START + 2 * DAY).plan.why
    assert (why[-1].rule, why[-1].at) == (Rule.R3, START + 2 * DAY)
    assert "延期" in why[-1].text
    assert "2026-11-19T10:00:00.000+08:00" in why[-1].text
    assert [one.at for one in why if one.rule is Rule.R5] == [START + 2 * DAY + HALF_HOUR]
    assert [one.at for one in why if one.rule is Rule.R4] == [START + HALF_HOUR]


def test_an_extension_stops_the_first_timer_and_starts_the_second() -> None:
    district, request = filed("ZM007")
    district.extend(request, START + 2 * DAY)
    assert district.timers.stopped == [(request.id, 1)]
    assert district.timers.running[request.id, 2].plan.answer_by == START + 2 * DAY
    assert (request.id, 1) not in district.timers.running


def test_the_first_timer_of_an_extended_request_changes_nothing_if_it_still_fires() -> None:
    district, request = filed("ZM007")
    extended = district.extend(request, START + 2 * DAY)
    district.until(START + 25 * HOUR)
    district.timer(request)
    assert EventType.REQUEST_OVERDUE not in district.told(request)
    assert district.stored(request).plan == extended.plan


def test_an_extended_request_is_reminded_at_four_fifths_of_the_new_time() -> None:
    district, request = filed("ZM007")
    district.extend(request, START + 2 * DAY)
    fourth_fifth = START + 2 * DAY * 0.8
    district.until(fourth_fifth - MS)
    district.sweep()
    assert EventType.REMINDER_DUE not in district.told(request)
    district.until(fourth_fifth)
    district.sweep()
    assert district.told(request).count(EventType.REMINDER_DUE) == 1


def test_a_reminder_before_the_extension_does_not_replace_the_one_for_the_new_time() -> None:
    district, request = filed("ZM007")
    district.pass_by(20 * HOUR)
    district.sweep()
    district.extend(request, START + 2 * DAY)
    district.until(START + 2 * DAY)
    district.sweep()
    assert district.told(request).count(EventType.REMINDER_DUE) == 2


def test_whoever_extends_in_the_last_fifth_of_the_new_time_is_not_reminded_again() -> None:
    district, request = filed("ZM007")
    district.pass_by(23 * HOUR)
    district.sweep()
    district.extend(request, START + DAY + HOUR)
    district.pass_by(MINUTE)
    district.sweep()
    assert district.told(request).count(EventType.REMINDER_DUE) == 1


def test_the_agent_extends_and_nobody_else_does() -> None:
    district, request = filed("ZM007")
    for by in (supervisor(TAX), officer()):
        with pytest.raises(RoleNotAllowed):
            district.extend(request, START + 2 * DAY, How(by))
    with pytest.raises(NotTheIssuer):
        district.extend(request, START + 2 * DAY, How(agent(request.requester)))
    by_machine = district.extend(request, START + 2 * DAY, How(caller(TAX, None)))
    assert by_machine.extension is not None


def test_a_closed_request_is_not_extended() -> None:
    district, request = filed("ZM007")
    district.answer(request)
    with pytest.raises(StateForbids) as refused:
        district.extend(request, START + 2 * DAY)
    assert refused.value.facts["state"] == RequestState.ANSWERED


def test_an_extension_is_recorded_with_its_time() -> None:
    district, request = filed("ZM007")
    district.pass_by(SECOND)
    district.extend(request, START + 2 * DAY)
    news = district.news(request, EventType.REQUEST_EXTENDED)
    assert news.at == START + SECOND
    assert dict(news.facts) == {"until": "2026-11-20T10:00:00.000+08:00"}
