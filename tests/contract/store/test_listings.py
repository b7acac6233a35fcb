"""What stands on a list comes back as it was saved, singly and page by page in order."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.catalogue.domain.editions import EditionRecord, MaterialRegister
from chalicelib.kernel.commits import Commit, ListQuery, RevisionLost
from chalicelib.kernel.times.clock import from_text
from chalicelib.storage.dynamodb.places import PLACES
from chalicelib.storage.kinds import HOMES, type_of
from chalicelib.storage.store import Store
from tests.contract.store.filled_lists import FILLED
from tests.examples import many

# The store is shared by the examples of one test on purpose: keys are fresh in each.
few = settings(
    max_examples=many(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AT = from_text("2026-11-20T00:00:00+08:00", field="at")


def edition(number: int) -> EditionRecord:
    return EditionRecord(number, AT, AT, "370402001:publisher-1", "00", 0)


def page(store: Store, **how: Any) -> tuple[list[int], str | None]:
    found = store.lists.listing(ListQuery(EditionRecord, "", **how))
    return [one.number for one in found.items], found.after


def test_every_kind_of_a_list_is_tried() -> None:
    on_lists = {type_of(kind) for kind in HOMES if kind not in PLACES}
    assert set(FILLED) == on_lists


@pytest.mark.parametrize("kind", FILLED, ids=lambda kind: kind.__name__)
@few
@given(data=st.data())
def test_it_comes_back_as_it_was_saved(store: Store, kind: type[Any], data: st.DataObject) -> None:
    made = data.draw(FILLED[kind])
    stored = store.lists.listed(kind, made.list_of, made.key)
    made = replace(made, revision=stored.revision if stored else 0)
    store.commit(Commit(saves=(made,)))
    saved = replace(made, revision=made.revision + 1)
    assert store.lists.listed(kind, made.list_of, made.key) == saved


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.lists.listed(EditionRecord, "", "000001") is None
    assert page(store, limit=5) == ([], None)


def test_a_list_is_read_in_order_and_page_by_page(store: Store) -> None:
    for number in (3, 1, 10, 2):
        store.commit(Commit(saves=(edition(number),)))
    store.commit(Commit(saves=(MaterialRegister("00", 0),)))
    first, after = page(store, limit=3)
    assert first == [1, 2, 3]
    assert page(store, limit=3, after=after) == ([10], None)
    newest, after = page(store, limit=1, newest_first=True)
    assert newest == [10]
    assert page(store, limit=3, after=after, newest_first=True) == ([3, 2, 1], None)


def test_whoever_saves_second_from_the_same_revision_has_lost(store: Store) -> None:
    store.commit(Commit(saves=(edition(1),)))
    with pytest.raises(RevisionLost):
        store.commit(Commit(saves=(replace(edition(1), row_count=9),)))
    found = store.lists.listed(EditionRecord, "", edition(1).key)
    assert found == replace(edition(1), revision=1)
