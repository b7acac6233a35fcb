"""A commit is one transaction: all of it or nothing, and it says why it was refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.commits import CaseFixed, Commit, OperationSeen, OutboxEntry, RevisionLost
from chalicelib.kernel.errors import SignatureRefused
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import CaseNo, EventId, KeyId, MemberId, OperationId, UnitCode
from chalicelib.kernel.performing import operation_digest
from chalicelib.requests.domain.cases import Case
from chalicelib.storage.store import Store
from tests.contract.conftest import StoreWorld
from tests.contract.store.records import NOW, REQUESTER, a_call, a_key, a_request, a_unit, fresh

OP = OperationId("operation-1")


def an_event(subject: str) -> Event:
    news = News(EventType.REQUEST_FILED, NOW, "10-2", facts=(("row", "ZM030"),))
    return Event(EventId(fresh("event")), subject, THE_SYSTEM, news)


def a_case(requester: UnitCode = REQUESTER, **changes: object) -> Case:
    case = Case(requester, CaseNo(fresh("case")), NOW, (a_request().id,))
    return replace(case, **changes)  # type: ignore[arg-type]  # fields of the class


# --- revisions ------------------------------------------------------------------------------


def test_what_is_saved_is_one_revision_on(store: Store) -> None:
    unit = a_unit()
    store.commit(Commit(saves=(unit,)))
    first = store.units.unit(unit.code)
    assert first is not None
    store.commit(Commit(saves=(first,)))
    second = store.units.unit(unit.code)
    assert second is not None
    assert (first.revision, second.revision) == (1, 2)


def test_revision_0_may_not_exist_yet(store: Store) -> None:
    unit = a_unit()
    store.commit(Commit(saves=(unit,)))
    with pytest.raises(RevisionLost):
        store.commit(Commit(saves=(replace(unit, is_suspended=True),)))
    assert store.units.unit(unit.code) == replace(unit, revision=1)


@pytest.mark.parametrize("revision", [1, 3])
def test_a_revision_that_is_not_the_stored_one_is_lost(store: Store, revision: int) -> None:
    unit = a_unit()
    store.commit(Commit(saves=(unit,)))
    store.commit(Commit(saves=(replace(unit, revision=1),)))
    with pytest.raises(RevisionLost):
        store.commit(Commit(saves=(replace(unit, revision=revision),)))


def test_a_revision_of_what_does_not_exist_is_lost(store: Store) -> None:
    with pytest.raises(RevisionLost):
        store.commit(Commit(saves=(a_unit(revision=1),)))


def test_of_many_who_save_the_same_revision_one_wins(store: Store) -> None:
    unit = a_unit()
    store.commit(Commit(saves=(unit,)))

    def save(name: str) -> None:
        store.commit(Commit(saves=(replace(unit, revision=1, name=name),)))

    outcomes = at_once([partial(save, str(n)) for n in range(16)])
    assert sorted(outcomes) == ["RevisionLost"] * 15 + ["done"]


# --- the jti and the op -----------------------------------------------------------------------


def test_a_jti_counts_once(store: Store) -> None:
    call = a_call()
    store.commit(Commit(call=call))
    with pytest.raises(SignatureRefused) as caught:
        store.commit(Commit(call=call))
    assert (caught.value.code, caught.value.field) == ("sig.replay", "jti")


def test_another_unit_may_use_the_same_jti(store: Store) -> None:
    call = a_call()
    store.commit(Commit(call=call))
    other = Caller(UnitCode("370402012"), MemberId("m1"), Role.AGENT, KeyId("key-2"))
    store.commit(Commit(call=replace(call, caller=other)))


def test_a_refused_commit_does_not_use_up_the_jti(store: Store) -> None:
    call = a_call()
    with pytest.raises(RevisionLost):
        store.commit(Commit(saves=(a_unit(revision=7),), call=call))
    store.commit(Commit(saves=(a_unit(),), call=call))


def test_of_many_uses_of_one_jti_at_the_same_instant_one_counts(store: Store) -> None:
    call = a_call()
    outcomes = at_once([lambda: store.commit(Commit(call=call))] * 16)
    assert sorted(outcomes) == ["done"] + ["sig.replay"] * 15


def test_an_op_counts_once_for_its_unit(store: Store) -> None:
    store.commit(Commit(saves=(a_unit(),), call=a_call(OP)))
    with pytest.raises(OperationSeen):
        store.commit(Commit(saves=(a_unit(),), call=a_call(OP)))
    other = Caller(UnitCode("370402012"), None, Role.SYSTEM, KeyId("key-2"))
    store.commit(Commit(saves=(a_unit(),), call=a_call(OP, caller=other)))


def test_of_many_commits_under_one_op_one_has_an_effect(store: Store) -> None:
    units = [a_unit() for _ in range(16)]

    def save(number: int) -> None:
        store.commit(Commit(saves=(units[number],), call=a_call(OP)))

    outcomes = at_once([partial(save, n) for n in range(16)])
    assert sorted(outcomes) == ["OperationSeen"] * 15 + ["done"]
    assert len(store.units.units()) == 1


def test_the_first_result_of_an_op_stays_although_the_record_moves_on(store: Store) -> None:
    request, call = a_request(), a_call(OP)
    store.commit(Commit(saves=(request,), call=call))
    stored = store.requests.request(request.id)
    assert stored is not None
    store.commit(Commit(saves=(stored.accept(NOW + timedelta(minutes=1)),)))
    operation = store.ledger.operation(REQUESTER, OP)
    assert operation is not None
    assert (operation.digest, operation.kid) == (operation_digest(call), call.caller.kid)
    assert operation.result == stored


def test_the_result_of_an_op_is_the_first_of_what_it_saved(store: Store) -> None:
    key, unit = a_key(), a_unit()
    store.commit(Commit(saves=(key, unit), call=a_call(OP)))
    operation = store.ledger.operation(REQUESTER, OP)
    assert operation is not None
    assert operation.result == replace(key, revision=1)


# --- cases --------------------------------------------------------------------------------------


def test_a_case_grows_by_each_request(store: Store) -> None:
    case = a_case()
    more = replace(case, requests=(a_request().id,))
    for one in (case, more, more):
        store.commit(Commit(case=one))
    stored = store.requests.case(case.requester, case.case_no)
    assert stored is not None
    assert stored.accepted_at == case.accepted_at
    assert sorted(stored.requests) == sorted(case.requests + more.requests)


def test_the_first_request_fixes_when_its_case_was_accepted(store: Store) -> None:
    case, request = a_case(), a_request()
    store.commit(Commit(case=case))
    moved = replace(case, accepted_at=NOW - timedelta(hours=1), requests=(request.id,))
    with pytest.raises(CaseFixed) as caught:
        store.commit(Commit(saves=(request,), case=moved))
    assert caught.value.accepted_at == case.accepted_at
    assert store.requests.request(request.id) is None
    assert store.requests.case(case.requester, case.case_no) == case


def test_two_units_may_number_a_case_alike(store: Store) -> None:
    case = a_case()
    store.commit(Commit(case=case))
    other = replace(case, requester=UnitCode("370402012"), accepted_at=NOW - timedelta(days=1))
    store.commit(Commit(case=other))
    assert store.requests.case(case.requester, case.case_no) == case
    assert store.requests.case(other.requester, other.case_no) == other
    assert store.requests.case(UnitCode("370402013"), case.case_no) is None


# --- all or nothing -------------------------------------------------------------------------------


def test_a_refused_commit_leaves_nothing(store_world: StoreWorld) -> None:
    store, request, call, case = store_world.store, a_request(), a_call(OP), a_case()
    event = an_event(request.id)
    entry = OutboxEntry(event.id, request.id, (event,), NOW, NOW)
    whole = Commit((request, a_unit(revision=7)), (event,), (entry,), case, call)
    with pytest.raises(RevisionLost):
        store.commit(whole)
    assert store.requests.request(request.id) is None
    assert store.ledger.events(request.id) == ()
    assert store_world.worklist.outbox(NOW, 10) == ()
    assert store.requests.case(case.requester, case.case_no) is None
    assert store.ledger.operation(REQUESTER, OP) is None


def test_a_commit_does_all_of_it(store_world: StoreWorld) -> None:
    store, request, case = store_world.store, a_request(), a_case()
    first, second = an_event(request.id), an_event(request.id)
    entry = OutboxEntry(first.id, request.id, (first, second), NOW, NOW)
    store.commit(Commit((request, a_unit()), (first, second), (entry,), case, a_call(OP)))
    assert store.requests.request(request.id) is not None
    assert store.ledger.events(request.id) == (first, second)
    assert store_world.worklist.outbox(NOW, 10) == (entry,)
    assert store.requests.case(case.requester, case.case_no) == case
    assert store.ledger.operation(REQUESTER, OP) is not None


def test_entries_stand_in_order_of_time(store: Store) -> None:
    later = an_event("subject")
    earlier = replace(later, id=EventId(fresh("event")))
    earlier = replace(earlier, news=replace(earlier.news, at=NOW - timedelta(minutes=1)))
    store.commit(Commit(events=(later,)))
    store.commit(Commit(events=(earlier,)))
    store.commit(Commit(events=(an_event("another"),)))
    assert store.ledger.events("subject") == (earlier, later)


@pytest.mark.parametrize(
    ("spoilt", "refusal"),
    [
        ({"jti", "op", "case", "revision"}, "sig.replay"),
        ({"op", "case", "revision"}, "OperationSeen"),
        ({"case", "revision"}, "CaseFixed"),
        ({"revision"}, "RevisionLost"),
        (set(), "done"),
    ],
)
def test_of_several_refusals_the_first_in_order_is_told(
    store: Store, spoilt: set[str], refusal: str
) -> None:
    """Replay before op, op before case, case before revision."""
    used, case, unit = a_call(OP), a_case(), a_unit()
    store.commit(Commit(saves=(unit,), case=case, call=used))
    call = a_call(
        OP if "op" in spoilt else "operation-2", **({"jti": used.jti} if "jti" in spoilt else {})
    )
    moved = NOW - timedelta(hours=1) if "case" in spoilt else case.accepted_at
    saved = unit if "revision" in spoilt else replace(unit, revision=1)
    commit = Commit(saves=(saved,), case=replace(case, accepted_at=moved), call=call)
    assert outcome(lambda: store.commit(commit)) == refusal


def outcome(act: Callable[[], None]) -> str:
    try:
        act()
    except SignatureRefused as refusal:
        return refusal.code
    except (RevisionLost, OperationSeen, CaseFixed) as refusal:
        return type(refusal).__name__
    return "done"


def at_once(acts: list[Callable[[], None]]) -> list[str]:
    start = Barrier(len(acts))

    def one(act: Callable[[], None]) -> str:
        start.wait()
        return outcome(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
