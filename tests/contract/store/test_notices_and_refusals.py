"""Notices stand in an inbox once; refusals are kept one by one or counted."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.kernel.callers import Role
from chalicelib.kernel.events import Actor, Event, EventType, News
from chalicelib.kernel.ids import EventId, KeyId, MemberId, NoticeId, RequestId
from chalicelib.notices.domain.notice import Audience, Notice
from tests.contract.conftest import StoreWorld
from tests.contract.store.records import ISSUER, NOW, REQUESTER, fresh


def a_notice(at: datetime = NOW) -> Notice:
    return Notice(
        id=NoticeId(fresh("notice")),
        unit=ISSUER,
        audience=Audience.AGENT,
        event=EventType.REQUEST_FILED,
        request=RequestId("request-1"),
        row="ZM030",
        text="收到一件核验申请",
        at=at,
    )


def test_a_notice_comes_back_as_it_was_put(store_world: StoreWorld) -> None:
    notice = a_notice()
    store_world.notices.put(notice)
    assert store_world.notices.page(ISSUER, Audience.AGENT, 10, None).items == (notice,)


def test_a_notice_put_twice_stands_there_once(store_world: StoreWorld) -> None:
    notice = a_notice()
    for _ in range(3):
        store_world.notices.put(notice)
    assert store_world.notices.page(ISSUER, Audience.AGENT, 10, None).items == (notice,)


def test_each_audience_of_each_unit_has_its_own_inbox(store_world: StoreWorld) -> None:
    notice = a_notice()
    supervisors = replace(a_notice(), audience=Audience.SUPERVISOR)
    elsewhere = replace(a_notice(), unit=REQUESTER)
    for one in (notice, supervisors, elsewhere):
        store_world.notices.put(one)
    assert store_world.notices.page(ISSUER, Audience.AGENT, 10, None).items == (notice,)
    assert store_world.notices.page(ISSUER, Audience.SUPERVISOR, 10, None).items == (supervisors,)
    assert store_world.notices.page(ISSUER, Audience.OFFICER, 10, None).items == ()
    assert store_world.notices.page(REQUESTER, Audience.AGENT, 10, None).items == (elsewhere,)


@pytest.mark.parametrize("limit", [1, 2, 5, 6])
def test_pages_show_every_notice_once_newest_first(store_world: StoreWorld, limit: int) -> None:
    notices = [a_notice(NOW - timedelta(minutes=n)) for n in (3, 1, 4, 0, 2, 2)]
    for one in notices:
        store_world.notices.put(one)
    found: list[Notice] = []
    after: str | None = None
    while True:
        page = store_world.notices.page(ISSUER, Audience.AGENT, limit, after)
        found += page.items
        after = page.after
        if after is None:
            break
    assert [one.at for one in found] == sorted((one.at for one in notices), reverse=True)
    assert {one.id for one in found} == {one.id for one in notices}
    assert len(found) == len(notices)


def test_a_refused_call_is_recorded_beside_its_subject(store_world: StoreWorld) -> None:
    actor = Actor(REQUESTER, MemberId("m1"), Role.AGENT, KeyId("key-1"))
    news = News(EventType.CALL_REFUSED, NOW, facts=(("code", "sig.replay"), ("jti", "J" * 22)))
    event = Event(EventId(fresh("event")), "key:key-1", actor, news)
    store_world.refusals.record(event)
    assert store_world.recorded("key:key-1") == (event,)
    assert store_world.recorded("key:key-2") == ()


def test_refusals_before_a_valid_signature_are_counted_by_code_minute_and_source(
    store_world: StoreWorld,
) -> None:
    for _ in range(3):
        store_world.refusals.count("sig.missing", "internet", NOW)
    store_world.refusals.count("sig.missing", "internet", NOW + timedelta(seconds=29))
    store_world.refusals.count("sig.missing", "government", NOW)
    store_world.refusals.count("sig.kid", "internet", NOW)
    store_world.refusals.count("sig.kid", "internet", NOW + timedelta(minutes=1))
    assert store_world.counted(NOW) == {
        "sig.missing#internet": 4,
        "sig.missing#government": 1,
        "sig.kid#internet": 1,
    }
    assert store_world.counted(NOW - timedelta(minutes=1)) == {}
