"""Complaints in the store: sealed, listed by due time, counted without an address."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.vault import Vault
from chalicelib.complaints.adapters.counters import (
    DynamoCounters,
    RememberingCounters,
    counter_place,
)
from chalicelib.complaints.domain.complaint import (
    Assignment,
    Complaint,
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintQuery,
    ComplaintState,
    Concern,
    Reply,
    summarise_complaint,
)
from chalicelib.complaints.domain.limits import HOUR, Window, window_of
from chalicelib.complaints.ports import Counters
from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.ids import ComplaintId, OperationId, UnitCode
from chalicelib.storage.dynamodb.places import complaint_place
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.storage.store import Store
from infra.local.moto.server import MotoServer
from tests.contract.conftest import WORLDS, new_table
from tests.contract.store import filled_complaints
from tests.contract.store.records import ISSUER, NOW, REQUESTER, a_call, fresh
from tests.contract.store.varying import left_out
from tests.examples import many
from tests.twins.counters import MemoryCounters

some = settings(
    max_examples=many(15),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAY = timedelta(days=1)


def a_complaint(received_at: datetime = NOW, **changes: object) -> Complaint:
    plain = Complaint(
        id=ComplaintId(fresh("complaint")),
        channel=ComplaintChannel.SITE,
        about=Concern(ISSUER),
        text="窗口仍要证明",
        contact="样例联系方式",
        received_at=received_at,
        fingerprint="f",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the class


def asking(unit: UnitCode) -> tuple[Assignment, ...]:
    return (Assignment(unit, NOW, "office:officer-1"),)


def saved(store: Store, complaint: Complaint) -> Complaint:
    store.commit(Commit(saves=(complaint,)))
    found = store.complaints.complaint(complaint.id)
    assert found is not None
    return found


def listed(
    store: Store, unit: UnitCode | None = None, state: ComplaintState | None = None
) -> list[ComplaintId]:
    return [one.id for one in store.complaints.complaints(ComplaintQuery(unit, state, 100)).items]


@some
@given(complaint=filled_complaints.complaints())
def test_a_complaint_comes_back_as_it_was_saved(store: Store, complaint: Complaint) -> None:
    assert saved(store, complaint) == replace(complaint, revision=1)


def test_no_field_is_left_out_of_the_round_trip() -> None:
    assert left_out(filled_complaints.complaints()) == set()


@some
@given(complaint=filled_complaints.complaints(), data=st.data())
def test_the_first_result_of_an_op_comes_back_after_it_went_on(
    store: Store, complaint: Complaint, data: st.DataObject
) -> None:
    op = fresh("operation")
    call = a_call(op)
    store.commit(Commit(saves=(complaint,), call=call))
    now = store.complaints.complaint(complaint.id)
    assert now is not None
    store.commit(Commit(saves=(replace(now, reply=data.draw(filled_complaints.replies)),)))
    operation = store.ledger.operation(call.caller.unit, OperationId(op))
    assert operation is not None
    assert operation.result == replace(complaint, revision=1)


def test_one_id_is_given_once(store: Store) -> None:
    first = saved(store, a_complaint())
    with pytest.raises(RevisionLost):
        store.commit(Commit(saves=(a_complaint(id=first.id),)))
    assert store.complaints.complaint(ComplaintId("none")) is None


def test_the_open_ones_are_listed_by_due_time_and_page_by_page(store: Store) -> None:
    late, early, middle = (a_complaint(NOW + n * DAY) for n in (2, 0, 1))
    for one in (late, early, middle):
        saved(store, one)
    assert listed(store) == [early.id, middle.id, late.id]
    first = store.complaints.complaints(ComplaintQuery(None, None, 2))
    assert first.items == tuple(summarise_complaint(one) for one in (early, middle))
    rest = store.complaints.complaints(ComplaintQuery(None, None, 2, first.after))
    assert ([one.id for one in rest.items], rest.after) == ([late.id], None)


def test_each_list_holds_its_own(store: Store) -> None:
    new = saved(store, a_complaint())
    asked = saved(store, a_complaint(NOW + DAY, assignments=asking(ISSUER)))
    other = saved(store, a_complaint(NOW + 2 * DAY, assignments=asking(REQUESTER)))
    assert listed(store) == [new.id, asked.id, other.id]
    assert listed(store, state=ComplaintState.RECEIVED) == [new.id]
    assert listed(store, state=ComplaintState.HANDLING) == [asked.id, other.id]
    assert listed(store, ISSUER) == [asked.id]
    reply = Reply("已改正", ComplaintOutcome.EXPLAINED, NOW, "office:officer-1")
    saved(store, replace(asked, reply=reply))
    saved(store, replace(other, assignments=other.assignments + asking(ISSUER)))
    assert listed(store) == [new.id, other.id], "a reply takes it off the open list"
    assert listed(store, state=ComplaintState.REPLIED) == [asked.id]
    assert listed(store, ISSUER) == [other.id]
    assert listed(store, ISSUER, ComplaintState.REPLIED) == [asked.id]
    assert listed(store, REQUESTER) == [], "it was passed on"


def test_without_its_data_key_nobody_reads_it_and_nothing_of_it_stands_readable(
    moto_server: MotoServer,
) -> None:
    record = bind(f"complaints-{uuid4().hex}", "cn-north-1", moto_server.endpoint)
    record.create_table(wait=True)
    store = DynamoStore(record, Vault(bytes(32), bytes(32)))
    complaint = saved(store, a_complaint())
    place = complaint_place(complaint.id)
    item = record.get(place.pk, place.sk)
    everything = repr(item.serialize())
    for words in (complaint.text, complaint.contact, complaint.fingerprint * 4):
        assert str(words) not in everything
        assert str(words).encode().hex() not in everything
    item.update([record.wrapped.set(Vault(bytes(32), bytes(32)).new_data_key(complaint.id))])
    with pytest.raises(Misconfigured):
        store.complaints.complaint(complaint.id)
    assert listed(store) == [complaint.id], "its line names nobody and stays"


# --- counters -----------------------------------------------------------------------------------


@pytest.fixture(params=WORLDS)
def counters(request: pytest.FixtureRequest) -> Counters:
    if request.param is None:
        return MemoryCounters()
    return DynamoCounters(new_table(request.getfixturevalue(request.param)))


WINDOW = window_of(NOW, HOUR)
NEXT = window_of(NOW + HOUR, HOUR)


def test_so_many_are_counted_and_no_more(counters: Counters) -> None:
    assert [counters.take("a", 3, WINDOW) for _ in range(5)] == [True] * 3 + [False] * 2
    assert counters.take("b", 3, WINDOW), "another counter"
    assert counters.take("a", 3, NEXT), "another window"
    assert counters.take("a", 4, WINDOW), "a refusal counted nothing"


def test_whoever_counts_at_the_same_time_gets_no_more_either(counters: Counters) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: counters.take("a", 5, WINDOW), range(40)))
    assert sum(taken) == 5


def test_a_counter_is_gone_a_day_after_its_window(moto_server: MotoServer) -> None:
    record = bind(f"counters-{uuid4().hex}", "cn-north-1", moto_server.endpoint)
    record.create_table(wait=True)
    DynamoCounters(record).take("a", 3, WINDOW)
    place = counter_place("a", WINDOW.starts_at)
    item = record.get(place.pk, place.sk)
    assert item.expires == int((WINDOW.ends_at + DAY).timestamp())


def test_a_counter_found_full_is_not_asked_again_in_its_window() -> None:
    class Asked(MemoryCounters):
        times = 0

        def take(self, counter: str, most: int, window: Window) -> bool:
            self.times += 1
            return super().take(counter, most, window)

    asked = Asked()
    remembering = RememberingCounters(asked)
    taken = [remembering.take("a", 2, WINDOW) for _ in range(100)]
    assert taken == [True] * 2 + [False] * 98
    assert asked.times == 3
    assert remembering.take("a", 2, NEXT)
