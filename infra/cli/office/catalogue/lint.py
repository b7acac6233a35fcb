"""`mianzheng catalogue lint|exclude|exclusions`: is what the list says right (Art. 2, 7)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.rows import Exclusion
from chalicelib.catalogue.lint.domain.findings import Severity
from chalicelib.catalogue.lint.domain.lint import LintContext, lint
from chalicelib.catalogue.tables.domain.table import ReadTable
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.clock import SHANGHAI, from_text
from infra.cli.office.catalogue.showing import EXIT_FAULTS, show_faults, show_findings
from infra.cli.office.catalogue.sources import names_of
from infra.cli.office.catalogue.tables import read_here
from infra.cli.shared.signed_session import Json, Session, row, session_of, table_of, with_session
from infra.cli.shared.unit_codes import UNIT

EXCLUSIONS = "/v1/catalogue/exclusions"
DAY = click.DateTime(["%Y-%m-%d"])
LEVELS = {label(one): one for one in Severity}


@click.command("lint")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--edition", type=click.IntRange(1), help="检查已公布的第几版。")
@click.option("--draft", type=UNIT, metavar="UNIT", help="检查这个单位的编制稿。")
@click.option("--unit", type=UNIT, metavar="UNIT", help="只看这个单位的。")
@click.option("--level", type=click.Choice(list(LEVELS)), help="只看这一级的。")
@click.option(
    "--commitment-list",
    "required",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="应当采用告知承诺的证明材料,一行一个名称(只用于 FILE)。",
)
@with_session
def lint_(file: Path | None, unit: str | None, level: str | None, **given: Any) -> None:
    """检查 FILE、一版清单或一份编制稿的内容,逐单位列出。

    退出码:0 没有错误(可以有提醒、说明);4 有错误。
    """
    edition, draft, required = given.pop("edition"), given.pop("draft"), given.pop("required")
    if sum(one is not None for one in (file, edition, draft)) != 1:
        raise click.UsageError("请写一个:FILE、--edition 第几版,或 --draft 单位编码。")
    session, out = session_of(given), Console()
    if file is not None:
        found = _of_file(file, session, out, _names_in(required))
    else:
        path = f"drafts/{draft}" if draft else f"editions/{edition}"
        found = session.every(f"/v1/catalogue/{path}/lint")
    kept = [
        one
        for one in found
        if unit in (None, one["unit"]) and level in (None, label(Severity(one["severity"])))
    ]
    _show(out, kept, names_of(session))


@click.command()
@click.argument("code")
@click.argument("exclusion", type=click.Choice([one.value for one in Exclusion]))
@click.option("--reason", required=True, help="为什么不适用。")
@click.option("--decision", required=True, help="哪一次会议、哪一份文件的决定。")
@click.option("--on", "decided_on", type=DAY, required=True, help="决定日期。")
@click.option("--review", "review_on", type=DAY, required=True, help="复核日期。")
@with_session
def exclude(code: str, exclusion: str, **given: Any) -> None:
    """记下 CODE 一行不适用的决定(专班办公室经办人);再记一次就是重新决定。"""
    body = {
        "row": code,
        "exclusion": exclusion,
        "reason": given.pop("reason"),
        "decided_by": given.pop("decision"),
        "decided_on": given.pop("decided_on").date().isoformat(),
        "review_on": given.pop("review_on").date().isoformat(),
    }
    _show_decisions([session_of(given).post(EXCLUSIONS, body)])


@click.command()
@with_session
def exclusions(**given: Any) -> None:
    """列出不适用情形的决定。"""
    _show_decisions(session_of(given).get(EXCLUSIONS)["items"])


def _of_file(
    file: Path, session: Session, out: Console, required: frozenset[str]
) -> list[Mapping[str, Any]]:
    """The findings about a file of this machine, held against what the system knows."""
    table: ReadTable = read_here(file, session, out)
    if table.fault_count:
        show_faults(out, table.faults, table.fault_count)
        out.print("表里有错误的行没有检查;先改正再检查。", style="bold red")
    context = LintContext(
        units=names_of(session),
        today=datetime.now(UTC).astimezone(SHANGHAI).date(),
        decisions={one["row"]: _decision(one) for one in session.get(EXCLUSIONS)["items"]},
        commitment_required=required,
    )
    places = {one.row.code: one.number for one in table.rows}
    found = [
        {
            "place": places[one.row],
            "row": one.row,
            "unit": one.unit,
            "severity": one.severity,
            "text": one.text,
            "article": one.article,
            "remedy": one.remedy,
        }
        for one in lint([one.row for one in table.rows], context).findings
    ]
    if table.fault_count:
        _show(out, found, names_of(session))
        raise SystemExit(EXIT_FAULTS)
    return list(found)


def _show(
    out: Console, findings: Sequence[Mapping[str, Any]], names: Mapping[UnitCode, str]
) -> None:
    """Unit by unit, then the sum. Ends the program (4) where there is an error."""
    for unit in dict.fromkeys(one["unit"] for one in findings):
        of_unit = [one for one in findings if one["unit"] == unit]
        show_findings(out, f"{names.get(unit, unit)}({unit})", of_unit)
    counted = dict.fromkeys(Severity, 0)
    for one in findings:
        counted[Severity(one["severity"])] += 1
    out.print(",".join(f"{label(one)} {many}" for one, many in counted.items()), highlight=False)
    if counted[Severity.ERROR]:
        raise SystemExit(EXIT_FAULTS)


def _names_in(file: Path | None) -> frozenset[str]:
    if file is None:
        return frozenset()
    lines = file.read_text("utf-8-sig").splitlines()
    return frozenset(one.strip() for one in lines if one.strip())


def _decision(one: Json) -> ExclusionDecision:
    return ExclusionDecision(
        row=RowCode(one["row"]),
        exclusion=Exclusion(one["exclusion"]),
        reason=one["reason"],
        decided_by=one["decided_by"],
        decided_on=date.fromisoformat(one["decided_on"]),
        review_on=date.fromisoformat(one["review_on"]),
        recorded_by=one["recorded_by"],
        recorded_at=from_text(one["recorded_at"], field="recorded_at"),
    )


def _show_decisions(found: Sequence[Json]) -> None:
    table = table_of("不适用情形的决定", "编号", "情形", "理由", "决定", "决定日期", "复核日期")
    for one in found:
        kind = f"{one['exclusion']} {label(Exclusion(one['exclusion']))}"
        row(
            table, one["row"], kind, one["reason"], one["decided_by"], one["decided_on"],
            one["review_on"],
        )  # fmt: skip
    Console().print(table)
