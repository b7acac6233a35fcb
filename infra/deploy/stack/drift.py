"""What was changed by hand since the last deployment, as CloudFormation finds it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.stage.cloud import Cloud
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem

PAUSE, SECONDS = 5.0, 900.0


@dataclass(frozen=True)
class Drifted:
    """``state``: MODIFIED or DELETED; ``parts``: path, expected, actual."""

    resource: str
    kind: str
    state: str
    parts: tuple[tuple[str, str, str], ...]


def detect_drift(
    name: str, cloud: Cloud, pause: Callable[[float], None] = time.sleep
) -> tuple[Drifted, ...]:
    """Ask, wait, read. Raises DeployProblem."""
    client = cloud.client("cloudformation")
    try:
        id_ = client.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
    except ClientError as error:
        raise DeployProblem(
            f"没有开始查:{error.response['Error']['Message']}",
            NOTHING_TOUCHED,
            "先部署,或等正在进行的部署结束",
        ) from error
    _wait(client, id_, pause)
    found = [_drifted(one) for one in _resources(client, name)]
    return tuple(sorted(found, key=lambda one: one.resource))


def _resources(client: Any, name: str) -> Iterator[dict[str, Any]]:
    """botocore has no paginator for this call."""
    more: dict[str, str] = {}
    while True:
        page = client.describe_stack_resource_drifts(
            StackName=name, StackResourceDriftStatusFilters=["MODIFIED", "DELETED"], **more
        )
        yield from page["StackResourceDrifts"]
        if "NextToken" not in page:
            return
        more = {"NextToken": page["NextToken"]}


def _wait(client: Any, id_: str, pause: Callable[[float], None]) -> None:
    ends_at = time.monotonic() + SECONDS
    while time.monotonic() < ends_at:
        found = client.describe_stack_drift_detection_status(StackDriftDetectionId=id_)
        if found["DetectionStatus"] == "DETECTION_COMPLETE":
            return
        if found["DetectionStatus"] == "DETECTION_FAILED":
            reason = found.get("DetectionStatusReason", "没有说明")
            raise DeployProblem(f"没有查完:{reason}", NOTHING_TOUCHED, "过一会儿再查一次")
        pause(PAUSE)
    raise DeployProblem("15 分钟没有查完", NOTHING_TOUCHED, "过一会儿再查一次")


def _drifted(one: dict[str, Any]) -> Drifted:
    parts = tuple(
        (part["PropertyPath"], part["ExpectedValue"], part["ActualValue"])
        for part in one.get("PropertyDifferences", ())
    )
    state = one["StackResourceDriftStatus"]
    return Drifted(one["LogicalResourceId"], one["ResourceType"], state, parts)
