"""`mianzheng call`: sign, send, check the answer, keep the receipt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from chalicelib.kernel.errors import MianzhengError
from infra.cli.shared.options import (
    EXIT_NOT_TRUSTED,
    EXIT_PROBLEM,
    METHODS,
    home_option,
    json_option,
    key_option,
    origin_option,
    read_body,
    show_body,
    show_findings,
)
from infra.cli.shared.signed_session import client_of
from infra.client.calling.private_files import write_private
from infra.client.calling.signed import (
    CallUnanswered,
    Reply,
    ResponseNotTrusted,
    receipt_name,
)


@dataclass(frozen=True)
class Options:
    """The command line as given."""

    method: str
    path: str
    key_path: Path
    json_path: str | None
    op: str | None
    origin: str
    home: Path


@click.command()
@click.argument("method", type=METHODS)
@click.argument("path")
@key_option
@json_option
@click.option("--op", help="操作编号;重试同一操作时写同一个。默认每次写操作新生成。")
@origin_option
@home_option
def call(**given: Any) -> None:
    """签名调用一个接口,核对应答签名,并保存回执。

    退出码:0 成功;1 接口返回问题或没有应答;2 用法不对;3 应答签名无效。
    """
    options = Options(**given)
    console, notes = Console(), Console(stderr=True)
    try:
        reply = _call(options, notes)
    except MianzhengError as error:
        raise click.UsageError(error.detail) from None
    except CallUnanswered as error:
        notes.print(str(error), style="bold red", markup=False)
        raise SystemExit(EXIT_PROBLEM) from None
    except ResponseNotTrusted as error:
        _show(console, error.reply)
        notes.print("应答签名无效,不要采信以上内容:", style="bold red")
        show_findings(notes, error.findings)
        raise SystemExit(EXIT_NOT_TRUSTED) from None
    _show(console, reply)
    _keep(options.home, reply, notes)
    if not 200 <= reply.status < 300:
        raise SystemExit(EXIT_PROBLEM)


def _call(options: Options, notes: Console) -> Reply:
    client = client_of(options.key_path, options.origin, options.home, notes)
    body = read_body(options.json_path)
    return client.call(options.method.upper(), options.path, body or None, op=options.op)


def _show(console: Console, reply: Reply) -> None:
    style = "green" if 200 <= reply.status < 300 else "bold red"
    console.print(f"HTTP {reply.status}", style=style, highlight=False)
    show_body(console, reply.body)


def _keep(home: Path, reply: Reply, notes: Console) -> None:
    if reply.receipt is None:
        notes.print("应答没有签名(请求未通过验签),没有回执。", style="yellow")
        return
    path = home / "receipts" / receipt_name(reply.receipt, datetime.now(UTC))
    write_private(path, reply.receipt.to_json())
    notes.print(f"回执 {path}", style="dim", markup=False, soft_wrap=True)
