"""Revocation counts within 30 s everywhere and at once in the process that did it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.ids import KeyId, UnitCode
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.storage.cached import MOST_ENTRIES, CachedStore
from chalicelib.units.domain.unit import Unit, UnitKind
from tests.contract.store.records import NOW, a_key
from tests.twins.state import MemoryState
from tests.twins.store import MemoryParts, MemoryStore
from tests.twins.surroundings import SettableClock
from tests.worlds import HEALTH

SECOND = timedelta(seconds=1)
KEY = a_key(kid=KeyId("key-1"))
UNIT = Unit(HEALTH, "样例", UnitKind.ORGAN)


class CountedParts(MemoryParts):
    """Counts what really reaches the store; ``before_answer`` runs inside a read."""

    def __init__(self, state: MemoryState) -> None:
        super().__init__(state)
        self.reads: list[str] = []
        self.before_answer: Callable[[], None] = lambda: None

    def key(self, kid: KeyId) -> KeyRecord | None:
        self.reads.append(kid)
        found = super().key(kid)
        self.before_answer()
        return found

    def unit(self, code: UnitCode) -> Unit | None:
        self.reads.append(code)
        return super().unit(code)


class CountedStore(MemoryStore):
    def __init__(self) -> None:
        state = MemoryState()
        super().__init__(state)
        self.every_part = self.counted = CountedParts(state)


@pytest.fixture
def store() -> CountedStore:
    store = CountedStore()
    store.commit(Commit(saves=(KEY, UNIT)))
    return store


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture
def cached(store: CountedStore, clock: SettableClock) -> CachedStore:
    return CachedStore(store, clock)


def revoked() -> Commit:
    return Commit(saves=(replace(KEY, revision=1).revoke(),))


def status(cached: CachedStore) -> KeyStatus | None:
    key = cached.keys.key(KEY.kid)
    return None if key is None else key.status


def test_unit_and_key_are_read_once_in_30_seconds(
    cached: CachedStore, store: CountedStore, clock: SettableClock
) -> None:
    for _ in range(30):
        cached.keys.key(KEY.kid)
        cached.units.unit(HEALTH)
        clock.advance(SECOND)
    assert store.counted.reads == [KEY.kid, HEALTH]
    cached.keys.key(KEY.kid)
    cached.units.unit(HEALTH)
    assert store.counted.reads == [KEY.kid, HEALTH] * 2


def test_a_revocation_elsewhere_counts_after_30_seconds(
    cached: CachedStore, store: CountedStore, clock: SettableClock
) -> None:
    assert status(cached) is KeyStatus.ACTIVE
    store.commit(revoked())
    clock.advance(30 * SECOND - timedelta(milliseconds=1))
    assert status(cached) is KeyStatus.ACTIVE
    clock.advance(timedelta(milliseconds=1))
    assert status(cached) is KeyStatus.REVOKED


def test_a_revocation_here_counts_at_once(cached: CachedStore) -> None:
    assert status(cached) is KeyStatus.ACTIVE
    cached.commit(revoked())
    assert status(cached) is KeyStatus.REVOKED


def test_a_read_that_began_before_a_revocation_here_does_not_outlive_it(
    cached: CachedStore, store: CountedStore
) -> None:
    """The slow read has the old record in hand while the revocation goes through."""
    has_read, may_go_on = threading.Event(), threading.Event()

    def wait() -> None:
        has_read.set()
        may_go_on.wait(5)

    store.counted.before_answer = wait
    slow = threading.Thread(target=cached.keys.key, args=(KEY.kid,))
    slow.start()
    has_read.wait(5)
    store.counted.before_answer = lambda: None
    cached.commit(revoked())
    may_go_on.set()
    slow.join()
    assert status(cached) is KeyStatus.REVOKED


def test_after_a_lost_revision_the_next_read_is_fresh(
    cached: CachedStore, store: CountedStore
) -> None:
    stale = cached.units.unit(HEALTH)
    assert stale is not None
    store.commit(Commit(saves=(replace(UNIT, revision=1, name="新名"),)))
    with pytest.raises(RevisionLost):
        cached.commit(Commit(saves=(stale.suspend(),)))
    fresh = cached.units.unit(HEALTH)
    assert fresh is not None
    assert fresh.name == "新名"


def test_what_is_not_there_is_asked_for_again_after_5_seconds(
    cached: CachedStore, store: CountedStore, clock: SettableClock
) -> None:
    assert cached.keys.key(KeyId("key-2")) is None
    store.commit(Commit(saves=(a_key(kid=KeyId("key-2")),)))
    clock.advance(5 * SECOND - timedelta(milliseconds=1))
    assert cached.keys.key(KeyId("key-2")) is None
    clock.advance(timedelta(milliseconds=1))
    assert cached.keys.key(KeyId("key-2")) is not None


def test_an_approval_elsewhere_counts_after_5_seconds(
    cached: CachedStore, store: CountedStore, clock: SettableClock
) -> None:
    waiting = a_key(kid=KeyId("key-2"), status=KeyStatus.PENDING)
    store.commit(Commit(saves=(waiting,)))
    cached.keys.key(waiting.kid)
    store.commit(Commit(saves=(replace(waiting, revision=1).approve("unit:m"),)))
    clock.advance(5 * SECOND)
    found = cached.keys.key(waiting.kid)
    assert found is not None
    assert found.status is KeyStatus.ACTIVE


def test_a_flood_of_made_up_kids_neither_grows_nor_empties_the_cache(
    cached: CachedStore, store: CountedStore
) -> None:
    cached.keys.key(KEY.kid)
    for number in range(MOST_ENTRIES + 100):
        cached.keys.key(KeyId(f"made-up-{number}"))
    reads = len(store.counted.reads)
    cached.keys.key(KEY.kid)
    assert len(store.counted.reads) == reads
    cached.keys.key(KeyId("made-up-0"))  # pushed out by the later ones
    assert len(store.counted.reads) == reads + 1
