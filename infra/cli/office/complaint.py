"""`mianzheng complaint`: the office's desk for complaints (Art. 18)."""

from datetime import datetime
from typing import Any

import click
from rich.console import Console

from chalicelib.complaints.domain.complaint import (
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintState,
)
from chalicelib.kernel.events import Signal
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.clock import to_text
from infra.cli.shared.signed_session import (
    Json,
    moment,
    records,
    row,
    session_of,
    table_of,
    with_session,
)
from infra.cli.shared.unit_codes import UNIT

COMPLAINTS = "/v1/task-force-office/complaints"
FROM_ELSEWHERE = [one.value for one in ComplaintChannel if one is not ComplaintChannel.SITE]
INSTANT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


@click.group()
def complaint() -> None:
    """投诉:列表、查看、转办、答复意见、延期、答复,登记别的渠道收到的。"""


@complaint.command("list")
@click.option(
    "--state",
    type=click.Choice([one.value for one in ComplaintState]),
    help="只要这个状态的;不写是还没有答复的。",
)
@click.option(
    "--limit", type=click.IntRange(1, 100), default=50, show_default=True, help="一页几件。"
)
@click.option("--cursor", help="上一页末尾给的标记。")
@with_session
def list_complaints(state: str | None, limit: int, cursor: str | None, **given: Any) -> None:
    """按答复时限列出投诉;督办员看转给本单位的。列表里没有投诉的内容。"""
    wanted = {"cursor": cursor, "limit": str(limit), "state": state}
    query = "&".join(f"{name}={text}" for name, text in wanted.items() if text)
    page = session_of(given).get(f"{COMPLAINTS}?{query}")
    shown = []
    for one in page["items"]:
        facts = (
            ("状态", _state(one)), ("答复时限", moment(one["due_by"], is_due=True)),
            ("关于", _about(one)), ("渠道", _channel(one)), ("转给", one.get("asked_unit")),
        )  # fmt: skip
        shown.append((one["complaint"], facts))
    records("投诉", shown)
    if page["next_cursor"]:
        click.echo(f"还有下一页:--cursor {page['next_cursor']}")


@complaint.command()
@click.argument("id_", metavar="ID")
@with_session
def show(id_: str, **given: Any) -> None:
    """查看一件投诉的全文;每次查看都有记录。"""
    one = session_of(given).get(f"{COMPLAINTS}/{id_}")
    table = _line_table(one)
    row(table, "内容", one["text"])
    if "contact" in one:
        row(table, "联系方式", one["contact"] or "没有留")
    for each in one["assignments"]:
        row(table, "转办", f"{moment(each['at'])} 转给 {each['unit']}")
    for each in one["proposals"]:
        row(table, f"答复意见({each['unit']})", each["text"])
    if "extension" in one:
        row(table, "延期", one["extension"]["reason"])
    if "reply" in one:
        row(table, "答复", one["reply"]["text"])
        if "signal" in one["reply"]:
            signal = Signal(one["reply"]["signal"])
            row(table, "追责信号", f"{signal} {label(signal)}")
    Console().print(table)


@complaint.command()
@click.argument("id_", metavar="ID")
@click.argument("unit", type=UNIT)
@with_session
def assign(id_: str, unit: str, **given: Any) -> None:
    """把投诉转给涉及的单位(编码),由其督办员提答复意见。"""
    _told(session_of(given).post(f"{COMPLAINTS}/{id_}/assign", {"unit": unit}))


@complaint.command()
@click.argument("id_", metavar="ID")
@click.argument("text")
@with_session
def propose(id_: str, text: str, **given: Any) -> None:
    """提答复意见(被转办单位的督办员)。"""
    _told(session_of(given).post(f"{COMPLAINTS}/{id_}/proposals", {"text": text}))


@complaint.command()
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="是什么特殊情况,至少 10 个字。")
@with_session
def extend(id_: str, reason: str, **given: Any) -> None:
    """延期到第 20 日,只能一次,要在到期之前。"""
    _told(session_of(given).post(f"{COMPLAINTS}/{id_}/extend", {"reason": reason}))


@complaint.command()
@click.argument("id_", metavar="ID")
@click.argument("text")
@click.option(
    "--outcome",
    type=click.Choice([one.value for one in ComplaintOutcome]),
    required=True,
    help="UPHELD 属实,NOT_UPHELD 不属实,EXPLAINED 已解答。",
)
@click.option(
    "--signal",
    type=click.Choice([Signal.V2.value, Signal.V6.value]),
    help="属实的可以记追责信号:V2 清单外索要,V6 仍然索要。",
)
@with_session
def reply(id_: str, text: str, outcome: str, signal: str | None, **given: Any) -> None:
    """答复投诉。TEXT 凭查询码就能看到,不要写个人信息。"""
    body = {"text": text, "outcome": outcome} | ({"signal": signal} if signal else {})
    _told(session_of(given).post(f"{COMPLAINTS}/{id_}/reply", body))


@complaint.command()
@click.argument("text")
@click.option("--channel", type=click.Choice(FROM_ELSEWHERE), required=True, help="哪里收到的。")
@click.option("--row", "row_code", help="关于清单的哪一条(和 --unit 只写一个)。")
@click.option("--unit", type=UNIT, help="关于哪个单位(编码)。")
@click.option("--contact", help="联系方式,可以不留。")
@click.option("--received", type=INSTANT, help="收到的时刻,带时区;默认现在。")
@with_session
def record(text: str, received: datetime | None, **given: Any) -> None:
    """登记信函、邮件、12345 等收到的投诉,得到查询码。"""
    session = session_of(given)
    given["row"] = given.pop("row_code")
    body: dict[str, str | None] = {"text": text, **given}
    if received is not None:
        body["received_at"] = to_text(received)
    one = session.post(COMPLAINTS, {name: said for name, said in body.items() if said})
    table = table_of(f"投诉 {one['complaint']}", "项目", "内容")
    row(table, "查询码", one["code"])
    row(table, "答复时限", moment(one["due_by"], is_due=True))
    Console().print(table)
    click.echo("查询码只显示这一次,请告诉投诉人。")


def _told(one: Json) -> None:
    Console().print(_line_table(one))


def _line_table(one: Json) -> Any:
    table = table_of(f"投诉 {one['complaint']}", "项目", "内容")
    row(table, "状态", _state(one))
    row(table, "关于", _about(one))
    row(table, "渠道", _channel(one))
    row(table, "收到", moment(one["received_at"]))
    row(
        table,
        "答复时限",
        moment(one["due_by"], is_due=True) + ("(已延期)" if one["is_extended"] else ""),
    )
    if "outcome" in one:
        row(table, "认定", label(ComplaintOutcome(one["outcome"])))
    return table


def _state(one: Json) -> str:
    late = ",已超时" if one["is_overdue"] else ""
    return label(ComplaintState(one["state"])) + late


def _about(one: Json) -> str:
    about = one["about"]
    return " ".join(about[name] for name in ("unit", "item", "row") if name in about)


def _channel(one: Json) -> str:
    return label(ComplaintChannel(one["channel"]))
