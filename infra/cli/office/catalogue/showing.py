"""How faults of a table and findings of the lint are shown in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from chalicelib.catalogue.lint.domain.findings import Severity
from chalicelib.catalogue.tables.domain.faults import CellFault
from chalicelib.catalogue.tables.domain.table import ReadTable
from chalicelib.kernel.labels import label
from infra.cli.shared.signed_session import Json, row, table_of

EXIT_FAULTS = 4
MOST_SHOWN = 100
STYLES: Mapping[Severity, str] = {
    Severity.ERROR: "bold red",
    Severity.REMINDER: "yellow",
    Severity.NOTE: "dim",
}


def show_faults(out: Console, faults: Sequence[CellFault | Json], count: int) -> None:
    """All of them, or the first hundred with how many there are."""
    if not count:
        return
    shown = faults[:MOST_SHOWN]
    many = f",先列前 {len(shown)} 处" if count > len(shown) else ""
    _table(out, f"错误 {count} 处{many}", shown)


def show_warnings(out: Console, table: ReadTable) -> None:
    if table.warnings:
        _table(out, f"提醒 {len(table.warnings)} 处(不影响导入)", table.warnings[:MOST_SHOWN])


def show_drafts(out: Console, drafts: Sequence[Json]) -> None:
    table = table_of("编制稿", "单位", "行数")
    for one in drafts:
        row(table, one["unit"], one["rows"])
    out.print(table)


def show_summary(out: Console, findings: Json) -> None:
    """How many findings of each code; nothing where there are none."""
    if not findings["by_code"]:
        return
    out.print("清单检查(逐行的:mianzheng catalogue lint)", highlight=False, soft_wrap=True)
    table = table_of("", "级别", "说的是", "条款", "行数")
    for one in findings["by_code"]:
        row(table, label(Severity(one["severity"])), one["title"], one["article"], one["count"])
    out.print(table)


def show_findings(out: Console, title: str, findings: Sequence[Mapping[str, Any]]) -> None:
    """Findings of one unit; ``place`` is the row Excel shows, where there is a file."""
    has_place = any("place" in one for one in findings)
    columns = ("行", "编号", "级别", "说的是", "条款", "怎么办")
    table = table_of(title, *(columns if has_place else columns[1:]))
    for one in findings:
        place = (one["place"],) if has_place else ()
        severity = Severity(one["severity"])
        row(table, *place, one["row"], label(severity), one["text"], one["article"], one["remedy"])
        table.rows[-1].style = STYLES[severity]
    out.print(table)


def _table(out: Console, title: str, faults: Sequence[CellFault | Json]) -> None:
    table = table_of(title, "行", "列", "错在哪里", "应当怎样写")
    for one in faults:
        if isinstance(one, CellFault):
            row(table, one.row, one.column, one.reason, one.instead)
        else:
            row(table, one["row"], one["column"], one["reason"], one["instead"])
    out.print(table)
