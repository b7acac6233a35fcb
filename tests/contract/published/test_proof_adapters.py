"""Where sealed pages and public files are kept, and the keys that sign proofs: the twins, this
machine's folders, S3 and KMS as moto has them."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud.site import BucketSite, FolderSite
from chalicelib.cloud.vault import Vault
from chalicelib.kernel.files import StaticSite
from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.keyring import NamedKey
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.keys.adapters.signers import KmsSigner
from chalicelib.keys.domain.kids import PROOF as PROOF_KEY
from chalicelib.keys.domain.kids import STATUS
from chalicelib.keys.domain.roster import KeyRoster
from chalicelib.proofs.adapters.files import BucketProofFiles, FolderProofFiles
from chalicelib.proofs.adapters.keys import ProofKeys, SignedStatusLists
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.domain.receipts import FileReceipt
from chalicelib.proofs.ports import ProofFiles
from chalicelib.requests.domain.claims import ProofStatus
from infra.local.moto.server import MotoServer
from tests.contract.published.counted import Counted
from tests.twins.proofs import MemoryProofFiles, MemorySite
from tests.twins.rosters import unrotated
from tests.twins.surroundings import SettableClock
from tests.vectors.making import SAMPLE

PROOF, OTHER = ProofId("A" * 22), ProofId("B" * 22)
PLACES = ["memory", "folder", "bucket"]
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def new_bucket(server: MotoServer) -> tuple[Any, str]:
    s3, name = server.client("s3"), f"proofs-{uuid4().hex}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})
    return s3, name


@pytest.fixture(params=PLACES)
def files(request: pytest.FixtureRequest, tmp_path: Path) -> ProofFiles:
    if request.param == "memory":
        return MemoryProofFiles()
    if request.param == "folder":
        return FolderProofFiles(tmp_path / "proofs")
    return BucketProofFiles(*new_bucket(request.getfixturevalue("moto_server")))


@pytest.fixture(params=PLACES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> StaticSite:
    if request.param == "memory":
        return MemorySite()
    if request.param == "folder":
        return FolderSite(tmp_path / "site")
    return BucketSite(*new_bucket(request.getfixturevalue("moto_server")))


# --- sealed pages ------------------------------------------------------------------------------


def test_a_page_is_read_as_it_was_kept(files: ProofFiles) -> None:
    assert files.read(PROOF) is None
    assert files.keep(PROOF, bytes(range(256))) == bytes(range(256))
    assert files.read(PROOF) == bytes(range(256))
    assert files.read(OTHER) is None


def test_the_first_page_of_a_proof_stands(files: ProofFiles) -> None:
    files.keep(PROOF, b"first")
    assert files.keep(PROOF, b"second") == b"first"
    assert files.read(PROOF) == b"first"


def test_of_many_that_seal_at_the_same_time_all_get_the_page_that_stands(
    files: ProofFiles,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(lambda n: files.keep(PROOF, b"%d" % n), range(16)))
    assert given == {files.read(PROOF)}


def test_a_folder_keeps_pages_for_its_owner_only_and_leaves_no_halves(tmp_path: Path) -> None:
    folder = tmp_path / "proofs"
    files = FolderProofFiles(folder)
    files.keep(PROOF, b"first")
    files.keep(PROOF, b"second")
    (page,) = folder.iterdir()
    assert (page.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


class Busy:
    """S3 that refuses every write, as it does while another one is under way."""

    def __init__(self, code: str) -> None:
        self._code = code

    def put_object(self, **_: object) -> None:
        raise ClientError({"Error": {"Code": self._code}}, "PutObject")

    def get_object(self, **_: object) -> None:
        raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")


@pytest.mark.parametrize("code", ["ConditionalRequestConflict", "PreconditionFailed", "SlowDown"])
def test_a_page_that_was_not_kept_is_never_given_back(code: str) -> None:
    with pytest.raises(ClientError, match=code):
        BucketProofFiles(Busy(code), "any").keep(PROOF, b"first")


# --- public files ----------------------------------------------------------------------------


def test_a_public_file_is_there_whole_and_replaced_whole(site: StaticSite) -> None:
    assert (site.has("status/0.jwt"), site.read("status/0.jwt")) == (False, None)
    for content in (b"one", b"two"):
        site.put("status/0.jwt", content, "application/jwt")
        assert site.has("status/0.jwt")
        assert site.read("status/0.jwt") == content
    assert not site.has("status/0.jw")
    assert not site.has("status")


def test_a_folder_shows_one_of_two_files_written_at_the_same_time(tmp_path: Path) -> None:
    site = FolderSite(tmp_path)
    contents = [bytes([n]) * 50_000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: site.put("units.json", one, "application/json"), contents * 8))
    assert site.read("units.json") in contents
    assert [one.name for one in tmp_path.iterdir()] == ["units.json"]


@pytest.mark.parametrize(
    ("path", "cached"),
    [
        ("status/0.jwt", "public, max-age=30"),
        ("c/7YKX3H2M9QWTB.jwt", "public, max-age=300"),
        (".well-known/jwks.json", "public, max-age=300"),
    ],
)
def test_a_public_file_says_its_kind_and_how_long_a_cache_may_keep_it(
    moto_server: MotoServer, path: str, cached: str
) -> None:
    s3, bucket = new_bucket(moto_server)
    BucketSite(s3, bucket).put(path, b"one", "application/jwt")
    found = s3.get_object(Bucket=bucket, Key=path)
    assert (found["ContentType"], found["CacheControl"]) == ("application/jwt", cached)


# --- the keys that sign ----------------------------------------------------------------------


@pytest.fixture
def kms(moto_server: MotoServer) -> Counted:
    return Counted(moto_server.client("kms"))


def kms_key(kms: Counted, name: str) -> NamedKey:
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    return NamedKey(KmsSigner(kms, made["KeyMetadata"]["KeyId"]), name)


def test_a_token_and_a_receipt_cost_one_signature_each_and_hold_by_the_published_key(
    kms: Counted,
) -> None:
    key = unrotated(PROOF_KEY, kms_key(kms, "proof"))
    keys = ProofKeys(key, Vault(os.urandom(32), os.urandom(32)))
    kms.calls.clear()
    receipt = FileReceipt(SAMPLE.jti, "0" * 64, 0, 1, NOW, NOW + timedelta(days=30))
    tokens = [keys.sign_proof(SAMPLE), keys.sign_receipt(receipt)]
    assert kms.calls == {"sign": 2}, "to sign takes no public key"
    published = PublishedKeys({"keys": key.entries(KeyRoster())}).proof_key("1")
    assert published is not None
    for token in tokens:
        signed, _, signature = token.rpartition(".")
        assert published(signed.encode(), base64url.decode(signature))


def test_a_status_list_by_a_kms_key_is_read_by_its_own_key_and_by_no_other(
    kms: Counted,
) -> None:
    clock, site = SettableClock(NOW), MemorySite()
    key = unrotated(STATUS, kms_key(kms, "status"))
    lists = SignedStatusLists("https://x.example", key, site, clock)
    lists.publish(3, {7: ProofStatus.REVOKED})
    keys = PublishedKeys({"keys": key.entries(KeyRoster())})
    sheet = StatusFiles(keys, lambda shard: site.files[f"status/{shard}.jwt"].decode()).read(3)
    assert sheet.status_of(7) is ProofStatus.REVOKED
    assert sheet.status_of(8) is ProofStatus.VALID
    assert keys.status_key("status-1") is not None
    assert keys.proof_key("1") is None


def test_salts_are_of_one_proof_each_and_cannot_be_made_without_the_key() -> None:
    signer = unrotated(PROOF_KEY, NamedKey(KmsSigner(None, "none"), "proof"))
    ours, theirs = (ProofKeys(signer, Vault(os.urandom(32), os.urandom(32))) for _ in range(2))
    assert ours.salt(PROOF) == ours.salt(PROOF), "the attachment is made anew, with the same bytes"
    assert len({ours.salt(PROOF), ours.salt(OTHER), theirs.salt(PROOF)}) == 3
    assert len(ours.salt(PROOF)) == 16
