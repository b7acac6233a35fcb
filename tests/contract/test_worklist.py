"""What waits to be done: the outbox, and requests whose next check has come."""

from datetime import datetime, timedelta

from chalicelib.domain.events import THE_SYSTEM, Event, EventType, News
from chalicelib.domain.ids import EventId, RequestId
from chalicelib.domain.requests import VerificationRequest
from chalicelib.services.storing import Commit, OutboxEntry
from tests.contract.conftest import StoreWorld
from tests.contract.records import NOW, a_request, fresh, no_record

MINUTE = timedelta(minutes=1)


def put(world: StoreWorld, ready_at: datetime) -> OutboxEntry:
    request = RequestId(fresh("request"))
    news = News(EventType.REQUEST_FILED, NOW, "10-2")
    event = Event(EventId(fresh("event")), request, THE_SYSTEM, news, request)
    entry = OutboxEntry(event.id, request, (event,), NOW, ready_at)
    world.store.commit(Commit(events=(event,), outbox=(entry,)))
    return entry


def test_an_entry_waits_until_it_is_ready(store_world: StoreWorld) -> None:
    entry = put(store_world, NOW)
    assert store_world.worklist.outbox(NOW - timedelta(milliseconds=1), 10) == ()
    assert store_world.worklist.outbox(NOW, 10) == (entry,)


def test_the_oldest_entries_come_first_up_to_the_limit(store_world: StoreWorld) -> None:
    entries = [put(store_world, NOW - n * MINUTE) for n in (2, 5, 1, 4, 3)]
    oldest_first = sorted(entries, key=lambda one: one.ready_at)
    assert list(store_world.worklist.outbox(NOW, 10)) == oldest_first
    assert list(store_world.worklist.outbox(NOW, 3)) == oldest_first[:3]


def test_what_is_done_does_not_come_again(store_world: StoreWorld) -> None:
    first, second = put(store_world, NOW - MINUTE), put(store_world, NOW)
    store_world.worklist.done(first)
    store_world.worklist.done(first)
    assert store_world.worklist.outbox(NOW, 10) == (second,)


def test_what_is_postponed_comes_again_once_and_keeps_its_first_time(
    store_world: StoreWorld,
) -> None:
    entry, until = put(store_world, NOW), NOW + MINUTE
    store_world.worklist.postpone(entry, until)
    assert store_world.worklist.outbox(NOW, 10) == ()
    (again,) = store_world.worklist.outbox(until, 10)
    assert (again.id, again.first_at, again.ready_at) == (entry.id, NOW, until)
    store_world.worklist.done(again)
    assert store_world.worklist.outbox(until, 10) == ()


def file(world: StoreWorld, filed_at: datetime) -> VerificationRequest:
    request = a_request(filed_at)
    world.store.commit(Commit(saves=(request,)))
    stored = world.store.request(request.id)
    assert stored is not None
    return stored


def change(world: StoreWorld, request: VerificationRequest) -> VerificationRequest:
    world.store.commit(Commit(saves=(request,)))
    stored = world.store.request(request.id)
    assert stored is not None
    return stored


def test_a_request_is_due_when_its_next_check_has_come(store_world: StoreWorld) -> None:
    request = file(store_world, NOW)
    check = request.next_check_at()
    assert check is not None
    assert store_world.worklist.due(check - timedelta(milliseconds=1), 10) == ()
    assert store_world.worklist.due(check, 10) == (request.id,)


def test_after_each_check_the_next_one_counts(store_world: StoreWorld) -> None:
    request = file(store_world, NOW)
    moments = []
    while (check := request.next_check_at()) is not None:
        # exactly at a due time nothing is late yet: the state changes a moment after it
        noted = request.pass_time(check + timedelta(milliseconds=1))
        request = change(store_world, noted)
        moments.append(check)
        assert store_world.worklist.due(check + timedelta(milliseconds=1), 10) == ()
    plan = request.plan
    assert moments == [plan.remind_at, plan.answer_by, plan.supervise_by]
    assert store_world.worklist.due(NOW + timedelta(days=99), 10) == ()


def test_the_earliest_due_come_first_up_to_the_limit(store_world: StoreWorld) -> None:
    filed = [file(store_world, NOW - n * MINUTE) for n in (2, 5, 1, 4, 3)]
    in_order = [one.id for one in sorted(filed, key=lambda one: one.filed_at)]
    later = NOW + timedelta(hours=9)
    assert list(store_world.worklist.due(later, 10)) == in_order
    assert list(store_world.worklist.due(later, 2)) == in_order[:2]


def test_a_closed_request_is_never_due(store_world: StoreWorld) -> None:
    request = file(store_world, NOW)
    change(store_world, request.give_answer(no_record(NOW + MINUTE)))
    assert store_world.worklist.due(NOW + timedelta(days=99), 10) == ()
    assert store_world.worklist.open_requests() == ()


def test_every_request_with_a_due_time_to_come_is_open(store_world: StoreWorld) -> None:
    filed = [file(store_world, NOW - n * MINUTE) for n in range(12)]
    withdrawn = filed.pop()
    change(store_world, withdrawn.withdraw("不再需要", NOW))
    failed = filed.pop()
    change(store_world, failed.pass_time(NOW + timedelta(days=1)))
    found = store_world.worklist.open_requests()
    assert sorted(found) == sorted(one.id for one in filed)
