"""The roster at rest: on this machine and in the table; read seldom, changed by one at a time,
believed only where this system wrote it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.kernel.errors import Misconfigured, Unavailable
from chalicelib.keys.adapters.roster_store import KEPT_FOR, FileRoster, KeptRoster, RosterStore
from chalicelib.keys.adapters.roster_table import TableRoster
from chalicelib.keys.domain.kids import PROOF
from chalicelib.keys.domain.roster import FIRST, KeyRoster, KeyVersion, ResponseRotation
from infra.local.moto.server import MotoServer
from infra.rotate.roster import CloudRoster
from tests.twins.surroundings import SettableClock

NOW = datetime(2026, 11, 18, 2, 0, 0, 123000, tzinfo=UTC)
KEY = bytes(range(32))
NEW = KeyVersion(2, "arn:two", (("crv", "P-256"), ("kty", "EC")), NOW)
ROTATED = KeyRoster().announcing(PROOF, NEW, FIRST)
Open = Callable[[], RosterStore]


@pytest.fixture(params=["file", "table", "operator"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Each call is another process."""
    if request.param == "file":
        return lambda: FileRoster(tmp_path / "roster.json")
    server: MotoServer = request.getfixturevalue("moto_server")
    name = f"roster-{uuid4().hex}"
    create_table(name, "cn-north-1", server.endpoint)
    if request.param == "operator":
        return lambda: CloudRoster(server.client("dynamodb"), name)
    return lambda: TableRoster(bind(name, "cn-north-1", server.endpoint))


def test_nothing_stands_until_somebody_writes(opened: Open) -> None:
    assert opened().read() is None
    assert not opened().swap(b"never written", b"new")
    assert opened().swap(None, b"one")
    assert opened().read() == b"one"


def test_only_what_was_read_is_replaced(opened: Open) -> None:
    assert opened().swap(None, b"one")
    assert not opened().swap(None, b"two")
    assert not opened().swap(b"other", b"two")
    assert opened().swap(b"one", b"two")
    assert opened().read() == b"two"


def test_of_many_that_write_at_the_same_time_one_wins(opened: Open) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: opened().swap(None, b"%d" % n), range(8)))
    assert won.count(True) == 1


def kept(store: RosterStore, clock: SettableClock | None = None, key: bytes = KEY) -> KeptRoster:
    return KeptRoster(store, key, clock or SettableClock(NOW))


def test_a_roster_is_read_as_it_was_written(opened: Open) -> None:
    full = KeyRoster(ROTATED.versions, ResponseRotation("20261118", 2, True)).told_at(NOW)
    one = kept(opened())
    assert one.fresh() == KeyRoster()
    assert one.replace(KeyRoster(), full)
    assert kept(opened()).fresh() == full


def test_who_changes_it_at_the_same_time_learns_that_it_was_changed(opened: Open) -> None:
    one, other = kept(opened()), kept(opened())
    one.fresh(), other.fresh()
    assert one.replace(KeyRoster(), ROTATED)
    assert not other.replace(KeyRoster(), ROTATED.told_at(NOW))
    assert other.fresh() == ROTATED


class Counting:
    """A store that counts its reads, and breaks where told."""

    def __init__(self, store: RosterStore) -> None:
        self.store, self.reads, self.is_broken = store, 0, False

    def read(self) -> bytes | None:
        self.reads += 1
        if self.is_broken:
            raise Unavailable("存储暂时不可用")
        return self.store.read()

    def swap(self, old: bytes | None, new: bytes) -> bool:
        return self.store.swap(old, new)


def test_a_process_reads_it_once_in_five_minutes(tmp_path: Path) -> None:
    clock, store = SettableClock(NOW), Counting(FileRoster(tmp_path / "roster.json"))
    roster = kept(store, clock)
    for _ in range(1000):
        roster.current()
    assert store.reads == 1
    kept(FileRoster(tmp_path / "roster.json")).replace(KeyRoster(), KeyRoster())
    writer = kept(FileRoster(tmp_path / "roster.json"))
    writer.replace(writer.fresh(), ROTATED)
    clock.advance(KEPT_FOR - timedelta(milliseconds=1))
    assert roster.current() == KeyRoster()
    clock.advance(timedelta(milliseconds=1))
    assert roster.current() == ROTATED
    assert store.reads == 2


def test_what_was_read_signs_on_while_the_table_can_not_be_reached(tmp_path: Path) -> None:
    clock, store = SettableClock(NOW), Counting(FileRoster(tmp_path / "roster.json"))
    writer = kept(FileRoster(tmp_path / "roster.json"))
    writer.replace(writer.fresh(), ROTATED)
    roster = kept(store, clock)
    assert roster.current() == ROTATED
    store.is_broken = True
    clock.advance(KEPT_FOR)
    assert roster.current() == ROTATED
    with pytest.raises(Unavailable):
        roster.fresh()


@pytest.mark.parametrize("how", ["another key", "another roster", "no mac", "rubbish"])
def test_a_roster_that_this_system_did_not_write_is_not_believed(how: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.json"
    writer = kept(FileRoster(path), key=bytes(32) if how == "another key" else KEY)
    writer.replace(writer.fresh(), ROTATED)
    if how == "another roster":
        path.write_bytes(path.read_bytes().replace(b"arn:two", b"arn:own"))
    elif how == "no mac":
        path.write_text(json.dumps({"roster": json.loads(path.read_bytes())["roster"]}))
    elif how == "rubbish":
        path.write_bytes(b"{")
    with pytest.raises(Misconfigured, match="密钥名册"):
        kept(FileRoster(path)).fresh()
