"""`mianzheng receipt check`: is this receipt genuine? Needs no network."""

from pathlib import Path

import click
from rich.console import Console

from chalicelib.kernel.errors import MianzhengError
from infra.cli.shared.options import home_option, show_findings
from infra.client.calling.roots import KnownRoots
from infra.client.checking.receipts import ReceiptUnreadable, check_receipt, read_receipt


@click.group()
def receipt() -> None:
    """回执:请求、应答和双方签名。"""


@receipt.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--root", help="可信的根密钥指纹;默认用首次连接时记住的。")
@home_option
def check(files: tuple[Path, ...], root: str | None, home: Path) -> None:
    """离线核对回执。退出码:0 全部有效;1 有一份无效;2 用法不对。"""
    console = Console()
    is_all_good = True
    for path in files:
        try:
            subject = read_receipt(path)
            trusted = root or KnownRoots.of_home(home).find(subject.origin)
        except (ReceiptUnreadable, MianzhengError) as error:
            console.print(str(error), style="bold red", markup=False, soft_wrap=True)
            is_all_good = False
            continue
        findings = check_receipt(subject, trusted)
        is_good = all(one.holds for one in findings)
        is_all_good = is_all_good and is_good
        console.print(str(path), style="bold", markup=False, highlight=False, soft_wrap=True)
        show_findings(console, findings)
        verdict = "回执有效" if is_good else "回执无效:不要采信"
        console.print(verdict, style="green" if is_good else "bold red")
    if not is_all_good:
        raise SystemExit(1)
