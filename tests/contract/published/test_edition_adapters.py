"""What an edition is published through: many files at once, the edition's key, signed lists; the
twins, this machine's folders, S3, KMS and the table as moto has them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.site import BATCH, WORKERS, BucketSite, FolderSite, cache_control
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.files import StaticFile, StaticSite
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.keyring import FileSecrets, Keyring, NamedKey, Secrets
from chalicelib.keys.adapters.kms import KmsSecrets
from chalicelib.keys.adapters.lists import KeyedLists
from chalicelib.keys.adapters.published import PublishedKeys, purpose_entry
from chalicelib.keys.adapters.signers import KmsSigner
from chalicelib.keys.domain.kids import EDITION, STATUS
from chalicelib.publishing.adapters.keys import SealedEditionKeys
from chalicelib.publishing.ports import EditionKeySpent
from infra.local.moto.server import MotoServer
from tests.contract.published.counted import Counted
from tests.contract.store.racing import REGION, at_once
from tests.twins.editions import MemorySecrets
from tests.twins.proofs import MemorySite, memory_key
from tests.twins.rosters import unrotated

PLACES = ["memory", "folder", "bucket"]
JSON = "application/json"


def new_bucket(server: MotoServer) -> tuple[Counted, str]:
    s3, name = Counted(server.client("s3")), f"site-{uuid4().hex}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return s3, name


@pytest.fixture(params=PLACES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> StaticSite:
    if request.param == "memory":
        return MemorySite()
    if request.param == "folder":
        return FolderSite(tmp_path / "site")
    return BucketSite(*new_bucket(request.getfixturevalue("moto_server")))


def items(count: int, start: int = 0) -> list[StaticFile]:
    names = range(start, start + count)
    return [StaticFile(f"list/i/1/SX{n:04d}.json", b'{"n":%d}' % n, JSON) for n in names]


# --- many files -------------------------------------------------------------------------------


def test_many_files_stand_when_they_were_put(site: StaticSite) -> None:
    site.put_all(iter(items(40)), "list/i/1/")
    assert [site.read(one.path) for one in items(40)] == [one.content for one in items(40)]


def test_what_differs_is_replaced_and_nothing_is_taken_away(site: StaticSite) -> None:
    site.put_all(items(3), "list/i/1/")
    changed = StaticFile(items(1)[0].path, b"{}", JSON)
    site.put_all([changed], "list/i/1/")
    assert [site.read(one.path) for one in items(3)] == [b"{}", b'{"n":1}', b'{"n":2}']


def test_a_file_that_stands_with_the_same_bytes_is_not_put_again(moto_server: MotoServer) -> None:
    s3, bucket = new_bucket(moto_server)
    site = BucketSite(s3, bucket)
    site.put_all(items(30), "list/i/1/")
    assert s3.calls["put_object"] == 30
    s3.calls.clear()
    site.put_all(items(35), "list/i/1/")
    assert s3.calls["put_object"] == 5
    assert s3.calls["head_object"] == s3.calls["get_object"] == 0


class Failing:
    """S3 that refuses one key."""

    def __init__(self, refused: str) -> None:
        self._refused = refused
        self.put: set[str] = set()

    def put_object(self, Key: str, **_: object) -> None:  # noqa: N803  # S3's name
        if Key == self._refused:
            raise ClientError({"Error": {"Code": "SlowDown"}}, "PutObject")
        self.put.add(Key)

    def get_paginator(self, _name: str) -> Any:
        return self

    def paginate(self, **_: object) -> list[dict[str, object]]:
        return []


def test_a_put_that_fails_is_told_and_the_files_after_its_batch_are_not_put() -> None:
    files = items(BATCH + 10)
    s3 = Failing(files[WORKERS].path)
    with pytest.raises(ClientError, match="SlowDown"):
        BucketSite(s3, "any").put_all(files, "list/i/1/")
    assert files[-1].path not in s3.put


def test_files_are_made_as_they_are_put_not_all_at_once() -> None:
    """An edition of 50,000 rows does not stand in memory as files."""
    made: list[str] = []

    def making() -> Iterator[StaticFile]:
        for one in items(3 * BATCH):
            made.append(one.path)
            yield one

    s3 = Failing(items(1)[0].path)
    with pytest.raises(ClientError):
        BucketSite(s3, "any").put_all(making(), "list/i/1/")
    assert len(made) == BATCH


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("list/manifest.json", "public, max-age=60"),
        ("list/feed.json", "public, max-age=60"),
        ("list/feed.atom", "public, max-age=60"),
        ("index.html", "public, max-age=60"),
        ("list/editions/2.json", "public, max-age=300"),
        ("status/0.jwt", "public, max-age=30"),
        ("list/i/2/SX001.json", "public, max-age=31536000, immutable"),
        ("list/g/2/SX-0.1.html", "public, max-age=31536000, immutable"),
        ("list/search-77de05541831f842.json", "public, max-age=31536000, immutable"),
        ("list/edition-12-517a1e7d8d08432d.json", "public, max-age=31536000, immutable"),
        ("list/search.json", "public, max-age=300"),
        ("units.json", "public, max-age=300"),
    ],
)
def test_a_cache_keeps_for_ever_only_what_is_never_changed(path: str, kept: str) -> None:
    assert cache_control(path) == kept


def test_an_items_file_says_its_kind_and_how_long_it_may_be_kept(moto_server: MotoServer) -> None:
    s3, bucket = new_bucket(moto_server)
    guide = StaticFile("list/g/1/SX001.html", b"<!doctype html>", "text/html; charset=utf-8")
    BucketSite(s3, bucket).put_all([guide], "list/g/1/")
    found = s3.get_object(Bucket=bucket, Key=guide.path)
    assert found["ContentType"] == "text/html; charset=utf-8"
    assert found["CacheControl"] == "public, max-age=31536000, immutable"


# --- the edition's key ------------------------------------------------------------------------

Open = Callable[[], SealedEditionKeys]
"""Another process with the same keyring."""


@pytest.fixture(params=["memory", "files", "kms"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    secrets: Secrets
    if request.param == "memory":
        secrets = MemorySecrets()
    elif request.param == "files":
        secrets = FileSecrets(tmp_path / "keyring")
    else:
        secrets = kms_secrets(request.getfixturevalue("moto_server"))
    return lambda: SealedEditionKeys(Keyring(secrets, memory_key))


def kms_secrets(server: MotoServer) -> KmsSecrets:
    name, kms = uuid4().hex, server.client("kms")
    create_table(name, REGION, server.endpoint)
    wrapping = kms.create_key()["KeyMetadata"]["KeyId"]
    return KmsSecrets(kms, wrapping, bind(name, REGION, server.endpoint))


def test_an_editions_key_is_chosen_once_whoever_asks_first(opened: Open) -> None:
    asked = [lambda: dict(opened().of(7).jwk) for _ in range(8)]
    (first, *others) = [one.result for one in at_once(asked)]
    assert first is not None
    assert others == [first] * 7
    assert first["kid"] == "edition-7"
    assert "d" not in first
    assert opened().of(8).jwk["x"] != first["x"]


def test_the_same_bytes_are_signed_the_same_way_and_hold_by_the_published_half(
    opened: Open,
) -> None:
    header, payload = b'{"alg":"ES256","kid":"edition-7"}', b'{"e":7}'
    tokens = {opened().of(7).sign(header, payload) for _ in range(3)}
    (token,) = tokens
    jwks = {"keys": [purpose_entry(opened().of(7).jwk, EDITION)]}
    holds = PublishedKeys(jwks).edition_key("edition-7")
    assert holds is not None
    signed, _, signature = token.rpartition(".")
    assert holds(signed.encode(), base64url.decode(signature))


def test_a_key_that_was_forgotten_is_gone_and_none_takes_its_place(opened: Open) -> None:
    opened().of(7)
    for _ in range(2):
        opened().forget(7)
        with pytest.raises(EditionKeySpent):
            opened().of(7)


def test_forgetting_a_key_that_was_never_made_does_not_use_up_its_edition(opened: Open) -> None:
    opened().forget(9)
    assert opened().of(9).jwk["kid"] == "edition-9"


def test_nothing_of_the_private_half_is_left_on_the_laptop(tmp_path: Path) -> None:
    keys = SealedEditionKeys(Keyring(FileSecrets(tmp_path), memory_key))
    keys.of(7)
    assert b'"d"' in (tmp_path / "edition-7").read_bytes()
    assert (tmp_path / "edition-7").stat().st_mode & 0o777 == 0o600
    keys.forget(7)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"spent"]


# --- lists --------------------------------------------------------------------------------------


def lists_of(key: NamedKey) -> KeyedLists:
    return KeyedLists(unrotated(STATUS, key))


def test_a_list_by_kms_costs_one_signature_and_is_read_under_its_own_typ_only(
    moto_server: MotoServer,
) -> None:
    kms = Counted(moto_server.client("kms"))
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    lists = lists_of(NamedKey(KmsSigner(kms, made["KeyMetadata"]["KeyId"]), STATUS))
    kms.calls.clear()
    token = lists.sign("wzm-list+jwt", {"edition": 1})
    assert kms.calls == {"sign": 1}
    assert lists.read("wzm-list+jwt", token) == {"edition": 1}
    assert lists.read("wzm-edition+jwt", token) is None
    assert lists_of(memory_key("other")).read("wzm-list+jwt", token) is None


@pytest.mark.parametrize("token", ["", "a.b", "....", "e30.e30.", "é.e30.e30"])
def test_what_is_no_token_is_read_as_nothing(token: str) -> None:
    assert lists_of(memory_key("status")).read("wzm-list+jwt", token) is None


def test_a_number_that_no_edition_has_makes_no_key() -> None:
    with pytest.raises((ValueError, FieldInvalid)):
        SealedEditionKeys(Keyring(MemorySecrets(), memory_key)).of(0)
