"""What runs, and what hurts: read from the services themselves, nothing is kept here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.stack.artifacts import Artifacts, Release
from infra.deploy.stack.change_sets import Stack
from infra.deploy.stopping import stopped
from infra.deploy.tables import table_in_use
from infra.stage.cloud import Cloud
from infra.stage.file import Stage

OLDEST_LIST = timedelta(hours=2)
MOST_COUNTED = 1000
QUEUES = {"SealQueue": "等盖章", "SealDeadLetters": "盖章死信", "StreamDeadLetters": "变更流死信"}


@dataclass(frozen=True)
class StageState:
    """``ringing``: names of alarms; ``executions``: open timers, counted up to 1,000.
    ``list_age`` None = no status list is published yet. ``table``: the one in use; ``halted``:
    functions that an interrupted restore left stopped."""

    stack: str
    release: Release | None
    ringing: tuple[str, ...]
    executions: int
    depths: dict[str, int]
    list_age: timedelta | None
    table: str = ""
    halted: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        dead = sum(depth for name, depth in self.depths.items() if name != "SealQueue")
        is_fresh = self.list_age is None or self.list_age <= OLDEST_LIST
        is_quiet = not self.ringing and not dead and not self.halted
        return self.stack.endswith("_COMPLETE") and is_quiet and is_fresh


def state_of_stage(stage: Stage, cloud: Cloud, now: datetime | None = None) -> StageState | None:
    """None where nothing is deployed. ``now`` aware."""
    stack = Stack(stage.prefix, cloud)
    status = stack.status()
    if status is None:
        return None
    resources = stack.resources()
    releases = Artifacts(stage, cloud).releases()
    return StageState(
        status,
        releases[0] if releases else None,
        _ringing(stage, cloud),
        _executions(stage, cloud),
        {name: _depth(cloud, resources[name]) for name in QUEUES if name in resources},
        _list_age(cloud, resources.get("SiteBucket"), now or datetime.now(UTC)),
        table_in_use(stage, stack),
        stopped(stage, cloud),
    )


def _ringing(stage: Stage, cloud: Cloud) -> tuple[str, ...]:
    pages = (
        cloud.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=f"{stage.prefix}-", StateValue="ALARM")
    )
    found = [one["AlarmName"] for page in pages for one in page.get("MetricAlarms", ())]
    return tuple(sorted(found))


def _executions(stage: Stage, cloud: Cloud) -> int:
    place = f"arn:{cloud.partition}:states:{cloud.region}:{cloud.account}:stateMachine"
    try:
        found = cloud.client("stepfunctions").list_executions(
            stateMachineArn=f"{place}:{stage.prefix}-request-deadline",
            statusFilter="RUNNING",
            maxResults=MOST_COUNTED,
        )
    except (BotoCoreError, ClientError):
        return 0
    return len(found["executions"])


def _depth(cloud: Cloud, url: str) -> int:
    name = "ApproximateNumberOfMessages"
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(found["Attributes"][name])


def _list_age(cloud: Cloud, bucket: str | None, now: datetime) -> timedelta | None:
    """The oldest of the published lists counts."""
    if bucket is None:
        return None
    found: dict[str, Any] = cloud.client("s3").list_objects_v2(Bucket=bucket, Prefix="status/")
    ages = [now - one["LastModified"] for one in found.get("Contents", ())]
    return max(ages) if ages else None
