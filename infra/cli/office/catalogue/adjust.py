"""`mianzheng catalogue adjust`: a reason to change the list arose, and is reported (Art. 5-2)."""

from typing import Any
from urllib.parse import quote

import click
from rich.console import Console

from chalicelib.adjustments.domain.adjustment import AdjustmentKind, AdjustmentState
from chalicelib.catalogue.domain.rows import Method
from chalicelib.kernel.labels import label
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

ROOT = "/v1/catalogue/adjustments"
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def adjust() -> None:
    """清单调整:登记、书面报告、查看、处理。"""


@adjust.command()
@click.argument("unit", type=UNIT)
@click.argument("kind", type=click.Choice([one.value for one in AdjustmentKind]))
@click.argument("cause")
@click.option("--on", "day", type=DAY, required=True, help="原因发生之日,例如 2026-11-18。")
@click.option("--row", "before", multiple=True, help="现行清单里的哪一行,可写多次。")
@click.option("--to", "after", multiple=True, help="调整之后的哪一行,可写多次。")
@click.option(
    "--method",
    "methods",
    multiple=True,
    type=click.Choice([one.value for one in Method]),
    help="增加的怎样让申请人免提交,可写多次。",
)
@click.option("--override", help="确实不能免提交的,工作专班决定的文号。")
@with_session
def register(unit: str, kind: str, cause: str, **given: Any) -> None:
    """登记 UNIT 的一项减少(REDUCE)、变更(CHANGE)、增加(ADD);3 个工作日内书面报告。"""
    session = session_of(given)
    body = {
        "unit": unit,
        "kind": kind,
        "cause": cause,
        "cause_date": given["day"].date().isoformat(),
        "rows_before": list(given["before"]),
        "rows_after": list(given["after"]),
        "methods": list(given["methods"]),
        "override": given["override"],
    }
    _show(session.post(ROOT, body))


@adjust.command()
@click.argument("adjustment")
@click.argument("text")
@click.option("--document-no", help="本单位的文号。")
@click.option("--to", "after", multiple=True, help="调整之后的哪一行,可写多次。")
@with_session
def report(adjustment: str, text: str, **given: Any) -> None:
    """书面报告 ADJUSTMENT;逾期照收,逾期的事实保留。"""
    session = session_of(given)
    body = {
        "text": text,
        "document_no": given["document_no"],
        "rows_after": list(given["after"]),
    }
    _show(session.post(f"{ROOT}/{quote(adjustment, safe='')}/report", body))


@adjust.command("list")
@click.option("--unit", type=UNIT, help="哪个单位的;不写是本单位,专班办公室是全部。")
@with_session
def list_adjustments(unit: str | None, **given: Any) -> None:
    """列出清单调整,新的在前(最多 100 项)。"""
    session = session_of(given)
    unit = unit or session.own_unit
    query = "" if unit is None else f"&unit={quote(unit, safe='')}"
    found = session.get(f"{ROOT}?limit=100{query}")
    shown = []
    for one in found["items"]:
        edition = f"第 {one['edition']} 版" if one["edition"] else ""
        late = "逾期" if one["overdue_since"] else ""
        kind, state = _words(one)
        facts = (
            ("单位", one["unit"]), ("调整", kind), ("状态", state),
            ("报告时限", moment(one["report_by"], is_due=True)), ("逾期", late),
            ("公布于", edition),
        )  # fmt: skip
        shown.append((one["adjustment"], facts))
    records("清单调整", shown)
    if found["next_cursor"]:
        Console(stderr=True).print("还有更早的,请写 --unit 缩小范围。")


@adjust.command()
@click.argument("adjustment")
@click.argument("verdict", type=click.Choice(["AGREE", "REFUSE"]))
@click.argument("reason")
@click.option("--decision-no", help="决定文号;没有免提交办法的增加必须写。")
@with_session
def decide(adjustment: str, verdict: str, reason: str, **given: Any) -> None:
    """同意(AGREE)或不予(REFUSE)调整(专班办公室经办人)。"""
    session = session_of(given)
    body = {"verdict": verdict, "reason": reason, "decision_no": given["decision_no"]}
    _show(session.post(f"{ROOT}/{quote(adjustment, safe='')}/decide", body))


def _words(one: Json) -> tuple[str, str]:
    return label(AdjustmentKind(one["kind"])), label(AdjustmentState(one["state"]))


def _show(one: Json) -> None:
    kind, state = _words(one)
    table = table_of(f"清单调整 {one['adjustment']}", "项目", "内容")
    row(table, "单位", one["unit"])
    row(table, "调整", f"{kind}:{one['cause']}({one['cause_date']})")
    row(table, "状态", state)
    late = ",已逾期(信号 V4)" if one["overdue_since"] else ""
    due = moment(one["report_by"], is_due=True)
    row(table, "报告时限", f"{due}{late};工作日历 {one['calendar_version']}")
    row(table, "调整之前", "、".join(one["rows_before"]))
    row(table, "调整之后", "、".join(one["rows_after"]))
    if one["report"]:
        row(
            table,
            "报告",
            f"{moment(one['report']['at'])} {one['report']['by']}:{one['report']['text']}",
        )
    if one["decision"]:
        row(table, "处理", f"{moment(one['decision']['at'])} {one['decision']['reason']}")
    if one["edition"]:
        row(table, "公布", f"第 {one['edition']} 版")
    Console().print(table)
