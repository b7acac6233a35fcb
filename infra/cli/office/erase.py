"""`mianzheng erase`: destroy what a request held about people, and show that nothing is left."""

from collections.abc import Iterator
from datetime import datetime
from time import sleep
from typing import Any
from urllib.parse import urlencode

import click
from rich.console import Console
from rich.progress import track

from chalicelib.kernel.times.clock import SHANGHAI, to_text
from infra.cli.shared.signed_session import Json, Session, row, session_of, table_of, with_session

PAGE = 100
PATIENCE_SECONDS = 30.0
STEP_SECONDS = 0.5


@click.command()
@click.argument("requests", nargs=-1)
@click.option(
    "--older-than", type=click.DateTime(["%Y-%m-%d"]), help="删除这一天之前办结的全部申请。"
)
@click.option("--reason", required=True, help="为什么删除,例如“保存期限届满”。")
@click.option("--yes", is_flag=True, help="不再询问。")
@with_session
def erase(
    requests: tuple[str, ...], older_than: datetime | None, reason: str, yes: bool, **given: Any
) -> None:
    """销毁申请的数据密钥,删除附件和证明文件,并逐处核对没有剩下什么(专班办公室经办人)。

    台账不含个人信息,照样保留。退出码:0 全部删净;1 还有剩下的,列在表里。
    """
    if bool(requests) == (older_than is not None):
        raise click.UsageError("请写申请编号,或用 --older-than 日期,二者选一。")
    session = session_of(given)
    if not yes:
        what = f"{older_than:%Y-%m-%d} 之前办结的全部" if older_than else f"{len(requests)} 件"
        click.confirm(f"将永久删除{what}申请的个人信息,不能恢复。继续?", abort=True)
    reports: list[Json] = []
    for chosen in [list(requests)] if older_than is None else _expired(session, older_than):
        reports += _erased(session, chosen, reason)
    if not reports:
        click.echo("没有要删除的申请。")
        return
    _show(reports)
    if any(one["left"] for one in reports):
        raise SystemExit(1)


def _expired(session: Session, older_than: datetime) -> Iterator[list[str]]:
    """Page by page: what was erased has left the list, so the next page is the first one."""
    before = to_text(older_than.replace(tzinfo=SHANGHAI))
    query = urlencode({"before": before, "limit": PAGE})
    while chosen := list(session.get(f"/v1/expired-requests?{query}")["items"]):
        yield chosen


def _erased(session: Session, chosen: list[str], reason: str) -> list[Json]:
    notes = Console(stderr=True)
    for one in track(chosen, "删除", console=notes):
        session.post(f"/v1/verification-requests/{one}/erasure", {"reason": reason})
    return [_settled(session, one) for one in track(chosen, "核对", console=notes)]


def _settled(session: Session, request: str) -> Json:
    """The report once the files are gone, or after half a minute as it then is."""
    waited = 0.0
    while True:
        report = session.get(f"/v1/verification-requests/{request}/erasure")
        if not report["left"] or waited >= PATIENCE_SECONDS:
            return report
        sleep(STEP_SECONDS)
        waited += STEP_SECONDS


def _show(reports: list[Json]) -> None:
    table = table_of("删除", "申请", "删除时间", "查过几处", "还剩下", "最后一份备份失效")
    for one in reports:
        left = "、".join(one["left"]) or "无"
        row(
            table, one["id"], one["erased_at"], len(one["looked_at"]), left, one["backups_lapse_on"]
        )
    Console().print(table)
