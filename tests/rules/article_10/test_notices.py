"""Article 10: who is told what, at which event; recorded and shown in the inbox, once."""

from datetime import timedelta

import pytest

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import WebhookId
from chalicelib.notices.domain.notice import Audience
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests.rules.world import (
    CIVIL_AFFAIRS,
    HALF_HOUR,
    HEALTH,
    HOUR,
    LAND,
    MINUTE,
    MS,
    POLICE,
    SECOND,
    START,
    TAX,
    District,
)

AGENT, SUPERVISOR, OFFICER = Audience.AGENT, Audience.SUPERVISOR, Audience.OFFICER
OFFICE = TASK_FORCE_OFFICE


def filed(row_code: str = "ZM030") -> tuple[District, VerificationRequest]:
    """An R2 request of the police at the health office, whose first notice is out."""
    district = District()
    request = district.file(row_code)
    district.deliver()
    return district, request


def told_since(district: District) -> set[tuple[str, Audience, EventType]]:
    """Deliver what waits; everybody who is told by it, and of what."""
    before = len(district.sender.sent)
    district.deliver()
    return {(one.unit, one.audience, one.event) for one, _ in district.sender.sent[before:]}


def test_the_issuers_agents_are_told_at_filing() -> None:
    district = District()
    district.file("ZM030")
    assert told_since(district) == {(HEALTH, AGENT, EventType.REQUEST_FILED)}
    assert district.inbox(HEALTH, AGENT) == [EventType.REQUEST_FILED]


def test_the_issuers_agents_are_reminded_before_due() -> None:
    district, _ = filed()
    district.pass_by(24 * MINUTE)
    district.sweep()
    assert told_since(district) == {(HEALTH, AGENT, EventType.REMINDER_DUE)}


def test_nobody_is_reminded_of_what_was_answered_meanwhile() -> None:
    district, request = filed()
    district.pass_by(25 * MINUTE)
    district.answer(request)
    assert told_since(district) == {(POLICE, AGENT, EventType.REQUEST_ANSWERED)}


def test_the_supervisor_is_told_at_the_breach() -> None:
    district, request = filed()
    district.until(START + HALF_HOUR + MS)
    district.timer(request)
    assert told_since(district) == {
        (HEALTH, SUPERVISOR, EventType.REQUEST_OVERDUE),
        (HEALTH, AGENT, EventType.REQUEST_OVERDUE),
        (POLICE, AGENT, EventType.REQUEST_OVERDUE),
    }


def test_the_office_is_told_at_a_failed_supervision() -> None:
    district, request = filed()
    district.until(START + HALF_HOUR + MS)
    district.timer(request)
    district.deliver()
    district.until(START + HOUR + MS)
    district.timer(request)
    assert told_since(district) == {
        (OFFICE, OFFICER, EventType.SUPERVISION_FAILED),
        (POLICE, AGENT, EventType.SUPERVISION_FAILED),
    }


def test_the_office_hears_nothing_of_what_was_supervised_in_time() -> None:
    district, request = filed()
    district.until(START + HALF_HOUR + MS)
    district.timer(request)
    district.until(START + HOUR)
    district.answer(request)
    district.pass_by(HOUR)
    district.timer(request)
    district.deliver()
    assert district.inbox(OFFICE, OFFICER) == []


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("answer", {(POLICE, AGENT, EventType.REQUEST_ANSWERED)}),
        ("send back", {(POLICE, AGENT, EventType.REQUEST_SENT_BACK)}),
        (
            "withdraw",
            {
                (POLICE, AGENT, EventType.REQUEST_WITHDRAWN),
                (HEALTH, AGENT, EventType.REQUEST_WITHDRAWN),
            },
        ),
    ],
)
def test_the_requester_is_told_at_every_outcome(
    way: str, told: set[tuple[str, Audience, EventType]]
) -> None:
    district, request = filed()
    {
        "answer": lambda: district.answer(request),
        "send back": lambda: district.send_back(request, LAND),
        "withdraw": lambda: district.withdraw(request),
    }[way]()
    assert told_since(district) == told


def test_the_requester_is_told_of_an_extension() -> None:
    district, request = filed("ZM007")
    district.extend(request, START + 30 * HOUR)
    assert told_since(district) == {(CIVIL_AFFAIRS, AGENT, EventType.REQUEST_EXTENDED)}


def test_accepting_is_told_to_nobody() -> None:
    district, request = filed()
    district.accept(request)
    assert told_since(district) == set()


def test_a_send_back_that_needs_a_ruling_is_told_to_the_office_too() -> None:
    district, request = filed()
    district.send_back(request, None)
    assert told_since(district) == {
        (POLICE, AGENT, EventType.REQUEST_SENT_BACK),
        (OFFICE, OFFICER, EventType.REQUEST_SENT_BACK),
    }


def test_the_office_is_told_of_it_even_when_it_has_ruled_before_the_notice_went_out() -> None:
    district, request = filed()
    district.send_back(request, None)
    district.arbitrate(request, LAND)
    assert (OFFICE, OFFICER, EventType.REQUEST_SENT_BACK) in told_since(district)


def test_a_ruling_is_told_to_the_requester_and_to_the_agents_of_the_chosen_unit() -> None:
    district, request = filed()
    district.send_back(request, None)
    district.deliver()
    district.arbitrate(request, LAND)
    assert told_since(district) == {
        (POLICE, AGENT, EventType.REQUEST_ARBITRATED),
        (LAND, AGENT, EventType.REQUEST_FILED),
    }


def test_a_re_routed_request_is_told_to_the_agents_of_the_referred_unit() -> None:
    district, request = filed("ZM007")
    district.send_back(request, LAND)
    district.deliver()
    district.re_route(request, LAND)
    assert told_since(district) == {(LAND, AGENT, EventType.REQUEST_FILED)}


def test_a_notice_names_row_request_and_due_time_and_no_person() -> None:
    district = District()
    request = district.file("ZM030")
    district.deliver()
    (notice,) = [one for one, _ in district.sender.sent]
    assert notice.at == START
    assert (notice.row, notice.request) == ("ZM030", request.id)
    assert "2026-11-18T10:30:00.000+08:00" in notice.text
    assert "赵样例" not in notice.text


def test_the_notice_of_a_failed_supervision_names_signal_v5() -> None:
    district, request = filed()
    district.until(START + HOUR + MS)
    district.timer(request)
    district.deliver()
    texts = [one.text for one, _ in district.sender.sent if one.unit == OFFICE]
    assert len(texts) == 1
    assert "V5" in texts[0]


# --- once, and never lost ----------------------------------------------------------------


def test_delivering_again_tells_nobody_twice() -> None:
    district = District()
    request = district.file("ZM030")
    assert district.deliver() == 1
    assert district.deliver() == 0
    district.until(START + HALF_HOUR + MS)
    for _ in range(3):
        district.timer(request)
        district.sweep()
        district.deliver()
    assert district.inbox(HEALTH, AGENT) == [EventType.REQUEST_FILED, EventType.REQUEST_OVERDUE]
    assert district.inbox(HEALTH, SUPERVISOR) == [EventType.REQUEST_OVERDUE]


def test_a_delivery_that_is_repeated_after_a_crash_puts_each_notice_into_the_inbox_once() -> None:
    district = District()
    request = district.file("ZM030")
    (entry,) = district.ports.worklist.outbox(START, 10)
    district.deliver()
    district.ports.commit(Commit(outbox=(entry,)))  # as if ``done`` had been lost
    assert district.deliver() == 1
    assert district.inbox(HEALTH, AGENT) == [EventType.REQUEST_FILED]
    assert district.timers.started == [(request.id, 1)]


def test_the_inbox_shows_a_notice_while_its_push_is_tried_again_after_half_a_minute() -> None:
    district = District()
    district.file("ZM030")
    district.sender.is_deaf = True
    assert district.deliver() == 0
    assert district.inbox(HEALTH, AGENT) == [EventType.REQUEST_FILED]
    district.sender.is_deaf = False
    district.pass_by(30 * SECOND - MS)
    assert district.deliver() == 0
    district.pass_by(MS)
    assert district.deliver() == 1
    assert district.inbox(HEALTH, AGENT) == [EventType.REQUEST_FILED]


@pytest.mark.parametrize(("after", "is_given_up"), [(6 * HOUR, False), (6 * HOUR + MS, True)])
def test_a_push_is_given_up_after_six_hours_and_logged(
    after: timedelta, *, is_given_up: bool
) -> None:
    district = District()
    district.file("ZM030")
    district.sender.is_deaf = True
    district.pass_by(after)
    district.deliver()
    logged = [message for message, _ in district.telemetry.logged]
    assert ("notice_undelivered" in logged) is is_given_up
    waiting = district.ports.worklist.outbox(district.clock.now() + HOUR, 10)
    assert (waiting == ()) is is_given_up


def test_a_deaf_receiver_holds_up_nobody_else() -> None:
    district = District()
    district.sender.is_deaf = True
    district.file("ZM030")
    district.deliver()
    district.sender.is_deaf = False
    district.pass_by(SECOND)
    district.file("ZM007")
    assert told_since(district) == {(TAX, AGENT, EventType.REQUEST_FILED)}


def test_only_approved_webhooks_of_the_told_unit_are_called() -> None:
    district = District()
    hooks = [
        Webhook(WebhookId("approved"), HEALTH, "https://unit.example/a", "p", approved_by="q"),
        Webhook(WebhookId("proposed"), HEALTH, "https://unit.example/b", "p"),
        Webhook(WebhookId("foreign"), POLICE, "https://unit.example/c", "p", approved_by="q"),
    ]
    district.ports.commit(Commit(saves=tuple(hooks)))
    district.file("ZM030")
    district.deliver()
    assert [called for _, called in district.sender.sent] == [("approved",)]


def test_a_timer_that_was_not_started_at_filing_is_started_with_the_notices() -> None:
    district = District()
    request = district.file("ZM030")
    district.timers.started.clear()
    district.timers.running.clear()
    district.deliver()
    assert list(district.timers.running) == [(request.id, 1)]


def test_no_timer_is_started_for_what_is_closed_by_then() -> None:
    district = District()
    request = district.file("ZM030")
    district.answer(request)
    district.timers.started.clear()
    district.deliver()
    assert district.timers.started == []
