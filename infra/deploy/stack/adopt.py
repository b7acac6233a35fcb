"""A stage whose stack is gone and whose data stayed: a new stack takes them over, by import.

Their names are taken, and new keys could not read the old data. So CloudFormation imports table,
buckets, keys and aliases as the last release described them, and nothing else; the ordinary
change set comes after that and brings what the code has changed since.
"""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.stack.artifacts import Artifacts
from infra.deploy.stack.change_sets import Importing, Stack
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.compose import compose_kept

REMEMBERED = "kept.json"
"""Among the artifacts: the parameters the stack ended with; one says which table is in use."""
_SECTIONS = ("AWSTemplateFormatVersion", "Parameters", "Conditions", "Mappings")
_ABSENT = {"404", "NoSuchBucket", "NotFoundException", "ResourceNotFoundException"}


@dataclass(frozen=True)
class Adoption:
    """``template``: what is imported, and nothing else, as CloudFormation wants it."""

    template: dict[str, Any]
    importing: Importing


def remember(stage: Stage, cloud: Cloud) -> None:
    """Before a stack is deleted; to do so again writes the same. No stack: nothing to do."""
    stack, artifacts = Stack(stage.prefix, cloud), Artifacts(stage, cloud)
    if stack.status() is not None and artifacts.exists():
        artifacts.write(REMEMBERED, json.dumps({"parameters": stack.parameters()}).encode())


def find_kept(stage: Stage, cloud: Cloud) -> Adoption | None:
    """What a new stack has to take over; None where a stack stands, or nothing was kept.

    Raises DeployProblem where only a part is left, or a key is about to be deleted: a new one in
    its place could not read the data.
    """
    if Stack(stage.prefix, cloud).status() is not None:
        return None
    artifacts = Artifacts(stage, cloud)
    before = _last_template(artifacts) or compose_kept(stage)
    kept = {
        name: one
        for name, one in before["Resources"].items()
        if one.get("DeletionPolicy") == "Retain"
    }
    found = {name: _identifier(name, kept, cloud) for name in kept}
    if not any(found.values()):
        return None
    absent = [name for name, identifier in found.items() if identifier is None]
    if absent or cloud.is_stand_in:
        raise _cannot(stage, absent)
    importing = Importing(
        tuple(
            {
                "ResourceType": kept[name]["Type"],
                "LogicalResourceId": name,
                "ResourceIdentifier": identifier,
            }
            for name, identifier in found.items()
        ),
        _parameters(artifacts, before),
    )
    sections = {name: before[name] for name in _SECTIONS if name in before}
    return Adoption({**sections, "Resources": kept}, importing)


def _cannot(stage: Stage, absent: list[str]) -> DeployProblem:
    if not absent:
        return DeployProblem(
            f"{stage.prefix} 的表和桶还在,替身(moto)不会把它们导入新的堆栈",
            NOTHING_TOUCHED,
            f"mianzheng destroy --stage {stage.name} --delete-data,再部署",
        )
    return DeployProblem(
        f"{stage.prefix} 拆除后只留下了一部分,缺(或密钥正等待删除):{'、'.join(absent)}。"
        "换成新的密钥,留下的数据就再也读不出来",
        NOTHING_TOUCHED,
        "密钥正等待删除的,用 aws kms cancel-key-deletion 和 enable-key 取回后再部署;"
        f"数据确实不要了:mianzheng destroy --stage {stage.name} --delete-data",
    )


def _last_template(artifacts: Artifacts) -> dict[str, Any] | None:
    """Of the newest release: what stands is as it was made then."""
    releases = artifacts.releases() if artifacts.exists() else []
    return artifacts.template(releases[0].template) if releases else None


def _parameters(artifacts: Artifacts, template: dict[str, Any]) -> dict[str, str]:
    content = artifacts.read_or_none(REMEMBERED) or b'{"parameters": {}}'
    remembered: dict[str, str] = json.loads(content)["parameters"]
    return {name: one for name, one in remembered.items() if name in template.get("Parameters", ())}


def _identifier(name: str, kept: dict[str, Any], cloud: Cloud) -> dict[str, str] | None:
    """What CloudFormation finds it by; None where it is not, or not any more for long."""
    properties = kept[name]["Properties"]
    try:
        match kept[name]["Type"]:
            case "AWS::DynamoDB::Table":
                table = properties["TableName"]
                cloud.client("dynamodb").describe_table(TableName=table)
                return {"TableName": table}
            case "AWS::S3::Bucket":
                bucket = _filled(properties["BucketName"], cloud)
                cloud.client("s3").head_bucket(Bucket=bucket)
                return {"BucketName": bucket}
            case "AWS::KMS::Alias":
                _key(properties["AliasName"], cloud)
                return {"AliasName": properties["AliasName"]}
            case "AWS::KMS::Key":
                key = _key(_alias_of(name, kept), cloud)
                is_usable = key["KeyState"] != "PendingDeletion"
                return {"KeyId": key["KeyId"]} if is_usable else None
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        raise
    raise ValueError(f"{name}: no way to find a kept {kept[name]['Type']}")


def _alias_of(key: str, kept: dict[str, Any]) -> str:
    aliases = (one["Properties"] for one in kept.values() if one["Type"] == "AWS::KMS::Alias")
    name: str = next(one["AliasName"] for one in aliases if one["TargetKeyId"] == {"Ref": key})
    return name


def _key(alias: str, cloud: Cloud) -> dict[str, Any]:
    found: dict[str, Any] = cloud.client("kms").describe_key(KeyId=alias)["KeyMetadata"]
    return found


def _filled(name: dict[str, str], cloud: Cloud) -> str:
    text = name["Fn::Sub"].replace("${AWS::AccountId}", cloud.account)
    return text.replace("${AWS::Region}", cloud.region)
