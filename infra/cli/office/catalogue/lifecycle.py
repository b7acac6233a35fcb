"""`mianzheng catalogue drafts|submit|agree|return|publish|editions`: the way of a list (Art. 5)."""

from datetime import date
from typing import Any

import click
from rich.console import Console

from chalicelib.catalogue.domain.editions import EditionState
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.clock import to_text
from chalicelib.publishing.use_cases.feeds import FIELD_WORDS
from infra.cli.office.catalogue.words import WORDS
from infra.cli.shared.signed_session import Json, row, session_of, table_of, with_session
from infra.cli.shared.unit_codes import UNIT

ROOT = "/v1/catalogue"
MOST_NAMED = 3
WHAT = {"added": "新增", "removed": "删去"}
INSTANT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


@click.command()
@click.argument("unit", type=UNIT, required=False)
@with_session
def drafts(unit: str | None, **given: Any) -> None:
    """列出编制稿,或查看 UNIT 的一份。"""
    session = session_of(given)
    if unit is not None:
        _show_draft(session.get(f"{ROOT}/drafts/{unit}"))
        return
    table = table_of("编制稿", "单位", "状态", "行数", "编制", "报送", "同意", "公布于")
    for one in session.get(f"{ROOT}/drafts")["items"]:
        who = "、".join(one["compiled_by"])
        edition = f"第 {one['edition']} 版" if "edition" in one else ""
        row(
            table, one["unit"], label(EditionState(one["state"])), one["rows"], who,
            one.get("submitted_by"), one.get("agreed_by"), edition,
        )  # fmt: skip
    Console().print(table)


@click.command()
@click.argument("unit", type=UNIT)
@with_session
def changes(unit: str, **given: Any) -> None:
    """UNIT 的编制稿改了什么:与最新一版里本单位的行比较。"""
    pages = list(session_of(given).pages(f"{ROOT}/drafts/{unit}/changes"))
    first = pages[0]
    counts = f"新增 {first['added']} 行、删去 {first['removed']} 行、变更 {first['changed']} 行"
    against = f"第 {first['compared_with']} 版" if first["compared_with"] else "空白(还没有清单)"
    table = table_of(f"与{against}相比:{counts}", "行", "事项", "材料", "改动", "原来", "现在")
    for one in (one for page in pages for one in page["items"]):
        what = WHAT.get(one["what"]) or FIELD_WORDS.get(one["field"], one["field"])
        old, new = (_value(one.get(name, "")) for name in ("before", "after"))
        row(table, one["row"], one["item"], one["material"], what, old, new)
    Console().print(table)


@click.command()
@click.argument("unit", type=UNIT)
@with_session
def submit(unit: str, **given: Any) -> None:
    """报送 UNIT 的编制稿(公共服务单位的由行业主管部门报送)。"""
    _show_draft(session_of(given).post(f"{ROOT}/drafts/{unit}/submit"))


@click.command()
@click.argument("unit", type=UNIT)
@click.option(
    "--waive", "waived", multiple=True, help="依据层级不足而暂予保留的行的编号,可写多次。"
)
@click.option("--decision", help="暂予保留的决定文号(有 --waive 时必填)。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="暂予保留到哪一天。")
@click.option("--reason", help="暂予保留的理由。")
@with_session
def agree(unit: str, **given: Any) -> None:
    """同意 UNIT 的编制稿(专班办公室经办人)。"""
    rows, until = given.pop("waived"), given.pop("until")
    decision, reason = given.pop("decision"), given.pop("reason")
    if rows and not (decision and until and reason):
        raise click.UsageError("写了 --waive,就要写 --decision、--until 和 --reason。")
    waivers = [
        {"row": one, "decision": decision, "until": _day(until), "reason": reason} for one in rows
    ]
    _show_draft(session_of(given).post(f"{ROOT}/drafts/{unit}/agree", {"waivers": waivers}))


@click.command("return")
@click.argument("unit", type=UNIT)
@click.argument("reason")
@with_session
def give_back(unit: str, reason: str, **given: Any) -> None:
    """退回 UNIT 的编制稿,写明理由(至少 10 个字)。"""
    _show_draft(session_of(given).post(f"{ROOT}/drafts/{unit}/return", {"reason": reason}))


@click.command()
@click.option("--from", "effective_from", type=INSTANT, help="实施时间,默认现在;带时区。")
@with_session
def publish(effective_from: Any, **given: Any) -> None:
    """把已同意的编制稿公布为下一版(公布人)。"""
    body = {} if effective_from is None else {"effective_from": to_text(effective_from)}
    _show_editions([session_of(given).post(f"{ROOT}/editions", body)])
    click.echo("公开的文件两分钟之内更新;在那之前 mianzheng catalogue check 核对的还是上一版。")


@click.command()
@with_session
def editions(**given: Any) -> None:
    """列出各版清单,新的在前。"""
    _show_editions(session_of(given).get(f"{ROOT}/editions?limit=100")["items"])


@click.command()
@with_session
def materials(**given: Any) -> None:
    """列出材料登记:名称、编码、合并到哪里。"""
    table = table_of("材料登记", "编码", "名称", "合并到")
    for one in session_of(given).every(f"{ROOT}/materials"):
        row(table, one["code"], one["name"], one.get("merged_into"))
    Console().print(table)


@click.command()
@click.argument("code")
@click.argument("into")
@with_session
def merge(code: str, into: str, **given: Any) -> None:
    """把证明材料 CODE 合并到 INTO(留痕;编码永不改变)。"""
    found = session_of(given).post(f"{ROOT}/materials/merge", {"code": code, "into": into})
    Console().print(f"已合并;材料登记共 {found['count']} 种。", highlight=False)


def _value(value: Any) -> str:
    """Enum values in the words of the rule where they have any."""
    found = value if isinstance(value, list) else [value]
    return "、".join(WORDS.get(str(one), str(one)) for one in found)


def _show_draft(one: Json) -> None:
    table = table_of(f"{one['unit']} 的编制稿", "项目", "内容")
    row(table, "状态", label(EditionState(one["state"])))
    row(table, "行数", one["rows"])
    row(table, "编制", f"{'、'.join(one['compiled_by'])},{one['compiled_at']}")
    for word, name in (("报送", "submitted"), ("同意", "agreed")):
        if f"{name}_by" in one:
            row(table, word, f"{one[f'{name}_by']},{one[f'{name}_at']}")
    for back in one.get("returns", []):
        row(table, "退回", f"{back['at']} {back['by']}:{back['reason']}")
    for waiver in one.get("waivers", []):
        words = f"{waiver['row']}:{waiver['reason']}({waiver['decision']},到 {waiver['until']})"
        row(table, "暂予保留", words)
    if "edition" in one:
        row(table, "公布", f"第 {one['edition']} 版")
    Console().print(table)


def _show_editions(found: list[Json]) -> None:
    table = table_of("清单各版", "版", "状态", "实施", "公布", "公布人", "行数", "更新的单位")
    for one in found:
        state = label(EditionState(one["state"]))
        units = one.get("units", [])
        named = "、".join(units) if len(units) <= MOST_NAMED else f"{len(units)} 个单位"
        row(
            table, one["edition"], state, _minute(one["effective_from"]),
            _minute(one["published_at"]), one["published_by"], one["rows"], named,
        )  # fmt: skip
    Console().print(table)


def _minute(moment: str) -> str:
    """2026-12-01 00:00, of an instant in Asia/Shanghai."""
    return moment[:16].replace("T", " ")


def _day(given: Any) -> str:
    return date(given.year, given.month, given.day).isoformat()
