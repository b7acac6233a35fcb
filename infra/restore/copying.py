"""A copy of a table as it was at an earlier time: from when to when there is one, and making it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.tables import restored_name
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.keys import alias

PAUSE = 15.0
Pause = Callable[[float], None]
_DENIED = {"AccessDeniedException", "KMSAccessDeniedException", "KMS.AccessDeniedException"}


@dataclass(frozen=True)
class Window:
    """From when to when a table can be brought back; aware UTC."""

    table: str
    earliest: datetime
    latest: datetime


def window_of(stage: Stage, cloud: Cloud, table: str) -> Window:
    """Raises DeployProblem where nothing can be brought back."""
    client = cloud.client("dynamodb")
    try:
        about = client.describe_continuous_backups(TableName=table)
    except ClientError as error:
        raise _refused(error, stage, f"读不到表 {table} 的备份") from error
    found = about["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    if found.get("PointInTimeRecoveryStatus") != "ENABLED":
        raise DeployProblem(
            f"表 {table} 没有开启时间点恢复",
            NOTHING_TOUCHED,
            f"mianzheng drift --stage {stage.name}",
        )
    latest = found["LatestRestorableDateTime"]
    if cloud.is_stand_in:  # moto keeps it at the time of the deployment
        latest = datetime.now(UTC)
    return Window(table, found["EarliestRestorableDateTime"], latest)


def demand_inside(window: Window, moment: datetime, stage: Stage) -> None:
    """Raises DeployProblem for a time from which nothing can be brought back."""
    if window.earliest <= moment <= window.latest:
        return
    shown = f"{window.earliest:%Y-%m-%dT%H:%M:%SZ} 至 {window.latest:%Y-%m-%dT%H:%M:%SZ}"
    side = "早于最早" if moment < window.earliest else "晚于最晚"
    raise DeployProblem(
        f"{moment:%Y-%m-%dT%H:%M:%SZ} {side}可恢复的时间(表 {window.table}:{shown},UTC)",
        NOTHING_TOUCHED,
        f"mianzheng backup --stage {stage.name}",
    )


def describe(cloud: Cloud, table: str) -> dict[str, Any] | None:
    """None where there is no such table."""
    client = cloud.client("dynamodb")
    try:
        found: dict[str, Any] = client.describe_table(TableName=table)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return None
    return found


def demand_free_or_ours(cloud: Cloud, window: Window, target: str, moment: datetime) -> None:
    """Raises DeployProblem where the copy's name belongs to something else."""
    standing = describe(cloud, target)
    if standing is None:
        return
    summary = standing.get("RestoreSummary", {})
    is_ours = str(summary.get("SourceTableArn", "")).endswith(f":table/{window.table}")
    # moto writes down when it copied, not to which time.
    is_same = cloud.is_stand_in or summary.get("RestoreDateTime") == moment
    if not (is_ours and is_same):
        raise DeployProblem(
            f"表名 {target} 已被占用,它不是从 {window.table} 恢复到这一时刻的",
            NOTHING_TOUCHED,
            "换一个时刻(差一秒即可),或确认后删除那张表,再运行同一条命令",
        )


def start_copy(stage: Stage, cloud: Cloud, window: Window, moment: datetime) -> str:
    """Begin, or find begun by an earlier run; the copy's name. Raises DeployProblem."""
    target = restored_name(stage, moment)
    demand_free_or_ours(cloud, window, target, moment)
    if describe(cloud, target) is not None:
        return target
    try:
        key = cloud.client("kms").describe_key(KeyId=alias(stage, "data"))["KeyMetadata"]["Arn"]
        cloud.client("dynamodb").restore_table_to_point_in_time(
            SourceTableName=window.table,
            TargetTableName=target,
            RestoreDateTime=moment,
            BillingModeOverride="PAY_PER_REQUEST",
            SSESpecificationOverride={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        )
    except ClientError as error:
        raise _refused(error, stage, "没有开始复制") from error
    return target


def wait_for(
    cloud: Cloud, table: str, tell: Callable[[str], None], pause: Pause = time.sleep
) -> dict[str, Any]:
    """Until the table and its indexes can be used. It takes from minutes to hours, the more the
    larger it is; who does not want to wait runs the same command later. Raises DeployProblem."""
    waited = 0.0
    while True:
        found = describe(cloud, table)
        if found is None:
            raise DeployProblem(
                f"表 {table} 没有复制成:它已经不在", "正在使用的表没有动。", "再运行同一条命令"
            )
        indexes = found.get("GlobalSecondaryIndexes", ())
        states = {found["TableStatus"], *(one.get("IndexStatus", "ACTIVE") for one in indexes)}
        if states == {"ACTIVE"} and not found.get("RestoreSummary", {}).get("RestoreInProgress"):
            return found
        if waited % 300 == 0:
            tell(f"{table}:{found['TableStatus']}(已等 {waited / 60:.0f} 分钟)")
        pause(PAUSE)
        waited += PAUSE


def _refused(error: ClientError, stage: Stage, what: str) -> DeployProblem:
    code, says = error.response["Error"]["Code"], error.response["Error"]["Message"]
    following = "再运行同一条命令"
    if code in _DENIED or "kms" in says.lower():
        following = (
            f"给运维人员的角色加上表和密钥 {alias(stage, 'data')} 的权限"
            "(docs/operations.md#恢复),再运行同一条命令"
        )
    return DeployProblem(f"{what}({code}:{says})", "正在使用的表没有动。", following)
