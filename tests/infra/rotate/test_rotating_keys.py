"""`mianzheng rotate` against KMS and DynamoDB as moto has them: one new key whatever happens, and a
policy for exactly those that sign."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from botocore.client import BaseClient

from chalicelib.bootstrap.keys import keys_of
from chalicelib.bootstrap.publishing import jwks_publisher
from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.machine import SystemClock
from chalicelib.cloud.settings import Settings
from chalicelib.cloud.site import JWKS_PATH
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.keys.domain.kids import PROOF
from chalicelib.keys.domain.roster import OVERLAP
from infra.deploy.destroy import delete_data
from infra.deploy.keys import key_ids, numbered_keys
from infra.local.moto.server import MotoServer
from infra.rotate.home import HomeKeys
from infra.rotate.kms_keys import key_policy, signing_roles
from infra.rotate.versions import Rotation, rotate, rotate_response
from infra.rotate.words import plan_rows, version_rows
from infra.stage.problems import DeployProblem
from infra.template.keys import SEALS, alias
from tests.infra.rotate.rotation_ground import DIGEST_KEY, NOW, Ground, new_ground
from tests.twins.proofs import MemorySite
from tests.twins.surroundings import SettableClock


@pytest.fixture
def ground(moto_server: MotoServer) -> Ground:
    return new_ground(moto_server)


def test_a_new_version_is_a_key_under_a_numbered_alias_with_its_public_half_in_the_roster(
    ground: Ground,
) -> None:
    version = ground.rotate()
    kms = ground.cloud.client("kms")
    named = kms.describe_key(KeyId=alias(ground.stage, "proof-2"))["KeyMetadata"]
    assert (named["Arn"], named["KeySpec"], named["KeyUsage"]) == (
        version.key,
        "ECC_NIST_P256",
        "SIGN_VERIFY",
    )
    tags = kms.list_resource_tags(KeyId=version.key)["Tags"]
    assert {one["TagKey"]: one["TagValue"] for one in tags} == {
        "project": "mianzheng",
        "stage": ground.stage.name,
        "key": "proof-2",
    }
    first, second = ground.roster().fresh().of(PROOF)
    assert second == version
    assert {name for name, _ in first.jwk} == {"crv", "kty", "x", "y"} == dict(second.jwk).keys()
    assert first.jwk != second.jwk


class Stop(Exception):
    """The operator's machine ends here."""


ACTS = ("CreateKey", "CreateAlias", "PutKeyPolicy", "PutItem")
"""What changes anything: between two of them nothing can be left half done."""


def break_off(patch: pytest.MonkeyPatch, act: str, *, is_done_first: bool) -> None:
    """Once, at this call, before or after AWS carried it out."""
    original: Any = vars(BaseClient)["_make_api_call"]

    def broken(client: Any, operation: str, arguments: Any) -> Any:
        if operation == act and not is_done_first:
            raise Stop
        answer = original(client, operation, arguments)
        if operation == act:
            raise Stop
        return answer

    patch.setattr(BaseClient, "_make_api_call", broken)


@pytest.mark.parametrize("is_done_first", [False, True])
@pytest.mark.parametrize(
    ("act", "is_urgent"),
    [*((one, False) for one in ACTS), ("PutItem", True), ("DisableKey", True)],
)
def test_broken_off_at_any_step_and_run_again_there_is_one_key_and_one_kid(
    ground: Ground, act: str, is_urgent: bool, is_done_first: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        break_off(patch, act, is_done_first=is_done_first)
        with pytest.raises(Stop):
            ground.rotate(is_urgent=is_urgent)
    try:
        ground.rotate(is_urgent=is_urgent)
    except DeployProblem as problem:
        assert "已经在更换之中" in problem.what  # noqa: PT017  # either outcome is right
    standing = ground.roster().fresh()
    assert [one.number for one in standing.of(PROOF)] == [1, 2]
    assert ground.made("proof-2") == ["Enabled"]
    withdrawn = [one for one in standing.of(PROOF) if one.withdrawn_at]
    assert [one.number for one in withdrawn] == ([1] if is_urgent else [])
    for one in withdrawn:
        assert ground.state(one.key or alias(ground.stage, PROOF)) == "Disabled"


def test_of_two_operators_one_rotates_and_the_other_is_told(ground: Ground) -> None:
    ready = Barrier(2)

    def operate(milliseconds: int) -> str:
        clock = SettableClock(NOW + timedelta(milliseconds=milliseconds))
        mine = replace(ground, clock=clock)
        ready.wait()
        try:
            return f"rotated {mine.rotate().number}"
        except DeployProblem as problem:
            return problem.what.partition("(")[0]

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(operate, range(2)))
    assert outcomes == ["rotated 2", "密钥 2 已经在更换之中"]
    assert [one.number for one in ground.roster().fresh().of(PROOF)] == [1, 2]
    assert ground.made("proof-2").count("Enabled") == 1
    standing = ground.roster().fresh().of(PROOF)[1]
    assert ground.state(standing.key) == "Enabled"


def test_a_second_rotation_is_refused_with_when_and_what_to_do(ground: Ground) -> None:
    ground.rotate()
    with pytest.raises(DeployProblem) as refused:
        ground.rotate()
    assert "还没有公布" in refused.value.what
    assert "--compromised" in refused.value.next_step
    assert numbered_keys(ground.stage, ground.cloud).keys() == {"proof-2"}


def test_a_leaked_key_is_disabled_and_the_new_one_signs_at_once(ground: Ground) -> None:
    version = ground.rotate(is_urgent=True)
    assert ground.roster().fresh().signing(PROOF, ground.clock.now()) == version
    assert ground.state(alias(ground.stage, PROOF)) == "Disabled"


@pytest.mark.parametrize(
    ("name", "functions"),
    [
        ("proof", {"api", "seal"}),
        ("status", {"drain-outbox", "sweep", "statuses", "catalogue"}),
        ("seal-a", {"seal"}),
        ("seal-b", {"seal"}),
    ],
)
def test_exactly_the_functions_that_sign_by_the_template_may_sign_with_the_new_key(
    ground: Ground, name: str, functions: set[str]
) -> None:
    place = f"arn:aws-cn:iam::{ground.cloud.account}:role/{ground.stage.prefix}"
    roles = signing_roles(ground.stage, ground.cloud, name)
    assert set(roles) == {f"{place}-{one}" for one in functions}
    statements = {
        one["Sid"]: one for one in key_policy(ground.stage, ground.cloud, name)["Statement"]
    }
    granted = statements["TheFunctionsThatSign"]
    assert granted["Action"] == ["kms:Sign", "kms:GetPublicKey"]
    assert granted["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": roles},
        "StringEquals": {"kms:CallerAccount": ground.cloud.account},
    }
    denied = statements.get("OnlyTheSealingFunctionSigns")
    assert (denied is not None) == (name in SEALS.values())
    if denied is not None:
        assert (denied["Effect"], denied["Action"]) == ("Deny", "kms:Sign")
        assert denied["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": roles}}


def test_the_policy_stands_on_the_key(ground: Ground) -> None:
    version = ground.rotate()
    kms = ground.cloud.client("kms")
    stands = json.loads(kms.get_key_policy(KeyId=version.key, PolicyName="default")["Policy"])
    assert stands == key_policy(ground.stage, ground.cloud, PROOF)


def test_deleting_all_data_takes_the_later_keys_and_gives_their_names_back(
    ground: Ground,
) -> None:
    version = ground.rotate()
    found = key_ids(ground.stage, ground.cloud)
    assert found["proof-2"] in version.key
    delete_data(ground.stage, ground.cloud, found, lambda _text: None)
    assert ground.state(version.key) == "PendingDeletion"
    assert numbered_keys(ground.stage, ground.cloud) == {}


def test_a_stage_counts_only_its_own_keys(ground: Ground) -> None:
    ground.rotate()
    other = replace(ground.stage, name=ground.stage.name[:-1])
    assert numbered_keys(other, ground.cloud) == {}


def test_a_name_left_by_a_destroyed_stage_is_taken_over_with_a_new_key(ground: Ground) -> None:
    kms = ground.cloud.client("kms")
    old = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=alias(ground.stage, "proof-2"), TargetKeyId=old)
    kms.schedule_key_deletion(KeyId=old, PendingWindowInDays=7)
    version = ground.rotate()
    assert not version.key.endswith(old)
    assert ground.state(alias(ground.stage, "proof-2")) == "Enabled"


def test_further_response_keys_are_counted_by_the_day_and_not_without_end(ground: Ground) -> None:
    serials = [
        rotate_response(ground.roster(), is_urgent=False).serial_on("20261118") for _ in range(2)
    ]
    assert serials == [2, 3]
    with pytest.raises(DeployProblem, match="已经有 3 把应答密钥"):
        rotate_response(ground.roster(), is_urgent=True)


def test_the_plan_and_the_state_say_who_signs_and_until_when(ground: Ground) -> None:
    roster = ground.roster().fresh()
    plan = dict(plan_rows(roster, Rotation(PROOF), NOW))
    assert plan["现在"] == "建成 2,1 照常签名"
    assert "2026-11-19 03:00 UTC 前后" in plan
    price = dict(plan_rows(roster, Rotation(PROOF, is_urgent=True), NOW))["代价"]
    assert "重新提取" in price
    ground.rotate()
    told = ground.roster().fresh().told_at(NOW)
    assert dict(version_rows(told, PROOF, NOW)) == {
        "proof 1": "正在签名",
        "proof 2": "已公布,2026-11-19 03:00 UTC 起签名",
    }
    later = dict(version_rows(told, PROOF, NOW + OVERLAP))
    assert later["proof 1"] == "不再签名,2026-12-20 03:00 UTC 移出公钥集"


# --- on the laptop -----------------------------------------------------------------------------


def test_the_keys_of_a_home_rotate_alike(tmp_path: Path) -> None:
    folder = tmp_path / "keyring"
    keys = HomeKeys(tmp_path)
    with pytest.raises(DeployProblem, match="还没有密钥"):
        keys.roster()
    folder.mkdir()
    (folder / "digest").write_bytes(DIGEST_KEY)
    version = rotate(keys, Rotation(PROOF), keys.roster())
    assert (version.number, version.key) == (2, "proof-2")
    assert (folder / "proof-2.pem").stat().st_mode & 0o777 == 0o600
    urgent = rotate(keys, Rotation(PROOF, is_urgent=True), keys.roster())
    assert urgent.number == 3
    assert not (folder / "proof.pem").exists()
    assert not (folder / "proof-2.pem").exists()
    assert keys.roster().fresh().signing(PROOF, keys.roster().now()) == urgent


def test_what_runs_on_the_laptop_signs_by_the_rotated_key_of_its_home(tmp_path: Path) -> None:
    settings = Settings(
        stage="local",
        origin="http://127.0.0.1:8000",
        region="cn-north-1",
        table_name="none",
        keyring_dir=str(tmp_path / "keyring"),
        proof_key_id="proof",
        status_key_id="status",
    )
    clock, site = SettableClock(SystemClock().now()), MemorySite()
    record = bind("none", "cn-north-1", "http://127.0.0.1:9")
    signing = keys_of(settings, record, clock).signing
    assert signing.proof.number() == 1
    home = HomeKeys(tmp_path)
    rotate(home, Rotation(PROOF), home.roster())
    assert signing.is_due()
    jwks_publisher(signing, site)({"keys": []})
    entries = json.loads(site.files[JWKS_PATH])["keys"]
    assert [one["kid"] for one in entries] == ["1", "2", "status-1"]
    clock.advance(OVERLAP)
    assert signing.proof.number() == 2
    token = signing.proof.sign(lambda number, by: sign_exactly(b"%d" % number, b"{}", by))
    content, _, signature = token.rpartition(".")
    verifies = PublishedKeys({"keys": entries}).proof_key("2")
    assert verifies is not None
    assert verifies(content.encode(), base64url.decode(signature))
