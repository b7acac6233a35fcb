"""The end of a stage: the stack goes, what holds data stays unless that is asked for, too."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy import stand_in
from infra.deploy.stack.artifacts import Artifacts, bucket_of
from infra.deploy.stack.change_sets import Stack
from infra.deploy.tables import stage_tables
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem
from infra.template.keys import alias
from infra.template.machines import machines

PAUSE = 5.0
KEY_DAYS = 30
BATCH = 1000
Tell = Callable[[str], None]


def destroy_stack(stage: Stage, cloud: Cloud, pause: Callable[[float], None] = time.sleep) -> None:
    """Raises DeployProblem when CloudFormation could not delete it."""
    stack = Stack(stage.prefix, cloud)
    if cloud.is_stand_in:
        stand_in.remove_machines(machines(stage), cloud)
    if stack.status() is None:
        return
    cloud.client("cloudformation").delete_stack(StackName=stage.prefix)
    while (status := stack.status()) is not None and status.endswith("_IN_PROGRESS"):
        pause(PAUSE)
    if status is not None:
        raise DeployProblem(
            f"没有删干净({status})",
            "表、桶和密钥没有动。",
            f"mianzheng status --stage {stage.name};改正后再运行 mianzheng destroy",
        )


def delete_data(stage: Stage, cloud: Cloud, keys: dict[str, str], tell: Tell) -> None:
    """Table, buckets with every version, artifacts; keys in 30 days, as KMS wants it."""
    for table in stage_tables(stage, cloud):
        _delete_table(table, cloud)
        tell(f"表 {table}:已删除(时间点备份随之删除)")
    place = f"{cloud.account}-{cloud.region}"
    buckets = [f"{stage.prefix}-{what}-{place}" for what in ("site", "private")]
    for bucket in (*buckets, bucket_of(stage, cloud)):
        if _delete_bucket(cloud, bucket):
            tell(f"桶 {bucket}:已删除")
    for name, id_ in keys.items():
        _delete_key(id_, alias(stage, name), cloud)
        tell(f"密钥 {name}:{KEY_DAYS} 天后删除,在那之前可以取消")


def kept_after(
    stage: Stage, cloud: Cloud, keys: dict[str, str], in_use: str
) -> list[tuple[str, Any]]:
    """What stays, to be told; ``in_use``: the table that the functions worked on."""
    place = f"{cloud.account}-{cloud.region}"
    found: list[tuple[str, Any]] = [
        ("表", one if one == in_use else f"{one}(留着备查)") for one in stage_tables(stage, cloud)
    ]
    found += [("桶", f"{stage.prefix}-{what}-{place}") for what in ("site", "private")]
    found.append(("桶", Artifacts(stage, cloud).bucket))
    return [*found, *(("密钥", f"{name} {id_}") for name, id_ in keys.items())]


def _delete_key(id_: str, name: str, cloud: Cloud) -> None:
    """The alias goes at once, and last: by it a key is found again after an interruption, and for
    those 30 days a new stage could not have its name."""
    kms = cloud.client("kms")
    with suppress(kms.exceptions.KMSInvalidStateException):  # it waits for its end already
        kms.schedule_key_deletion(KeyId=id_, PendingWindowInDays=KEY_DAYS)
    with suppress(kms.exceptions.NotFoundException):
        kms.delete_alias(AliasName=name)


def _delete_table(name: str, cloud: Cloud) -> None:
    tables = cloud.client("dynamodb")
    try:
        tables.update_table(TableName=name, DeletionProtectionEnabled=False)
        tables.delete_table(TableName=name)
    except tables.exceptions.ResourceNotFoundException:
        return


def _delete_bucket(cloud: Cloud, bucket: str) -> bool:
    s3 = cloud.client("s3")
    try:
        for batch in _versions(s3, bucket):
            s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
        s3.delete_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucket":
            return False
        raise
    return True


def _versions(s3: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        every = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        named = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in every]
        for start in range(0, len(named), BATCH):
            yield named[start : start + BATCH]
