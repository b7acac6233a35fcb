"""The package and the layer: what is inside, how large, always the same, and enough to run."""

import hashlib
import json
import os
import platform
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion

from chalicelib.bootstrap.wiring import build
from chalicelib.cloud.aws import SERVICES
from chalicelib.cloud.dynamodb.tables import create_table
from chalicelib.cloud.settings import Settings
from chalicelib.kernel.callers import Role
from chalicelib.kernel.commits import Commit
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from infra.deploy.package.archives import content_hash, files_below, write_zip
from infra.deploy.package.build import (
    LARGEST_LAYER,
    LARGEST_PACKAGE,
    REPOSITORY,
    RUNTIME,
    Built,
    build_package,
    demand_only,
)
from infra.deploy.package.wheels import ARM, INTEL, Target, pinned_names
from infra.local.moto import server as moto_server
from infra.local.moto.server import REGION
from infra.local.seed.fill import KEY_LIFE
from infra.local.seed.units import seed_units
from infra.stage.problems import DeployProblem
from tests.infra.deploy.built_once import layer_once, package_once

WORK = REPOSITORY / ".local" / "deploy"
HERE = INTEL if platform.machine() == "x86_64" else ARM
slow = pytest.mark.slow


@pytest.fixture(scope="module")
def package(session_folder: Path) -> Built:
    return package_once(session_folder, Target(), WORK)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For this very machine: Lambda's is another one."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(build_package(Target(HERE), WORK).path) as archive:
        archive.extractall(folder)
    return folder


@slow
@pytest.mark.timeout(300)
def test_package_and_layer_keep_to_their_sizes(package: Built, session_folder: Path) -> None:
    assert package.unpacked <= LARGEST_PACKAGE == 50_000_000
    assert layer_once(session_folder, Target(), WORK, None).unpacked <= LARGEST_LAYER


@slow
@pytest.mark.timeout(300)
def test_the_same_commit_gives_the_same_bytes_also_when_built_twice_at_once(
    package: Built, tmp_path: Path
) -> None:
    first = hashlib.sha256(package.path.read_bytes()).hexdigest()
    with ThreadPoolExecutor() as pool:
        building = [pool.submit(build_package, Target(), tmp_path) for _ in range(2)]
    for again in [one.result() for one in building]:
        assert again.path.name == package.path.name
        assert hashlib.sha256(again.path.read_bytes()).hexdigest() == first


@slow
@pytest.mark.timeout(300)
def test_nothing_but_what_is_pinned_is_inside(package: Built) -> None:
    with zipfile.ZipFile(package.path) as archive:
        names = archive.namelist()
    parts = {name.split("/")[0] for name in names if ".dist-info/" in name}
    found = {one.split("-")[0].replace("_", "-").lower() for one in parts}
    assert found <= pinned_names(RUNTIME)
    services = {name.split("/")[2] for name in names if name.startswith("botocore/data/")}
    assert {one for one in services if "." not in one} == SERVICES
    assert "chalice/app.py" in names
    assert not [name for name in names if name.startswith(("infra/", "tests/", "chalice/cli"))]
    assert not [name for name in names if "x86_64" in name]


@slow
@pytest.mark.timeout(300)
def test_the_list_of_parts_is_valid_cyclonedx_and_every_part_has_a_licence(package: Built) -> None:
    text = package.path.with_suffix(".cdx.json").read_text("utf-8")
    # Loaded here: it costs two seconds, and every run collects this file.
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    names = {one["name"].lower().replace("_", "-") for one in json.loads(text)["components"]}
    assert {"boto3", "pyjwt", "pynamodb"} <= names
    licences = package.path.with_suffix(".licences.txt").read_text("utf-8")
    assert "UNKNOWN" not in licences
    assert len(licences.splitlines()) == len(names)


@slow
@pytest.mark.timeout(300)
def test_the_unpacked_package_alone_answers_a_signed_request(unpacked: Path) -> None:
    with moto_server.running() as server:
        place = {"LocationConstraint": REGION}
        for bucket in ("package-site", "package-private"):
            server.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
        environment, key = _stage(server.endpoint, server.client("kms"))
        command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("run_package.py"))]
        done = subprocess.run(
            [*command, str(unpacked), json.dumps(environment), json.dumps(key)],
            env={name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["status"] == 200, told["body"]
    assert told["signed"]
    assert told["outside"] == []
    assert told["dev"] == []


def _stage(endpoint: str, kms: Any) -> tuple[dict[str, str], dict[str, object]]:
    """A table with one unit and its agent's key; keys in KMS, as a stage has them."""

    def key(spec: str, usage: str) -> str:
        made = kms.create_key(KeySpec=spec, KeyUsage=usage)
        return str(made["KeyMetadata"]["Arn"])

    signing = [key("ECC_NIST_P256", "SIGN_VERIFY") for _ in range(3)]
    environment = {
        "MIANZHENG_STAGE": "test",
        "MIANZHENG_ORIGIN": "https://mianzheng-test.example.cn",
        "MIANZHENG_TABLE": "package",
        "MIANZHENG_SITE_BUCKET": "package-site",
        "MIANZHENG_ATTACHMENTS": "package-private",
        "MIANZHENG_ROOT_KEY": signing[0],
        "MIANZHENG_PROOF_KEY": signing[1],
        "MIANZHENG_STATUS_KEY": signing[2],
        "MIANZHENG_WRAPPING_KEY": key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
    }
    create_table("package", REGION, endpoint)
    services = build(Settings.from_environment(environment))
    now = services.ports.clock.now()
    unit = seed_units()[0]
    jwk = generate_private_jwk("ES256")
    record = KeyRecord(
        kid="package-agent",  # type: ignore[arg-type]  # a NewType of str
        unit=unit.code,
        member=unit.agents[0],
        role=Role.AGENT,
        alg="ES256",
        jwk=jwk_pairs(jwk),
        not_before=now,
        not_after=now + KEY_LIFE,
        status=KeyStatus.ACTIVE,
        approved_by="test",
    )
    services.ports.commit(Commit(saves=(unit, record)))
    return environment, {
        **jwk,
        "kid": "package-agent",
        "unit": unit.code,
        "member": unit.agents[0],
    }


def test_a_dev_dependency_in_the_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boto3-1.0.dist-info").mkdir()
    demand_only(tmp_path, pinned_names(RUNTIME))
    (tmp_path / "pytest-9.0.dist-info").mkdir()
    with pytest.raises(DeployProblem, match="pytest"):
        demand_only(tmp_path, pinned_names(RUNTIME))


def test_a_zip_knows_no_time_and_its_name_only_its_content(tmp_path: Path) -> None:
    made = []
    for name, moment in (("a", 1_000_000_000), ("b", 1_500_000_000)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "x.py").write_text("x = 1\n")
        (folder / "x.pyc").write_bytes(name.encode())  # bytecode follows from the source
        os.utime(folder / "x.py", (moment, moment))
        made.append(content_hash(files_below(folder), "python3.11"))
        (folder / "x.pyc").unlink()
        write_zip(tmp_path / f"{name}.zip", files_below(folder))
    assert made[0] == made[1]
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b" / "x.py").write_text("x = 2\n")
    assert content_hash(files_below(tmp_path / "b"), "python3.11") != made[0]


def test_wheels_fit_the_glibc_of_the_runtime() -> None:
    old, new = Target(ARM, (3, 11)), Target(ARM, (3, 12))
    assert old.platform == "aarch64-manylinux_2_17"  # uv knows none between this and 2.28
    assert new.platform == "aarch64-manylinux_2_34"
    assert (old.runtime, new.runtime) == ("python3.11", "python3.12")
