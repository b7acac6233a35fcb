"""Putting the restored table in the place of the one in use: two parameters of the stack."""

import time
from datetime import UTC, datetime
from typing import Any

from infra.deploy.stack.apply import Tell, apply
from infra.deploy.stack.change_sets import ChangeSet, Stack
from infra.restore.copying import Pause
from infra.restore.table_settings import stream_label
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem
from infra.template.functions import functions
from infra.template.table_in_use import RESTORED_STREAM, RESTORED_TABLE

BUSY = "_IN_PROGRESS"


def demand_exchangeable(stage: Stage, stack: Stack) -> None:
    """Raises DeployProblem where the running template can't be told of another table."""
    status = stack.status()
    following = f"mianzheng deploy --stage {stage.name},再运行同一条命令"
    if status is None:
        raise DeployProblem(f"{stage.name} 没有部署,或没有部署完", NOTHING_TOUCHED, following)
    if RESTORED_TABLE not in stack.parameters():
        raise DeployProblem(f"{stage.name} 运行的是还不能换表的旧版本", NOTHING_TOUCHED, following)


def settle(stack: Stack, pause: Pause = time.sleep) -> None:
    """An interrupted exchange goes on by itself: wait for its end."""
    while str(stack.status()).endswith(BUSY):
        pause(5.0)


def plan_exchange(stack: Stack, cloud: Cloud, table: str) -> ChangeSet:
    """The running template, with the other table."""
    told = {RESTORED_TABLE: table, RESTORED_STREAM: stream_label(cloud, table)}
    parameters = {**stack.parameters(), **told}
    label = f"restore-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    return stack.plan({"UsePreviousTemplate": True}, label, parameters)


def exchange(
    stack: Stack, planned: ChangeSet, cloud: Cloud, tell: Tell, pause: Pause = time.sleep
) -> None:
    """Raises DeployProblem when CloudFormation took it back: then all work on the table in use."""
    if not planned.id:
        return
    apply(stack, planned, cloud, tell, pause)


def demand_everywhere(stage: Stage, cloud: Cloud, table: str) -> None:
    """Raises DeployProblem if a function works on another table."""
    client = cloud.client("lambda")
    others = []
    for one in functions(stage):
        told: dict[str, Any] = client.get_function_configuration(
            FunctionName=f"{stage.prefix}-{one.name}"
        )
        if told["Environment"]["Variables"]["MIANZHENG_TABLE"] != table:
            others.append(one.name)
    if others:
        raise DeployProblem(
            f"还用着别的表的函数:{'、'.join(others)}",
            f"表 {table} 已核对过,没有受影响。",
            f"mianzheng drift --stage {stage.name},再运行同一条命令",
        )
