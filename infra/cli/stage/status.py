"""`mianzheng status`: what runs, and what hurts."""

from datetime import UTC, datetime
from typing import Any

import click
from rich.text import Text

from infra.cli.shared.operator_options import place_options, screen, two_columns
from infra.deploy.state import MOST_COUNTED, QUEUES, StageState, state_of_stage
from infra.rotate.words import progress_of_stage
from infra.stage.cloud import Cloud
from infra.stage.file import Stage


@click.command()
@place_options
def status(stage: Stage, cloud: Cloud) -> None:
    """运行得怎样:堆栈、告警、未结束的计时、队列、状态列表的新旧。"""
    console = screen()
    state = state_of_stage(stage, cloud)
    if state is None:
        console.print(f"{stage.name} 没有部署。下一步:mianzheng deploy {cloud.place(stage)}")
        raise SystemExit(1)
    keys = progress_of_stage(stage, cloud, datetime.now(UTC))
    two_columns(console, f"免证 · {stage.name}", state_rows(state, keys.under_way))
    raise SystemExit(0 if state.is_well and not keys.is_untold else 1)


def state_rows(state: StageState, rotations: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
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
        *(("密钥轮换", said) for said in rotations),
        *_halted(state),
    ]


def _halted(state: StageState) -> list[tuple[str, Any]]:
    """Only where there are any: an interrupted restore, which is the first thing to end."""
    if not state.halted:
        return []
    says = f"{'、'.join(state.halted)};mianzheng restore --start-again 或继续恢复"
    return [("停着的函数", Text(says, "bold red"))]
