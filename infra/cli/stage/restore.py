"""`mianzheng restore`: the data as they were at an earlier time."""

import re
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chalicelib.kernel.times.clock import SHANGHAI
from infra.cli.shared.operator_options import (
    agreed,
    both_clocks,
    declined,
    place_options,
    screen,
    show_changes,
    two_columns,
    yes_option,
)
from infra.deploy.stack.change_sets import ChangeSet
from infra.deploy.stopping import start_again, stopped
from infra.restore.restoring import (
    STEPS,
    Found,
    Job,
    Outcome,
    Telling,
    look,
)
from infra.restore.restoring import restore as carry_out
from infra.restore.verifying import Finding
from infra.stage.cloud import Cloud
from infra.stage.file import Stage

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")


def moment_of(_ctx: click.Context, _option: click.Parameter, text: str | None) -> datetime | None:
    """A time to the second; without a zone it is Asia/Shanghai. Raises BadParameter."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise click.BadParameter(f"{text} 不是时刻;写成 2026-11-27T10:00(北京时间)或带时区")
    return found.replace(tzinfo=found.tzinfo or SHANGHAI).astimezone(UTC)


@click.command()
@place_options
@yes_option
@click.option("--to", "moment", callback=moment_of, help="恢复到哪一时刻,如 2026-11-27T10:00。")
@click.option("--dry-run", is_flag=True, help="只看会做什么,不改动任何东西。")
@click.option("--despite-findings", is_flag=True, help="核对没有通过也切换。")
@click.option("--start-again", "only_start", is_flag=True, help="只让停着的函数恢复运行。")
def restore(stage: Stage, cloud: Cloud, yes: bool, moment: datetime | None, **given: bool) -> None:
    """把数据恢复到以前的一个时刻:复制、核对、换表。中断了,再运行同一条命令。"""
    console = screen()
    if given["only_start"]:
        start_again(stage, cloud)
        console.print("各函数已按模板恢复运行。")
        return
    if moment is None:
        raise click.UsageError(
            f"请写 --to 时刻;可以恢复到哪里:mianzheng backup {cloud.place(stage)}"
        )
    job = Job(stage, cloud, moment, given["despite_findings"])
    found = look(job)
    if found.is_done and not stopped(stage, cloud):
        console.print(f"正在使用的就是恢复到这一时刻的表 {found.in_use}。")
        return
    _announce(console, job, found)
    if given["dry_run"]:
        console.print("没有执行(--dry-run)。")
        return
    if found.is_done:
        start_again(stage, cloud)
        console.print("表已换好,各函数已恢复运行。")
        return
    if not agreed(console, f"停写,并把 {stage.name} 恢复到 {both_clocks(moment)}?", yes):
        declined(console)
    _show(console, (stage, cloud), carry_out(job, found, _telling(console, yes)))


def _announce(console: Console, job: Job, found: Found) -> None:
    window = f"{both_clocks(found.window.earliest)} 至 {both_clocks(found.window.latest)}"
    rows = [
        ("恢复到", both_clocks(job.moment)),
        ("正在使用的表", found.in_use),
        ("恢复成", job.target),
        ("可恢复的时间", window),
        ("步骤", " → ".join(STEPS)),
        ("其间", "接口不受理(网页、验真照常);这一时刻之后的办理都会消失,须通知各单位重办"),
    ]
    two_columns(console, f"恢复 · {job.stage.name}", rows)


def _telling(console: Console, yes: bool) -> Telling:
    def agree(planned: ChangeSet) -> bool:
        show_changes(console, planned)
        return agreed(console, "执行以上变更,换用恢复出来的表?", yes)

    return Telling(
        lambda number, name: console.print(f"[{number}/{len(STEPS)}] {name}", markup=False),
        lambda text: console.print(f"  {text}", markup=False),
        lambda findings: _findings(console, findings),
        agree,
    )


def _findings(console: Console, findings: list[Finding]) -> None:
    table = Table(title="核对", title_justify="left")
    for heading in ("项目", "应当", "实际", "结果"):
        table.add_column(heading, overflow="fold")
    for one in findings:
        said = Text("对", "green") if one.is_right else Text("不对", "bold red")
        table.add_row(one.what, one.wanted, one.found, said)
    console.print(table)


def _show(console: Console, at: tuple[Stage, Cloud], outcome: Outcome) -> None:
    stage, cloud = at
    carried = outcome.carried
    rows: list[tuple[str, Any]] = [
        ("正在使用的表", outcome.target),
        ("留着备查的表", outcome.source),
        ("重新删除的申请", sum(one.was_back for one in outcome.erasures)),
        ("保住的撤销、暂停", outcome.statuses),
    ]
    if carried is not None:
        rows += [
            ("保住的状态位", carried.places),
            ("重新吊销的密钥", "、".join(carried.revoked_keys) or "没有"),
            ("保住的清单版本", carried.editions),
            ("登记有变化的单位", _to_do(carried.units, "核对人员、职务、停用,有变化的重做")),
        ]
    lost = _to_do(outcome.lost_proofs, "编号在记录里;仍能验真,需要撤销的联系出具单位重新核验")
    rows += [
        ("表里没有的证明", lost),
        ("记录", f"restores/{outcome.target}.json(部署文件桶)"),
        ("下一步", f"mianzheng status {cloud.place(stage)};通知各单位重办,见 docs/operations.md"),
    ]
    two_columns(console, f"已恢复 · {stage.name}", rows)


def _to_do(which: tuple[str, ...], what: str) -> str:
    return f"{len(which)} 个:{what}" if which else "没有"
