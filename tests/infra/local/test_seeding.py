"""The laptop's seed: complete, kept on a second start, and never anywhere but on this machine."""

import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.cloud.settings import Settings
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.ids import KeyId, UnitCode
from chalicelib.keys.domain.key import KeyStatus
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from infra.client.calling.keyfile import permission_warnings, read_key_file
from infra.local.seed.fill import missing_key_files, refuse_elsewhere, seed
from infra.local.seed.units import demo_keys, seed_units
from tests.api.service import World
from tests.worlds import empty_world

LOCAL = Settings(
    stage="local",
    origin="http://127.0.0.1:8000",
    region="cn-north-1",
    table_name="t",
    dynamodb_endpoint="http://127.0.0.1:8001",
    aws_endpoint="http://127.0.0.1:5000",
    keyring_dir="keyring",
    objects_dir="objects",
)
AGENT = "370402006-agent-1"


class Laptop:
    """Services over an empty store in memory, which a restart may keep or lose."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lose_memory()

    def lose_memory(self) -> None:
        self.world = empty_world()
        self.services = replace(World().services, settings=LOCAL, ports=self.world.ports)

    def start(self) -> None:
        seed(self.services, self.home, self.world.clock)

    def files(self) -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in (self.home / "keys").iterdir()}


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    laptop = Laptop(tmp_path)
    laptop.start()
    return laptop


def test_every_unit_has_a_supervisor_two_agents_and_a_system_client(laptop: Laptop) -> None:
    store = laptop.world.ports.store
    assert len(store.units.units()) == 27
    for unit in store.units.units():
        assert unit.is_operational
        roles = sorted(one.role for one in store.keys.keys_of(unit.code))
        more = ["OFFICER", "OFFICER", "PUBLISHER"] if unit.code == TASK_FORCE_OFFICE else []
        assert roles == sorted(["AGENT", "AGENT", "SUPERVISOR", "SYSTEM", *more])
        assert all("样例" in one.name for one in unit.members)


def test_each_key_file_opens_its_door(laptop: Laptop) -> None:
    store = laptop.world.ports.store
    assert missing_key_files(laptop.home) == ()
    assert sorted(laptop.files()) == sorted(one.file_name for one in demo_keys())
    for path in (laptop.home / "keys").iterdir():
        found = read_key_file(path)
        record = store.keys.key(KeyId(found.kid))
        assert record is not None
        assert found.kid == f"demo-{path.stem}"
        assert (record.unit, record.member, record.role.lower()) == (
            found.unit,
            found.member,
            found.role,
        )
        assert dict(record.jwk)["x"] == found.jwk["x"]
        assert record.is_valid_at(laptop.world.clock.now())


def test_a_key_file_holds_what_a_client_needs(laptop: Laptop) -> None:
    content = json.loads((laptop.home / "keys" / f"{AGENT}.json").read_bytes())
    assert content.keys() == {
        *("kty", "crv", "x", "y", "d", "kid", "alg", "unit", "unit_name", "member", "role")
    }
    assert (content["crv"], content["alg"], content["role"]) == ("P-256", "ES256", "agent")
    assert (content["unit_name"], content["member"]) == ("区民政局", "agent-1")
    system = json.loads((laptop.home / "keys" / "370402006-system-1.json").read_bytes())
    assert (system["member"], system["role"]) == (None, "system")


def test_only_its_owner_reads_a_key_file(laptop: Laptop) -> None:
    folder = laptop.home / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert permission_warnings(path) == []


def test_a_second_start_changes_nothing(laptop: Laptop) -> None:
    before = (laptop.files(), dict(laptop.world.state.aggregates))
    laptop.world.clock.advance(timedelta(days=1))
    laptop.start()
    assert (laptop.files(), laptop.world.state.aggregates) == before


def test_after_memory_was_lost_the_same_files_open_the_doors_again(laptop: Laptop) -> None:
    before = laptop.files()
    laptop.lose_memory()
    laptop.start()
    assert laptop.files() == before
    test_each_key_file_opens_its_door(laptop)


@pytest.mark.parametrize("content", [None, b"", b'{"kty": "EC"', b"{}"])
def test_a_missing_or_broken_file_is_made_again_with_its_key_replaced(
    laptop: Laptop, content: bytes | None
) -> None:
    path = laptop.home / "keys" / f"{AGENT}.json"
    before = laptop.files()
    if content is None:
        path.unlink()
        assert missing_key_files(laptop.home) == (
            f"缺少演示密钥文件 {AGENT}.json,请重新启动以补齐",
        )
    else:
        path.write_bytes(content)
    laptop.start()
    after = laptop.files()
    assert {name for name in before if before[name] != after[name]} == {f"{AGENT}.json"}
    test_each_key_file_opens_its_door(laptop)


def test_a_file_put_in_anothers_place_is_made_again(laptop: Laptop) -> None:
    folder = laptop.home / "keys"
    (folder / f"{AGENT}.json").write_bytes((folder / "370402007-agent-1.json").read_bytes())
    laptop.start()
    test_each_key_file_opens_its_door(laptop)


def test_what_people_changed_during_a_demo_is_kept(laptop: Laptop) -> None:
    store = laptop.world.ports.store
    unit = store.units.unit(UnitCode("370402006"))
    key = store.keys.key(KeyId(f"demo-{AGENT}"))
    assert unit is not None
    assert key is not None
    store.commit(Commit(saves=(unit.suspend(), key.revoke())))
    laptop.start()
    unit, key = store.units.unit(unit.code), store.keys.key(key.kid)
    assert unit is not None
    assert key is not None
    assert unit.is_suspended
    assert key.status is KeyStatus.REVOKED


def test_an_expired_demo_key_is_renewed(laptop: Laptop) -> None:
    laptop.world.clock.advance(timedelta(days=366))
    laptop.start()
    test_each_key_file_opens_its_door(laptop)


def test_no_half_written_file_remains_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = Laptop(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        laptop.start()
    assert laptop.files() == {}
    assert laptop.world.ports.units.units() == ()


def test_names_and_numbers_of_the_seed_are_in_its_file_order() -> None:
    assert [one.code for one in seed_units()] == [f"3704020{n:02d}" for n in range(1, 28)]
    assert len(demo_keys()) == 27 * 4 + 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "production"),
        ("stage", "test"),
        ("origin", "https://mianzheng.example"),
        ("origin", "http://127.0.0.1.example:8000"),
        ("origin", "http://127.0.0.1@example.com"),
        ("dynamodb_endpoint", None),
        ("dynamodb_endpoint", "http://10.0.0.1:8001"),
        ("aws_endpoint", None),
        ("aws_endpoint", "http://localhost:5000"),
        ("keyring_dir", None),
        ("objects_dir", None),
    ],
)
def test_seeding_refuses_everything_but_this_machine(
    tmp_path: Path, field: str, value: str | None
) -> None:
    laptop = Laptop(tmp_path)
    elsewhere = replace(LOCAL, **{field: value})  # type: ignore[arg-type]  # fields of the class
    laptop.services = replace(laptop.services, settings=elsewhere)
    with pytest.raises(Misconfigured):
        refuse_elsewhere(elsewhere)
    with pytest.raises(Misconfigured):
        laptop.start()
    assert list(tmp_path.iterdir()) == []
    assert laptop.world.ports.units.units() == ()
