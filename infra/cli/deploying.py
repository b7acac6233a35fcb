"""What the operator's commands share: their options, their words, their tables."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.deploy.change_sets import ChangeSet
from infra.deploy.cloud import connect
from infra.deploy.problems import DeployProblem
from infra.deploy.stage_file import STAGES, load_stage

DIFFERENT = 2
"""What `diff` and `drift` end with when there is something to see."""
ACTIONS = {
    "Add": ("新建", "green"),
    "Modify": ("修改", "yellow"),
    "Remove": ("删除", "red"),
    "Import": ("接管", "cyan"),
}
WORK = Path(".local") / "deploy"

stage_option = click.option("--stage", "stage_name", required=True, help="阶段,例如 prod。")
folder_option = click.option(
    "--stages",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=STAGES,
    help="阶段文件所在目录。",
    hidden=True,
)
endpoint_option = click.option(
    "--endpoint-url", "endpoint", help="AWS 的替身,只能在本机(moto,试部署用)。"
)
yes_option = click.option("--yes", is_flag=True, help="不询问,直接执行。")


def screen() -> Console:
    return Console(highlight=False, soft_wrap=True)


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--stage, --endpoint-url; a DeployProblem ends the command with its three lines."""

    @stage_option
    @folder_option
    @endpoint_option
    @wraps(command)
    def run(stage_name: str, folder: Path, endpoint: str | None, **given: Any) -> Any:
        with told_problems():
            stage = load_stage(stage_name, folder)
            return command(stage, connect(stage, endpoint), **given)

    return run


class told_problems:  # noqa: N801  # reads as a statement: with told_problems()
    """A problem becomes the command's last words and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: Any, _trace: Any) -> None:
        if isinstance(problem, DeployProblem):
            raise click.ClickException(str(problem)) from problem


def show_changes(console: Console, planned: ChangeSet) -> None:
    """One line a resource; what is made anew stands out, since its data would go."""
    table = Table(title=f"变更({len(planned.changes)} 项)", title_justify="left")
    for heading in ("动作", "资源", "类型", "改动", "重建"):
        table.add_column(heading, overflow="fold")
    for one in planned.changes:
        word, colour = ACTIONS.get(one.action, (one.action, "white"))
        again = Text("重建", "bold red") if one.replaces else Text("")
        kind = one.kind.removeprefix("AWS::")
        table.add_row(Text(word, colour), one.resource, kind, "、".join(one.parts), again)
    console.print(table)


def two_columns(console: Console, title: str, rows: Sequence[tuple[str, Any]]) -> None:
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(label, value if isinstance(value, Text) else str(value))
    console.print(table)


def agreed(console: Console, question: str, yes: bool) -> bool:
    """Ask, unless --yes said so. A closed terminal is a no."""
    if yes:
        return True
    try:
        return click.confirm(question, default=False)
    except click.Abort:
        console.print("没有得到确认,没有执行。")
        return False
