"""A seal's new key: its certificate request, and the change to the certificate that came back."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from chalicelib.proofs.seal.adapters.kept import seal_file
from chalicelib.requests.domain.claims import SealKind
from infra.deploy.keys import numbered_keys
from infra.local.moto.server import MotoServer
from infra.local.seed.demo_seals import BACKDATED, TestAuthority
from infra.rotate.kms_keys import key_policy, signing_roles
from infra.rotate.seals import SealPlace, change_seal, request_certificate
from infra.stage.problems import DeployProblem
from infra.template.keys import alias
from tests.infra.rotate.rotation_ground import Ground, new_ground


@pytest.fixture
def ground(moto_server: MotoServer) -> Ground:
    return new_ground(moto_server)


@pytest.fixture
def seal(ground: Ground) -> SealPlace:
    return seal_of(ground)


def seal_of(ground: Ground) -> SealPlace:
    place = SealPlace(ground.stage, ground.cloud, "seal-a")
    s3 = ground.cloud.client("s3")
    where = {"LocationConstraint": ground.stage.region}
    s3.create_bucket(Bucket=place.bucket, CreateBucketConfiguration=where)
    s3.put_object(Bucket=place.bucket, Key=seal_file(place.kind, "pdf"), Body=b"%PDF-")
    return place


@pytest.fixture
def authority(ground: Ground) -> TestAuthority:
    return TestAuthority.make(ground.clock.now())


def requested(ground: Ground, seal: SealPlace) -> x509.CertificateSigningRequest:
    pem = request_certificate(seal, ground.roster(), "枣庄市市中区大数据局")
    return x509.load_pem_x509_csr(pem)


def certified(
    ground: Ground, seal: SealPlace, authority: TestAuthority, folder: Path, **changed: Any
) -> Path:
    request = requested(ground, seal)
    key: Any = changed.get("key", request.public_key())
    now = changed.get("now", ground.clock.now())
    certificate = authority.certify(seal.shown_name, key, now)
    file = folder / "seal.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return file


def test_a_certificate_request_is_signed_by_the_key_it_asks_for(
    ground: Ground, seal: SealPlace
) -> None:
    request = requested(ground, seal)
    assert request.is_signature_valid
    assert seal.shown_name in request.subject.rfc4514_string()
    kms = ground.cloud.client("kms")
    public = kms.get_public_key(KeyId=alias(ground.stage, "seal-a-2"))["PublicKey"]
    assert request.public_key() == load_der_public_key(public)
    stands = kms.get_key_policy(
        KeyId=kms.describe_key(KeyId=alias(ground.stage, "seal-a-2"))["KeyMetadata"]["KeyId"],
        PolicyName="default",
    )["Policy"]
    assert json.loads(stands) == key_policy(ground.stage, ground.cloud, "seal-a")
    again = requested(ground, seal)
    assert again.public_key() == request.public_key(), "asked twice, there is one key"
    assert ground.roster().fresh().of(seal.kind.value)[-1].number == 1, "nothing has changed yet"


def test_while_its_request_is_signed_a_key_lets_its_maker_sign_and_nobody_else(
    ground: Ground, seal: SealPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies: list[Any] = []
    original: Any = vars(BaseClient)["_make_api_call"]

    def watched(client: Any, operation: str, arguments: Any) -> Any:
        if operation == "PutKeyPolicy":
            statements = json.loads(arguments["Policy"])["Statement"]
            policies.append(statements[-1]["Condition"]["ArnNotEquals"]["aws:PrincipalArn"])
        return original(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", watched)
    requested(ground, seal)
    sealing = signing_roles(ground.stage, ground.cloud, "seal-a")
    assert policies[-1] == sealing
    assert policies[-2][:1] == sealing
    assert len(policies[-2]) > 1


def test_a_certificate_that_fits_switches_the_seal_once(
    ground: Ground, seal: SealPlace, authority: TestAuthority, tmp_path: Path
) -> None:
    file = certified(ground, seal, authority, tmp_path)
    version = change_seal(seal, ground.roster(), file)
    assert ground.roster().fresh().signing(seal.kind.value, ground.clock.now()) == version
    body = ground.cloud.client("s3").get_object(
        Bucket=seal.bucket, Key=seal_file(SealKind.DATA_SHARING_QUERY, "pem", 2)
    )["Body"]
    assert body.read() == file.read_bytes()
    assert change_seal(seal, ground.roster(), file) == version
    assert numbered_keys(ground.stage, ground.cloud).keys() == {"seal-a-2"}


WORDS = {
    "key": "另一把密钥",
    "time": "有效期",
    "fresh": "刚刚生效",
    "order": "次序",
    "leaf above": "上级证书",
    "root over": "上级证书",
    "file": "PEM",
    "picture": "印文",
}


@pytest.fixture(scope="module")
def unchanged(moto_server: MotoServer) -> Ground:
    """One stage for all that must change nothing: each case stands for those before it."""
    ground = new_ground(moto_server)
    requested(ground, seal_of(ground))
    return ground


@pytest.mark.parametrize("wrong", WORDS)
def test_a_certificate_that_does_not_fit_changes_nothing(
    unchanged: Ground, tmp_path: Path, wrong: str
) -> None:
    ground, seal = unchanged, SealPlace(unchanged.stage, unchanged.cloud, "seal-a")
    picture = seal_file(seal.kind, "pdf")
    ground.cloud.client("s3").put_object(Bucket=seal.bucket, Key=picture, Body=b"%PDF-")
    authority = TestAuthority.make(ground.clock.now())
    changed: dict[str, Any] = {}
    if wrong == "key":
        changed["key"] = authority.key.public_key()
    elif wrong == "time":
        changed["now"] = ground.clock.now().replace(year=2020)
    elif wrong == "fresh":
        changed["now"] = ground.clock.now() + BACKDATED - timedelta(minutes=14)
    file = certified(ground, seal, authority, tmp_path, **changed)
    if wrong == "order":
        stranger = TestAuthority.make(ground.clock.now()).certificate
        file.write_bytes(file.read_bytes() + stranger.public_bytes(Encoding.PEM))
    elif wrong == "leaf above":
        above = authority.certify("x", authority.key.public_key(), ground.clock.now())
        file.write_bytes(file.read_bytes() + above.public_bytes(Encoding.PEM))
    elif wrong == "root over":
        old = TestAuthority.make(ground.clock.now().replace(year=1990)).certificate
        file.write_bytes(file.read_bytes() + old.public_bytes(Encoding.PEM))
    elif wrong == "file":
        file.write_text("no certificate")
    elif wrong == "picture":
        ground.cloud.client("s3").delete_object(Bucket=seal.bucket, Key=picture)
    with pytest.raises(DeployProblem) as refused:
        change_seal(seal, ground.roster(), file)
    assert WORDS[wrong] in refused.value.what
    assert ground.roster().fresh().of(seal.kind.value)[-1].number == 1
