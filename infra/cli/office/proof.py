"""`mianzheng proof`: electronic proofs, as a counter or anybody handles them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.labels import label
from chalicelib.proofs.check.domain.check import CheckResult
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.check.domain.words import shown
from chalicelib.requests.domain.claims import ProofClaims
from infra.cli.office.proof_copies import extract, revoke, show
from infra.cli.shared.options import default_origin, printable
from infra.client.checking.edition_reading import Doubt, EditionReader
from infra.client.checking.proof_site import ProofChecker, Site, SiteUnreachable, TargetUnusable

Names = Mapping[str, Any]
NAMELESS: Names = {}

_MARKS = {True: Text("✓", "green"), False: Text("✗", "bold red"), None: Text("?", "yellow")}


@click.group()
def proof() -> None:
    """电子证明:提取、查看、撤销、验真。"""


for command in (extract, show, revoke):
    proof.add_command(command)


@proof.command()
@click.argument("target", metavar="FILE|URL|TEXT")
@click.option(
    "--origin",
    default=default_origin,
    help="出具证明的系统的公开地址,默认取 MIANZHENG_ORIGIN 或 http://127.0.0.1:$PORT;"
    "从不取自链接本身。",
)
@click.option("--purpose", "purpose_item", metavar="ITEM", help="正在办理的事项编码,核对用途。")
def check(target: str, origin: str, purpose_item: str | None) -> None:
    """验真:PDF 文件、链接、二维码里的数字、令牌,或 13 位校验码。

    每次都重新读取公钥和状态。PDF 只在本机算摘要,不上传。
    退出码:0 真实有效;1 其他结果;2 用法不对。
    """
    site = Site(origin.rstrip("/"))
    checker = ProofChecker(site, lambda: datetime.now(UTC), purpose_item)
    try:
        result = checker.check(target)
    except TargetUnusable as error:
        raise click.UsageError(str(error)) from None
    show_result(Console(), result, _names(site) if result.claims is not None else {})
    if result.outcome is not CheckOutcome.VALID:
        raise SystemExit(1)


def _names(site: Site) -> Names:
    """What the site signed as the names behind the codes; none where it can't be had."""
    try:
        return EditionReader(site).names()
    except (Doubt, SiteUnreachable, MianzhengError):
        return {}


def show_result(console: Console, result: CheckResult, names: Names = NAMELESS) -> None:
    """The outcome's word first, then what is verified, then every step."""
    style = "bold green" if result.outcome is CheckOutcome.VALID else "bold red"
    console.print(label(result.outcome), style=style, markup=False)
    if result.list_time is not None:
        console.print(f"状态截至 {shown(result.list_time)}", markup=False, highlight=False)
    if result.claims is not None:
        console.print(_table([(Text(), *row) for row in claim_rows(result.claims, names)]))
    steps = [(_MARKS[one.holds], one.what, one.text) for one in result.lines]
    console.print(_table(steps))


def claim_rows(claims: ProofClaims, names: Names = NAMELESS) -> list[tuple[str, str]]:
    """The verified content, for people; units, item and material by their names, where there are
    any, beside their codes."""

    def named(kind: str, code: str) -> str:
        name = names.get(kind, {}).get(code)
        return code if name is None else f"{name}({code})"

    return [
        ("编号", claims.jti),
        ("证明材料", named("materials", claims.material)),
        ("证明对象", claims.masked_subject),
        ("结论", label(claims.conclusion)),
        ("提取单位", named("units", claims.extracted_by)),
        ("制作单位", named("units", claims.produced_by)),
        ("提取时间", shown(claims.extracted_at)),
        ("用途", named("service_items", claims.service_item)),
        ("有效期", f"到 {shown(claims.expires_at)} 止"),
        ("印章", label(claims.seal)),
    ]


def _table(rows: list[tuple[Text, str, str]]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    for mark, what, text in rows:
        table.add_row(mark, Text(what), Text(printable(text), overflow="fold"))
    return table
