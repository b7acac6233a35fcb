"""What waits to be done: the outbox, and requests whose next check has come."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentKind, adjustment_id
from chalicelib.kernel.commits import AdjustmentRef, Commit, ListQuery, OutboxEntry
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import EventId, RequestId, RowCode, UnitCode
from chalicelib.kernel.lanes import Lane
from chalicelib.kernel.times.working_days import end_of_day
from chalicelib.requests.domain.request import VerificationRequest
from tests.contract.conftest import StoreWorld
from tests.contract.store.records import NOW, a_request, fresh, no_record

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


def put_of(world: StoreWorld, type_: EventType, request: RequestId | None) -> OutboxEntry:
    event = Event(EventId(fresh("event")), fresh("about"), THE_SYSTEM, News(type_, NOW, "5-1"))
    entry = OutboxEntry(event.id, request, (event,), NOW, NOW)
    world.store.commit(Commit(events=(event,), outbox=(entry,)))
    return entry


def test_however_much_waits_in_one_lane_another_lane_is_read_to_its_end(
    store_world: StoreWorld,
) -> None:
    tables = {put_of(store_world, EventType.IMPORT_STARTED, None).id for _ in range(5)}
    sealing = put_of(store_world, EventType.PROOF_EXTRACTED, RequestId(fresh("request")))
    told = put_of(store_world, EventType.COMPLAINT_RECEIVED, None)
    quick = put(store_world, NOW)
    worklist = store_world.worklist
    assert {one.id for one in worklist.outbox(NOW, 5, Lane.CATALOGUE)} == tables
    assert worklist.outbox(NOW, 5, Lane.SEALING) == (sealing,)
    assert {one.id for one in worklist.outbox(NOW, 5, Lane.QUICK)} == {told.id, quick.id}
    worklist.postpone(sealing, NOW + MINUTE)
    worklist.done(quick)
    assert {one.id for one in worklist.outbox(NOW + MINUTE, 9)} == tables | {sealing.id, told.id}


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
    stored = world.store.requests.request(request.id)
    assert stored is not None
    return stored


def change(world: StoreWorld, request: VerificationRequest) -> VerificationRequest:
    world.store.commit(Commit(saves=(request,)))
    stored = world.store.requests.request(request.id)
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
    assert store_world.worklist.open_deadlines() == ()


def test_every_request_with_a_due_time_to_come_is_open(store_world: StoreWorld) -> None:
    filed = [file(store_world, NOW - n * MINUTE) for n in range(12)]
    withdrawn = filed.pop()
    change(store_world, withdrawn.withdraw("不再需要", NOW))
    failed = filed.pop()
    change(store_world, failed.pass_time(NOW + timedelta(days=1)))
    found = store_world.worklist.open_deadlines()
    assert set(found) == {one.id for one in filed}


def an_adjustment(cause: str, unit: str = "370402006", registered_at: datetime = NOW) -> Adjustment:
    day = date.fromisoformat(cause)
    return Adjustment(
        id=adjustment_id(UnitCode(unit), registered_at, fresh("a")),
        unit=UnitCode(unit),
        kind=AdjustmentKind.REDUCE,
        cause="样例",
        cause_date=day,
        base=1,
        registered_by="370402006:agent-1",
        registered_at=registered_at,
        report_by=end_of_day(day),
        calendar_version="2026.1",
        rows_before=(RowCode("ZM007"),),
    )


def test_an_adjustment_stands_among_the_open_deadlines_and_is_told_from_a_request(
    store_world: StoreWorld,
) -> None:
    request, adjustment = file(store_world, NOW), an_adjustment("2026-11-22")
    store_world.store.commit(Commit(saves=(adjustment,)))
    ref = AdjustmentRef(adjustment.id)
    assert set(store_world.worklist.open_deadlines()) == {request.id, ref}
    due = adjustment.report_by
    assert store_world.worklist.due(due - timedelta(milliseconds=1), 10) == (request.id,)
    assert set(store_world.worklist.due(due, 10)) == {request.id, ref}


def test_an_adjustment_whose_lateness_is_noted_waits_for_nothing(store_world: StoreWorld) -> None:
    adjustment = an_adjustment("2026-11-22")
    store_world.store.commit(Commit(saves=(adjustment,)))
    noted = adjustment.pass_time(adjustment.report_by + timedelta(milliseconds=1))
    store_world.store.commit(Commit(saves=(replace(noted, news=(), revision=1),)))
    assert store_world.worklist.open_deadlines() == ()


def test_the_second_list_holds_those_of_every_unit_newest_first(store_world: StoreWorld) -> None:
    units = ("370402009", "370402006", "370402011")
    made = [an_adjustment("2026-11-20", unit, NOW + n * MINUTE) for n, unit in enumerate(units)]
    for one in made:
        store_world.store.commit(Commit(saves=(one,)))
    query = ListQuery(Adjustment, "all", 2, newest_first=True, is_second=True)
    first = store_world.store.lists.listing(query)
    rest = store_world.store.lists.listing(replace(query, after=first.after))
    ids = [one.id for one in (*first.items, *rest.items)]
    assert ids == [one.id for one in reversed(made)]
    assert rest.after is None
