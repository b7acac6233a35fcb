"""What a restored table does not bring with it: TTL, recovery, stream, protection, tags."""

import time
from typing import Any

from infra.restore.copying import Pause, describe, wait_for
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.template.shape import tags
from infra.template.table import TABLE, table

TTL_GOOD = {"ENABLING", "ENABLED"}


def template_of(stage: Stage) -> dict[str, Any]:
    """What the template says of the table."""
    found: dict[str, Any] = table(stage)[TABLE]["Properties"]
    return found


def set_up(stage: Stage, cloud: Cloud, name: str, pause: Pause = time.sleep) -> list[str]:
    """Each only where it is not so already; what had to be done. The table must be ACTIVE."""
    client, wanted, done = cloud.client("dynamodb"), template_of(stage), []
    found = wait_for(cloud, name, lambda _text: None, pause)
    if time_to_live(cloud, name) not in TTL_GOOD:
        client.update_time_to_live(
            TableName=name, TimeToLiveSpecification=wanted["TimeToLiveSpecification"]
        )
        done.append("TTL")
    if recovery(cloud, name) != "ENABLED":
        client.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification=wanted["PointInTimeRecoverySpecification"],
        )
        done.append("时间点恢复")
    if not found.get("LatestStreamArn"):
        stream = {"StreamEnabled": True, **wanted["StreamSpecification"]}
        client.update_table(TableName=name, StreamSpecification=stream)
        done.append("变更流")
        wait_for(cloud, name, lambda _text: None, pause)
    if not found.get("DeletionProtectionEnabled"):
        client.update_table(TableName=name, DeletionProtectionEnabled=True)
        done.append("删除保护")
        wait_for(cloud, name, lambda _text: None, pause)
    if _tag(found["TableArn"], client, tags(stage.name)):
        done.append("标签")
    return done


def time_to_live(cloud: Cloud, name: str) -> str:
    about = cloud.client("dynamodb").describe_time_to_live(TableName=name)
    return str(about["TimeToLiveDescription"].get("TimeToLiveStatus"))


def recovery(cloud: Cloud, name: str) -> str:
    about = cloud.client("dynamodb").describe_continuous_backups(TableName=name)
    found = about["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return str(found.get("PointInTimeRecoveryStatus"))


def stream_label(cloud: Cloud, name: str) -> str:
    """Of the stream that runs; empty where none does."""
    found = describe(cloud, name) or {}
    return str(found.get("LatestStreamLabel", ""))


def _tag(arn: str, client: Any, wanted: list[dict[str, str]]) -> bool:
    standing = client.list_tags_of_resource(ResourceArn=arn).get("Tags", ())
    missing = [one for one in wanted if one not in standing]
    if missing:
        client.tag_resource(ResourceArn=arn, Tags=missing)
    return bool(missing)
