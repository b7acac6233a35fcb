"""Places of the status list: taken once for ever, also at the same instant."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kernel.commits import Commit, PlaceTaken
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofStatus
from chalicelib.storage.store import Store


@pytest.fixture
def shard() -> int:
    """One of this test's own: the tables are shared by the session."""
    return random.randrange(10**9)  # noqa: S311  # no secret


def place(shard: int, index: int, status: ProofStatus = ProofStatus.VALID) -> StatusMark:
    return StatusMark(shard, index, status)


def test_a_place_is_given_once(store: Store, shard: int) -> None:
    assert not store.places.has_places(shard)
    store.commit(Commit(places=(place(shard, 7),)))
    assert store.places.has_places(shard)
    with pytest.raises(PlaceTaken):
        store.commit(Commit(places=(place(shard, 7),)))
    store.commit(Commit(places=(place(shard, 8),)))


def test_a_place_that_was_revoked_is_never_given_again(store: Store, shard: int) -> None:
    store.commit(Commit(places=(place(shard, 7),)))
    store.commit(Commit(marks=(place(shard, 7, ProofStatus.REVOKED),)))
    with pytest.raises(PlaceTaken):
        store.commit(Commit(places=(place(shard, 7),)))


def test_the_list_of_a_shard_names_what_is_not_valid(store: Store, shard: int) -> None:
    last = SHARD_SIZE - 1
    revoked, suspended = ProofStatus.REVOKED, ProofStatus.SUSPENDED
    marks = (place(shard, 0, revoked), place(shard, last, suspended), place(shard + 1, 5, revoked))
    store.commit(Commit(places=(place(shard, 0), place(shard, last)), marks=marks))
    assert {one.index: one.status for one in store.places.status_marks(shard)} == {
        0: revoked,
        last: suspended,
    }
    store.commit(Commit(marks=(place(shard, last),)))
    assert [one.index for one in store.places.status_marks(shard)] == [0]


def test_one_place_wanted_by_many_at_the_same_instant_goes_to_one(store: Store, shard: int) -> None:
    barrier = threading.Barrier(8)

    def take(_: int) -> bool:
        barrier.wait()
        try:
            store.commit(Commit(places=(place(shard, 42),)))
        except PlaceTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1
