"""Options and output that `call`, `doctor` and `receipt` share."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.client.calling.keyfile import KeyFile, KeyFileUnusable, read_key_file
from infra.client.checking.receipts import Finding

EXIT_PROBLEM, EXIT_NOT_TRUSTED = 1, 3
"""What a command ends with that was refused, and whose answer nobody may believe."""
METHODS = click.Choice(["GET", "POST", "PUT", "PATCH", "DELETE"], case_sensitive=False)

Command = TypeVar("Command", bound=Callable[..., Any])


def default_origin() -> str:
    port = os.environ.get("PORT", "8000")
    return os.environ.get("MIANZHENG_ORIGIN") or f"http://127.0.0.1:{port}"


def default_home() -> Path:
    return Path(os.environ.get("MIANZHENG_HOME", ".local"))


def origin_option(command: Command) -> Command:
    return click.option(
        "--origin",
        default=default_origin,
        help="系统的公开地址,默认取 MIANZHENG_ORIGIN 或 http://127.0.0.1:$PORT。",
    )(command)


def home_option(command: Command) -> Command:
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_home,
        help="存放回执和可信根密钥指纹的目录,默认取 MIANZHENG_HOME 或 .local。",
    )(command)


def key_option(command: Command) -> Command:
    return click.option(
        "--as",
        "key_path",
        required=True,
        type=click.Path(path_type=Path, dir_okay=False),
        help="密钥文件(JWK)。",
    )(command)


def json_option(command: Command) -> Command:
    return click.option(
        "--json", "json_path", metavar="FILE", help="请求正文的 JSON 文件;- 表示标准输入。"
    )(command)


def read_key(path: Path) -> KeyFile:
    """Raises click.UsageError (exit code 2)."""
    try:
        return read_key_file(path)
    except KeyFileUnusable as error:
        raise click.UsageError(str(error)) from None


def read_body(json_path: str | None) -> bytes:
    """The file's bytes as they are, after a look whether they are JSON at all."""
    if json_path is None:
        return b""
    try:
        content = sys.stdin.buffer.read() if json_path == "-" else Path(json_path).read_bytes()
        json.loads(content)
    except OSError as error:
        raise click.UsageError(f"读不到 {json_path}({error.strerror})。") from None
    except (ValueError, RecursionError):
        raise click.UsageError(f"{json_path} 不是有效的 JSON,请检查后再试。") from None
    return content


def show_findings(console: Console, findings: list[Finding]) -> None:
    """One line each; nothing that came from outside is read as markup."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for one in findings:
        mark = Text("✓", "green") if one.holds else Text("✗", "bold red")
        table.add_row(mark, Text(one.what), Text(printable(one.text), overflow="fold"))
    console.print(table)


def printable(text: str) -> str:
    """``text`` without control characters, which could steer the terminal."""
    return "".join(one if one.isprintable() else "�" for one in text)


def show_body(console: Console, body: bytes) -> None:
    """Pretty JSON, or plain text without control characters."""
    if not body:
        return
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    safe = "\n".join(printable(line) for line in text.split("\n"))
    console.print(safe, markup=False, highlight=False, soft_wrap=True)
