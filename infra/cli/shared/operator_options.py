"""What the operator's commands share: their options, their words, their tables."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.times.clock import SHANGHAI
from infra.deploy.stack.change_sets import ChangeSet
from infra.stage.cloud import connect
from infra.stage.file import STAGES, load_stage
from infra.stage.problems import DeployProblem

DIFFERENT = 2
"""What `diff` and `drift` end with when there is something to see."""
ACTIONS = {
    "Add": ("新建", "green"),
    "Modify": ("修改", "yellow"),
    "Remove": ("删除", "red"),
    "Import": ("接管", "cyan"),
}
NOT_DONE = 1
"""What a command ends with that was asked to change something, and was not confirmed."""
LONGEST_SAID = 400
LEFT = "到这一步为止做过的都在,没有做一半的。"
WORK = Path(".local") / "deploy"
_WHERE = re.compile(r"--stage [A-Za-z0-9-]+(?! --endpoint-url)(?![A-Za-z0-9-])")

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
        with told_problems(stage_name, endpoint):
            stage = load_stage(stage_name, folder)
            return command(stage, connect(stage, endpoint), **given)

    return run


class told_problems:  # noqa: N801  # reads as a statement: with told_problems()
    """A problem becomes the command's last words and exit status 1, and so does what AWS says.

    The next command is for the place the command was for: with its --endpoint-url.
    """

    def __init__(self, stage_name: str | None = None, endpoint: str | None = None) -> None:
        self._stage, self._endpoint = stage_name, endpoint

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: Any, _trace: Any) -> None:
        told = problem
        if isinstance(problem, BotoCoreError | ClientError):
            told = unforeseen(problem, self._stage, is_stand_in=self._endpoint is not None)
        if isinstance(problem, MianzhengError):
            told = DeployProblem(problem.detail, LEFT, f"mianzheng status --stage {self._stage}")
        if isinstance(told, DeployProblem):
            raise click.ClickException(self._carried(str(told))) from problem

    def _carried(self, text: str) -> str:
        if self._endpoint is None:
            return text
        return _WHERE.sub(lambda found: f"{found[0]} --endpoint-url {self._endpoint}", text)


def unforeseen(
    error: BotoCoreError | ClientError, stage_name: str | None, *, is_stand_in: bool
) -> DeployProblem:
    """What AWS refused where no step of ours says it in its own words."""
    who = "替身(moto)" if is_stand_in else "AWS"
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "?")
        said = error.response.get("Error", {}).get("Message", "")
        what = f"{who} 没有办成 {error.operation_name}({code}):{said}"
    else:
        what = f"{who} 没有应答,或应答看不懂({type(error).__name__}):{error}"
    look = f"mianzheng status --stage {stage_name}" if stage_name else "看提示里的原因"
    return DeployProblem(
        " ".join(what.split())[:LONGEST_SAID],
        "停在这一步,之前办完的仍然有效,之后的没有做。",
        f"{look},改正后再运行同一条命令",
    )


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
        console.print()
        return False


def declined(console: Console, words: str = "没有执行,云上的系统没有改动。") -> NoReturn:
    """The end of what nobody confirmed: a script must not take it for done."""
    console.print(words)
    raise SystemExit(NOT_DONE)


def both_clocks(moment: datetime) -> str:
    """For people, and for who compares with logs."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}(北京){moment:%H:%M:%SZ}"
