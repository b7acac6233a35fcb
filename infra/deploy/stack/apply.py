"""Carrying a change set out, told event by event, to its end."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.deploy.stack.change_sets import ChangeSet, Stack
from infra.stage.cloud import Cloud
from infra.stage.file import PREFIX
from infra.stage.problems import DeployProblem

PAUSE = 5.0
_GOOD = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}


@dataclass(frozen=True)
class StackEvent:
    """``reason`` is CloudFormation's own, empty when all goes well."""

    resource: str
    status: str
    reason: str


Tell = Callable[[StackEvent], None]


def apply(
    stack: Stack,
    planned: ChangeSet,
    cloud: Cloud,
    tell: Tell,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Execute and wait. Raises DeployProblem when CloudFormation took everything back."""
    since = datetime.now(UTC)
    stack.execute(planned)
    seen: set[str] = set()
    first_failure: StackEvent | None = None
    while True:
        status = stack.status() or "DELETE_COMPLETE"
        for event in _new_events(cloud, stack.name, since, seen):
            tell(event)
            if first_failure is None and event.status.endswith("_FAILED"):
                first_failure = event
        if not status.endswith("_IN_PROGRESS"):
            break
        pause(PAUSE)
    if status not in _GOOD:
        raise _failed(planned, status, first_failure)


def _failed(planned: ChangeSet, status: str, failure: StackEvent | None) -> DeployProblem:
    why = f"{failure.resource}:{failure.reason}" if failure else status
    where = f"--stage {planned.stack.removeprefix(PREFIX)}"
    if planned.imports:
        kept = "表、桶、密钥原样留着,一项也没有改动。"
        following = f"mianzheng destroy {where}(不带 --delete-data)拆掉没有建成的堆栈,改正后再部署"
    elif planned.is_new_stack:
        kept = "新建的资源已收回;表、桶、密钥会留下,都是空的。"
        following = f"改正后,先 mianzheng destroy {where} --delete-data,再部署"
    else:
        kept = "CloudFormation 已恢复到部署之前的样子,正在运行的是原来的版本。"
        following = f"改正后再运行 mianzheng deploy {where};详情:mianzheng status {where}"
    return DeployProblem(f"变更没有成功({why})", kept, following)


def _new_events(cloud: Cloud, name: str, since: datetime, seen: set[str]) -> Iterator[StackEvent]:
    """Those since the start, oldest first."""
    client = cloud.client("cloudformation")
    pages = client.get_paginator("describe_stack_events").paginate(StackName=name)
    fresh: list[dict[str, Any]] = []
    for page in pages:
        recent = [one for one in page["StackEvents"] if one["Timestamp"] >= since]
        fresh += [one for one in recent if one["EventId"] not in seen]
        if len(recent) < len(page["StackEvents"]):
            break
    for one in reversed(fresh):
        seen.add(one["EventId"])
        reason = one.get("ResourceStatusReason", "")
        yield StackEvent(one["LogicalResourceId"], one["ResourceStatus"], reason)
