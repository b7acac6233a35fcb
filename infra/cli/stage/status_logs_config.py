"""`mianzheng status`, `drift`, `logs` and `config show`: look, and change nothing."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from infra.cli.shared.operator_options import (
    DIFFERENT,
    folder_option,
    place_options,
    screen,
    stage_option,
    told_problems,
    two_columns,
)
from infra.deploy.stack.drift import detect_drift
from infra.stage.cloud import Cloud
from infra.stage.file import Stage, load_stage
from infra.stage.state import MOST_COUNTED, QUEUES, StageState, state_of_stage
from infra.template.functions import functions


@click.command()
@place_options
def status(stage: Stage, cloud: Cloud) -> None:
    """运行得怎样:堆栈、告警、未结束的计时、队列、状态列表的新旧。"""
    console = screen()
    state = state_of_stage(stage, cloud)
    if state is None:
        console.print(f"{stage.name} 没有部署。下一步:mianzheng deploy {cloud.place(stage)}")
        raise SystemExit(1)
    two_columns(console, f"免证 · {stage.name}", state_rows(state))
    raise SystemExit(0 if state.is_well else 1)


def state_rows(state: StageState) -> list[tuple[str, Any]]:
    """Label and value of everything `status` shows."""
    release = state.release
    executions = str(state.executions) + ("(或更多)" if state.executions == MOST_COUNTED else "")
    ringing = Text("、".join(state.ringing), "bold red") if state.ringing else "没有"
    age = "还没有发布"
    if state.list_age is not None:
        age = f"{state.list_age.total_seconds() / 60:.0f} 分钟前重写"
    version = f"{release.id}(代码 {release.package},{release.at[:16]} UTC)" if release else "?"
    return [
        ("堆栈", state.stack),
        ("版本", version),
        ("表", state.table),
        ("告警", ringing),
        ("未结束的计时", executions),
        *((QUEUES[name], str(depth)) for name, depth in state.depths.items()),
        ("状态列表", age),
        *(("密钥轮换", said) for said in state.rotations),
        *_halted(state),
    ]


def _halted(state: StageState) -> list[tuple[str, Any]]:
    """Only where there are any: an interrupted restore, which is the first thing to end."""
    if not state.halted:
        return []
    says = f"{'、'.join(state.halted)};mianzheng restore --start-again 或继续恢复"
    return [("停着的函数", Text(says, "bold red"))]


@click.command()
@place_options
def drift(stage: Stage, cloud: Cloud) -> None:
    """部署之后有没有被人手改过;有为 2。"""
    console = screen()
    if cloud.is_stand_in:
        raise click.ClickException("替身(moto)查不了改动,在这里试不了 drift;云上什么也没有改动。")
    found = detect_drift(stage.prefix, cloud)
    if not found:
        console.print("没有被改动过。")
        return
    for one in found:
        parts = ";".join(f"{path}:应为 {want},现在 {is_}" for path, want, is_ in one.parts)
        console.print(f"{one.resource}({one.kind}) {one.state} {parts}", markup=False)
    console.print("下一步:改模板把它写进去,或再部署一次改回来。")
    raise SystemExit(DIFFERENT)


@click.command()
@place_options
@click.option("--function", "name", default="api", show_default=True, help="哪个函数。")
@click.option(
    "--minutes", default=15, show_default=True, type=click.IntRange(1, 1440), help="最近几分钟的。"
)
@click.option("--filter", "pattern", default="", help="CloudWatch 的过滤式,例如 ERROR。")
def logs(stage: Stage, cloud: Cloud, name: str, minutes: int, pattern: str) -> None:
    """看一个函数最近的日志。"""
    names = [one.name for one in functions(stage)]
    if name not in names:
        raise click.UsageError(f"没有函数 {name};有:{'、'.join(names)}")
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    pages = (
        cloud.client("logs")
        .get_paginator("filter_log_events")
        .paginate(
            logGroupName=f"/aws/lambda/{stage.prefix}-{name}",
            startTime=int(since.timestamp() * 1000),
            **({"filterPattern": pattern} if pattern else {}),
        )
    )
    for page in pages:
        for event in page["events"]:
            click.echo(event["message"].rstrip())


@click.group()
def config() -> None:
    """阶段文件。"""


@config.command()
@stage_option
@folder_option
def show(stage_name: str, folder: Path) -> None:
    """核对阶段文件,显示生效的值。"""
    with told_problems():
        stage = load_stage(stage_name, folder)
    rows = [(key, value if value != "" else "(空)") for key, value in asdict(stage).items()]
    two_columns(screen(), f"阶段 {stage.name}", [*rows, ("partition", stage.partition)])
    if stage.is_example:
        screen().print(f"! 域名还是样例值 {stage.domain},不能部署到 AWS。")
