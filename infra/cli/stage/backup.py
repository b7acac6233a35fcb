"""`mianzheng backup`: since when data can be brought back, and how each table stands."""

from typing import Any

import click
from rich.console import Console
from rich.text import Text

from infra.cli.shared.operator_options import both_clocks, place_options, screen, two_columns
from infra.deploy.stack.change_sets import Stack
from infra.deploy.stopping import stopped
from infra.deploy.tables import stage_tables, table_in_use
from infra.restore.copying import window_of
from infra.restore.restoring import erase_again
from infra.restore.swapping import demand_exchangeable
from infra.stage.cloud import Cloud
from infra.stage.file import Stage
from infra.stage.problems import DeployProblem


@click.command()
@place_options
@click.option("--erase-again", "erasing", is_flag=True, help="在留着备查的表里重做删除名单。")
def backup(stage: Stage, cloud: Cloud, erasing: bool) -> None:
    """可以恢复到哪一段时间,各张表的状况;留着备查的表里也要删干净。"""
    console, stack = screen(), Stack(stage.prefix, cloud)
    demand_exchangeable(stage, stack)
    in_use = table_in_use(stage, stack)
    if erasing:
        _erase_again(console, stage, cloud, in_use)
        return
    rows: list[tuple[str, Any]] = []
    for name in stage_tables(stage, cloud):
        try:
            window = window_of(stage, cloud, name)
            says = f"{both_clocks(window.earliest)} 至 {both_clocks(window.latest)}"
        except DeployProblem as problem:
            says = problem.what
        rows.append((f"{name}({'使用中' if name == in_use else '留着备查'})", says))
    halted = stopped(stage, cloud)
    rows.append(("停着的函数", Text("、".join(halted), "bold red") if halted else "没有"))
    two_columns(console, f"备份 · {stage.name}", rows)
    console.print(f"恢复:mianzheng restore {cloud.place(stage)} --to 时刻")


def _erase_again(console: Console, stage: Stage, cloud: Cloud, in_use: str) -> None:
    left = 0
    for name in stage_tables(stage, cloud):
        if name != in_use:
            done = erase_again(stage, cloud, name)
            left += sum(bool(one.left) for one in done)
            back = sum(one.was_back for one in done)
            console.print(f"{name}:删除名单 {len(done)} 件,这次删除 {back} 件")
    console.print(f"还有剩下的:{left} 件" if left else "都读不出来了。")
    if left:
        raise SystemExit(1)
