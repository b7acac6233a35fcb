"""`mianzheng catalogue template|import|export`: the list in Excel and back (Art. 5-1).

Exit codes: 0 done; 1 the system did not allow it or can't be reached; 2 the command or the file
can't be used; 3 the answer's signature is not to be trusted; 4 the table has faults.
"""

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.domain.errors import TableRefused
from chalicelib.catalogue.tables.domain.imports import ImportState
from chalicelib.catalogue.tables.domain.table import ReadTable
from chalicelib.catalogue.tables.use_cases.reading import held_to_the_rules, read_table
from chalicelib.kernel.labels import label
from infra.cli.office.catalogue.showing import (
    EXIT_FAULTS,
    show_drafts,
    show_faults,
    show_summary,
    show_warnings,
)
from infra.cli.office.catalogue.sources import names_of, read_file, unit_names
from infra.cli.shared.options import EXIT_PROBLEM
from infra.cli.shared.signed_session import Json, Session, session_of, with_session
from infra.cli.shared.unit_codes import UNIT
from infra.client.calling.tables import WRITERS, UploadRefused, table_of, upload

IMPORTS = "/v1/catalogue/imports"
PAUSE_SECONDS = 0.3
LONGEST_WAIT = 600.0
WRITABLE = click.Path(path_type=Path, dir_okay=False, writable=True)


@click.command()
@click.argument("file", type=WRITABLE)
@with_session
def template(file: Path, **given: Any) -> None:
    """写一份填表的模板(.xlsx)到 FILE,带登记单位的下拉列表。"""
    if file.suffix.lower() != ".xlsx":
        raise click.UsageError("模板是 .xlsx 文件,请把文件名写成 模板.xlsx 这样。")
    file.write_bytes(session_of(given).download("/v1/catalogue/template"))
    Console().print(f"已写好 {file}:先看“填写说明”,再填“清单”。", markup=False, highlight=False)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="只检查会不会成,什么也不存;上传的表查完即删。")
@click.option("--skip-bad", is_flag=True, help="跳过有错的行,其余的照样导入。")
@with_session
def import_(file: Path, dry_run: bool, skip_bad: bool, **given: Any) -> None:
    """导入 FILE(.xlsx 或 .csv),成为编制稿;有一处错误就一行也不存。

    退出码:0 办成;1 系统不允许;2 文件打不开;3 签名不可信;4 表里有错误。
    """
    session = session_of(given)
    out = Console()
    table = held_to_the_rules(read_here(file, session, out))
    show_warnings(out, table)
    if table.fault_count:
        show_faults(out, table.faults, table.fault_count)
        if not (skip_bad and table.has_header):
            out.print(f"共 {table.row_count} 行,{table.bad_rows} 行有错;什么也没有存。")
            raise SystemExit(EXIT_FAULTS)
    ended = _send(file, session, table, {"skip_bad": skip_bad, "dry_run": dry_run})
    _show_end(out, ended)


@click.command()
@click.argument("file", type=WRITABLE)
@click.option("--edition", type=click.IntRange(1), help="第几版;不写就是现行的一版。")
@click.option("--draft", type=UNIT, metavar="UNIT", help="导出这个单位的编制稿。")
@with_session
def export(file: Path, edition: int | None, draft: str | None, **given: Any) -> None:
    """把一版清单或一份编制稿导出到 FILE(.xlsx 或 .csv),列与导入的相同。"""
    if file.suffix.lower() not in WRITERS:
        raise click.UsageError("文件名要以 .xlsx 或 .csv 结尾。")
    if edition is not None and draft is not None:
        raise click.UsageError("--edition 和 --draft 只写一个。")
    session = session_of(given)
    path = f"/v1/catalogue/drafts/{draft}" if draft else _edition_path(session, edition)
    rows = session.every(path + "/rows")
    file.write_bytes(table_of(rows, names_of(session), file.suffix.lower()))
    Console().print(f"已导出 {len(rows)} 行到 {file}。", markup=False, highlight=False)


def read_here(file: Path, session: Session, out: Console) -> ReadTable:
    """Check the whole file on this machine. Ends the program where it is no table (4)."""
    content = read_file(file)
    units = unit_names(session)
    notes = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[rows]}"))
    with Progress(*columns, console=notes, transient=True) as progress:
        task = progress.add_task("检查", total=None, rows="")
        try:
            return read_table(
                open_table(content),
                units,
                lambda rows: progress.update(task, rows=f"已读 {rows} 行"),
            )
        except TableRefused as refused:
            out.print(refused.detail, style="bold red", markup=False, highlight=False)
            raise SystemExit(EXIT_FAULTS) from None


def _send(file: Path, session: Session, table: ReadTable, start: Mapping[str, bool]) -> Json:
    content = read_file(file)
    digest = hashlib.sha256(content).hexdigest()
    announced = session.post(IMPORTS, {"name": file.name, "size": len(content), "sha256": digest})
    try:
        upload(announced["upload"], file.name, content)
    except UploadRefused as refused:
        Console(stderr=True).print(str(refused), style="bold red", markup=False)
        raise SystemExit(EXIT_PROBLEM) from None
    one = f"{IMPORTS}/{announced['id']}"
    session.post(f"{one}/start", start)
    return _follow(one, session, table.row_count)


def _follow(one: str, session: Session, rows: int) -> Json:
    """Ask until it is over. Ends the program (1) after ten minutes; the work goes on."""
    notes = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    ends_at = time.monotonic() + LONGEST_WAIT
    with Progress(*columns, console=notes, transient=True) as progress:
        task = progress.add_task("导入", total=rows)
        while time.monotonic() < ends_at:
            job = session.get(one)
            progress.update(task, completed=job["progress"]["rows"])
            if job["state"] in (ImportState.DONE, ImportState.FAILED):
                return job
            progress.update(task, description=label(ImportState(job["state"])))
            time.sleep(PAUSE_SECONDS)
    notes.print(f"十分钟还没有办完,后台仍在办;稍后看 GET {one}。", markup=False)
    raise SystemExit(EXIT_PROBLEM)


def _show_end(out: Console, job: Json) -> None:
    errors = job["errors"]
    if job["state"] == ImportState.FAILED:
        show_faults(out, errors["items"], errors["count"])
        if "refusal" in job:
            told = job["refusal"].replace(";", ";\n")
            out.print(told, style="bold red", markup=False, highlight=False)
        out.print("什么也没有存。")
        raise SystemExit(EXIT_FAULTS if errors["count"] else EXIT_PROBLEM)
    if job["dry_run"]:
        rows = sum(one["rows"] for one in job["drafts"])
        show_summary(out, job["findings"])
        out.print(f"{rows} 行可以导入;只作检查,什么也没有存。", style="green")
        return
    show_drafts(out, job["drafts"])
    show_summary(out, job["findings"])
    units = [one["unit"] for one in job["drafts"]]
    following = f"mianzheng catalogue submit {units[0]}" if len(units) == 1 else "各单位分别报送"
    out.print(f"已存为编制稿;下一步:{following}", highlight=False)


def _edition_path(session: Session, edition: int | None) -> str:
    if edition is None:
        found = session.get("/v1/catalogue/editions?limit=100")["items"]
        current = next((one for one in found if one["state"] == "IN_FORCE"), None)
        if current is None:
            raise click.UsageError("还没有现行的清单,请用 --edition 写明第几版。")
        edition = int(current["edition"])
    return f"/v1/catalogue/editions/{edition}"
