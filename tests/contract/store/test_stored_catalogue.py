"""The edition in force as the services see it: which one when, how often it is looked up, and
what a process keeps of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.catalogue.adapters.contents import KeptContents
from chalicelib.catalogue.adapters.stored import LIFE, MOST_KEPT, StoredCatalogue
from chalicelib.catalogue.domain.editions import EditionRecord
from chalicelib.catalogue.domain.errors import EditionUnknown
from chalicelib.catalogue.domain.rows import CatalogueEdition, CatalogueRow
from chalicelib.catalogue.ports import Catalogue
from chalicelib.kernel.commits import Commit, ListQuery, OneListed, Page
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.ids import RowCode
from chalicelib.storage.store import Store
from tests.seed import seed_edition
from tests.twins.contents import MemoryDocuments
from tests.twins.surroundings import FixedCatalogue, SettableClock
from tests.worlds import NOW

DAY = timedelta(days=1)
ROWS = tuple(seed_edition().rows.values())


class CountedContents(KeptContents):
    """Counts what is read."""

    def __init__(self) -> None:
        super().__init__(MemoryDocuments())
        self.reads = 0

    def rows_by_code(self, content: str) -> Mapping[RowCode, CatalogueRow]:
        self.reads += 1
        return super().rows_by_code(content)


class CountedListings:
    """Of a store, its lists; counts the queries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.queries = 0

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None:
        return self._store.lists.listed(kind, list_of, key)

    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        self.queries += 1
        return self._store.lists.listing(query)


class Shelf:
    """A store with editions, and a catalogue over it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.counted = CountedListings(store)
        self.contents = CountedContents()
        self.clock = SettableClock(NOW)
        self.catalogue = StoredCatalogue(self.counted, self.contents, self.clock)

    def publish(self, number: int, in_days: int) -> EditionRecord:
        """Edition ``number`` has its first ``number`` rows and begins ``in_days`` from NOW."""
        rows = ROWS[:number]
        content = self.contents.keep_rows(rows)
        begins = NOW + in_days * DAY
        record = EditionRecord(number, begins, NOW, "370402001:publisher-1", content, len(rows))
        self.store.commit(Commit(saves=(record,)))
        return record


@pytest.fixture
def shelf(store: Store) -> Shelf:
    return Shelf(store)


def numbers(catalogue: Catalogue, *days: int) -> list[int]:
    return [catalogue.edition_at(NOW + day * DAY).number for day in days]


def test_it_is_the_one_in_force_then_or_the_first_if_earlier(shelf: Shelf) -> None:
    records = [shelf.publish(1, -10), shelf.publish(2, 0), shelf.publish(3, 5)]
    twin = FixedCatalogue(
        *(CatalogueEdition(one.number, one.effective_from, {}) for one in records)
    )
    days = (-99, -10, -9, -1, 0, 4, 5, 99)
    assert numbers(shelf.catalogue, *days) == numbers(twin, *days) == [1, 1, 1, 1, 2, 2, 3, 3]
    one_ms = timedelta(milliseconds=1)
    assert shelf.catalogue.edition_at(NOW - one_ms).number == 1


def test_of_two_that_begin_at_one_instant_the_later_number_is_in_force(shelf: Shelf) -> None:
    shelf.publish(1, 0)
    shelf.publish(2, 0)
    assert numbers(shelf.catalogue, 0) == [2]


def test_before_anything_is_published_it_is_an_empty_edition_0(shelf: Shelf) -> None:
    found = shelf.catalogue.edition_at(NOW)
    assert (found.number, dict(found.rows)) == (0, {})
    shelf.publish(1, -1)
    assert numbers(shelf.catalogue, 0) == [1], "and somebody waits for the first: no pause"


def test_its_rows_are_those_that_were_published_in_their_order(shelf: Shelf) -> None:
    shelf.publish(40, 0)
    rows = shelf.catalogue.edition_at(NOW).rows
    assert tuple(rows.values()) == ROWS[:40]
    assert list(rows) == [one.code for one in ROWS[:40]]
    assert rows[ROWS[7].code] == ROWS[7]
    assert (ROWS[39].code in rows, ROWS[40].code in rows, len(rows)) == (True, False, 40)
    assert rows.get(ROWS[40].code) is None


def test_editions_are_looked_up_every_30_s_and_their_rows_once(shelf: Shelf) -> None:
    shelf.publish(1, 0)
    for _ in range(5):
        shelf.catalogue.edition_at(NOW)
    shelf.publish(2, 0)
    shelf.clock.advance(LIFE - timedelta(milliseconds=1))
    assert numbers(shelf.catalogue, 0) == [1]
    assert (shelf.counted.queries, shelf.contents.reads) == (1, 1)
    shelf.clock.advance(timedelta(milliseconds=1))
    assert numbers(shelf.catalogue, 0) == [2]
    assert (shelf.counted.queries, shelf.contents.reads) == (2, 2)


def test_whoever_has_just_published_sees_it_at_once(shelf: Shelf) -> None:
    shelf.publish(1, 0)
    assert numbers(shelf.catalogue, 0) == [1]
    shelf.publish(2, 0)
    shelf.catalogue.refresh()
    assert numbers(shelf.catalogue, 0) == [2]


def test_an_edition_is_found_by_its_number_also_when_another_process_published_it(
    shelf: Shelf,
) -> None:
    shelf.publish(1, 0)
    assert numbers(shelf.catalogue, 0) == [1]
    shelf.publish(2, 0)
    assert shelf.catalogue.edition(2).number == 2
    assert len(shelf.catalogue.edition(1).rows) == 1
    with pytest.raises(EditionUnknown):
        shelf.catalogue.edition(3)


def test_more_editions_than_a_page_are_all_known(shelf: Shelf) -> None:
    first = shelf.publish(1, 0)
    for number in range(2, 103):
        later = replace(first, number=number, effective_from=NOW + number * DAY)
        shelf.store.commit(Commit(saves=(later,)))
    assert numbers(shelf.catalogue, 102) == [102]


def test_a_process_keeps_the_rows_of_a_few_editions(shelf: Shelf) -> None:
    for number in range(1, MOST_KEPT + 2):
        shelf.publish(number, number)
    for _ in range(3):
        numbers(shelf.catalogue, *range(2, MOST_KEPT + 2))
    assert shelf.contents.reads == MOST_KEPT


def test_an_edition_whose_document_is_lost_is_never_taken_for_an_empty_one(shelf: Shelf) -> None:
    record = EditionRecord(1, NOW, NOW, "370402001:publisher-1", "0" * 64, 1)
    shelf.store.commit(Commit(saves=(record,)))
    with pytest.raises(Misconfigured):
        shelf.catalogue.edition_at(NOW)
