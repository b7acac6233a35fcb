"""The district's seal platform (统一电子印章平台, Art. 9) over real HTTP: it is shown a digest, its
answer is checked, and whatever else it does seals nothing and loses nothing."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import boto3
import pytest
from moto import mock_aws

from chalicelib.bootstrap.proofs import sealer_of as wired_sealer
from chalicelib.cloud.settings import Settings
from chalicelib.kernel.errors import Misconfigured, Unavailable
from chalicelib.keys.adapters.roster_store import FileRoster, KeptRoster
from chalicelib.proofs.seal.adapters import platform as platforms
from chalicelib.proofs.seal.adapters.kept import seal_file
from chalicelib.proofs.seal.adapters.late import LateSealer
from chalicelib.proofs.seal.adapters.platform import LONGEST_SIGNATURE, PlatformSigner
from chalicelib.proofs.seal.adapters.seals import Chain, Seal, pem_signer
from chalicelib.requests.domain.claims import SealKind
from tests.contract.answering import answering
from tests.contract.seal.sealing import KIND, NOW, holds, own_files, plain, seal_folder, sealer_of
from tests.twins.surroundings import SettableClock

REGION: Final = "cn-north-1"
BUCKET = "mianzheng-private"
OTHER = SealKind.VERIFIED_INFORMATION


def cms_of(kind: SealKind, digest: bytes) -> bytes:
    """What a platform that holds this test seal's key makes of a digest."""
    signer = pem_signer(seal_folder() / f"{kind.value.lower()}.pem")
    signed: bytes = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump()
    return signed


@dataclass
class Platform:
    """A platform on this machine: what it answers to a digest, and what it was asked."""

    address: str = ""
    status: int = 200
    make: Callable[[bytes], bytes] = lambda digest: cms_of(KIND, digest)
    delay: threading.Event | None = None
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def platform() -> Iterator[Platform]:
    held = Platform()

    def answer(posted: bytes) -> tuple[int, bytes]:
        question = json.loads(posted)
        held.asked.append(question)
        if held.delay is not None:
            held.delay.wait(5)
        return held.status, held.make(bytes.fromhex(question["digest"]))

    with answering(answer) as origin:
        held.address = f"{origin}/seal"
        yield held
        if held.delay is not None:
            held.delay.set()


def seal_of(platform: Platform) -> Seal:
    key_file, picture = own_files()
    return Seal(PlatformSigner(platform.address, KIND, Chain.load(key_file)), picture)


def test_the_platform_seals_and_sees_a_digest_of_32_bytes(platform: Platform) -> None:
    assert holds(sealer_of(seal_of(platform)).seal(plain()))
    (question,) = platform.asked
    assert len(bytes.fromhex(question.pop("digest"))) == 32
    assert question == {"seal": KIND.value, "algorithm": "sha256"}


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _digest: cms_of(KIND, bytes(32)), id="another digest"),
        pytest.param(lambda digest: cms_of(OTHER, digest), id="another certificate"),
        pytest.param(lambda digest: cms_of(KIND, digest) + b"\0", id="something after it"),
        pytest.param(lambda _digest: bytes(LONGEST_SIGNATURE + 1), id="too long"),
        pytest.param(lambda _digest: b"<html>", id="garbage"),
        pytest.param(lambda _digest: b"", id="nothing"),
    ],
)
def test_a_signature_of_something_else_never_reaches_a_page(
    platform: Platform, make: Callable[[bytes], bytes]
) -> None:
    platform.make = make
    with pytest.raises(Unavailable, match="不符"):
        sealer_of(seal_of(platform)).seal(plain())


@pytest.mark.parametrize("status", [201, 302, 401, 500, 503])
def test_another_status_seals_nothing_and_no_redirect_is_followed(
    platform: Platform, status: int
) -> None:
    platform.status = status
    with pytest.raises(Unavailable, match=str(status)):
        sealer_of(seal_of(platform)).seal(plain())
    assert len(platform.asked) == 1


def test_a_slow_platform_is_given_up_and_asked_again_later(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platforms, "PLATFORM_SECONDS", 0.2)
    platform.delay = threading.Event()
    seal = seal_of(platform)
    with pytest.raises(Unavailable, match="没有回应"):
        sealer_of(seal).seal(plain())
    platform.delay.set()
    monkeypatch.undo()
    assert holds(sealer_of(seal).seal(plain()))


def test_a_platform_that_is_down_is_a_passing_trouble(platform: Platform) -> None:
    platform.address = "http://127.0.0.1:9/seal"  # nobody listens on the discard port
    with pytest.raises(Unavailable, match="没有回应"):
        sealer_of(seal_of(platform)).seal(plain())


# --- as a stage is wired -----------------------------------------------------------------------


def put_certificate(kind: SealKind) -> None:
    """Of this test seal, as that of seal A, without its key: nobody but the platform has it."""
    content = (seal_folder() / f"{kind.value.lower()}.pem").read_text("utf-8")
    certificates = content[content.index("-----BEGIN CERTIFICATE") :]
    assert "PRIVATE KEY" not in certificates
    s3 = boto3.client("s3", region_name=REGION)
    s3.put_object(Bucket=BUCKET, Key=seal_file(KIND, "pem"), Body=certificates.encode())


@pytest.fixture
def bucket() -> Iterator[None]:
    with mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket=BUCKET, Key=seal_file(KIND, "pdf"), Body=own_files()[1].read_bytes())
        put_certificate(KIND)
        yield


def wired(platform: Platform, folder: Path) -> LateSealer:
    """The sealing function's own, by its environment."""
    settings = Settings.from_environment(
        {
            "MIANZHENG_STAGE": "prod",
            "MIANZHENG_ORIGIN": "https://mianzheng.example.cn",
            "AWS_REGION": REGION,
            "MIANZHENG_TABLE": "mianzheng",
            "MIANZHENG_ATTACHMENTS": BUCKET,
            "MIANZHENG_SEAL_PLATFORM": platform.address,
        }
    )
    roster = KeptRoster(FileRoster(folder / "roster.json"), bytes(32), SettableClock(NOW))
    return wired_sealer(settings, roster, None)


@pytest.mark.usefixtures("bucket")
def test_a_stage_with_a_platform_seals_by_it(platform: Platform, tmp_path: Path) -> None:
    assert holds(wired(platform, tmp_path).seal(plain()))
    assert [one["seal"] for one in platform.asked] == [KIND.value]


@pytest.mark.usefixtures("bucket")
def test_a_seal_without_its_certificate_is_told_by_name(platform: Platform, tmp_path: Path) -> None:
    document = replace(plain(), seal=OTHER, seal_name="电子证明核实信息专用章")
    with pytest.raises(Misconfigured, match="电子证明核实信息专用章"):
        wired(platform, tmp_path).seal(document)
    assert platform.asked == []


@pytest.mark.usefixtures("bucket")
def test_a_certificate_that_was_replaced_counts_at_the_next_try(
    platform: Platform, tmp_path: Path
) -> None:
    sealer = wired(platform, tmp_path)
    assert holds(sealer.seal(plain()))
    platform.make = lambda digest: cms_of(OTHER, digest)  # the platform has a new key
    with pytest.raises(Unavailable, match="核对平台证书"):
        sealer.seal(plain())
    put_certificate(OTHER)
    assert holds(sealer.seal(plain()))
