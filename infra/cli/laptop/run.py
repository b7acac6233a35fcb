"""``mianzheng run``: the whole system on this machine, one port."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from infra.local.problems import LocalProblem

if TYPE_CHECKING:
    from infra.local.stack import LocalStack, StackOptions, Surroundings

DEFAULT_PORT = 8000
DEFAULT_HOME = Path(".local")

_OPTIONS = [
    click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=DEFAULT_PORT,
        envvar="PORT",
        show_envvar=True,
        show_default=True,
        help="只在 127.0.0.1 上监听的端口。",
    ),
    click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        default=DEFAULT_HOME,
        envvar="MIANZHENG_HOME",
        show_envvar=True,
        show_default=True,
        help="放密钥文件、附件和(持久模式的)数据的目录。",
    ),
    click.option("--durable", is_flag=True, help="持久模式:数据存盘(需要 Java 17 和 npm)。"),
    click.option(
        "--sla-scale",
        default="1",
        envvar="SLA_SCALE",
        show_envvar=True,
        show_default=True,
        help="演示用:把各时限乘以它,大于 0、不超过 1。",
    ),
]


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Those of `run` and `local`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@with_options
def run(port: int, home: Path, durable: bool, sla_scale: str) -> None:
    """在本机运行整个系统(默认内存模式)。"""
    serve(port, home, durable, sla_scale)


def serve(port: int, home: Path, durable: bool, sla_scale: str) -> None:
    """Until it is stopped."""
    from infra.local.stack import LocalStack, StackOptions, read_sla_scale

    try:
        options = StackOptions(port, home, durable, read_sla_scale(sla_scale))
        from infra.local.product import build

        stack = LocalStack(options, build)
        surroundings = stack.start()
    except LocalProblem as problem:
        raise click.ClickException(str(problem)) from problem
    _stop_on_signals(stack)
    _print_banner(options, surroundings)
    stack.serve()
    click.echo("已停止。" if durable else "已停止,内存中的数据已清空。")


def _stop_on_signals(stack: "LocalStack") -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)  # asked twice: end at once
        stack.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _print_banner(options: "StackOptions", surroundings: "Surroundings") -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table

    rows = Table.grid(padding=(0, 2))
    for label, value in banner_rows(options, surroundings):
        rows.add_row(label, value)
    Console(highlight=False).print(Panel(rows, title="免证 · 无证明办事", expand=False))


def banner_rows(options: "StackOptions", surroundings: "Surroundings") -> list[tuple[str, Any]]:
    """What the banner says, label by label, as rich text that wraps but is never cut."""
    from rich.text import Text

    mode = "内存模式:停止即清空"
    if options.durable:
        mode = f"持久模式:数据在 {surroundings.home / 'dynamodb-data'},重启后继续"
    scale = "1(时限与规则一致)"
    if options.sla_scale != 1:
        scale = f"{options.sla_scale:g}(演示:时限按此缩短,不是规则的时限)"
    rows = [
        ("状态", "已就绪"),
        ("地址", surroundings.origin),
        ("数据", mode),
        ("SLA_SCALE", scale),
        ("密钥文件", f"{surroundings.keys_dir}(演示用,勿外传)"),
        ("下一步", f"另开一个终端:{next_command(options)}"),
        ("停止", "Ctrl-C"),
    ]
    return [(label, Text(value, overflow="fold")) for label, value in rows]


def next_command(options: "StackOptions") -> str:
    """The demo's command with whatever differs from the defaults in front."""
    words = []
    if options.port != DEFAULT_PORT:
        words.append(f"PORT={options.port}")
    if options.home != DEFAULT_HOME:
        words.append(f"MIANZHENG_HOME={options.home}")
    demo = ".venv/bin/mianzheng demo"
    # At the rule's own pace the late stories would take an hour.
    return " ".join([*words, demo if options.sla_scale != 1 else f"{demo} --quick"])
