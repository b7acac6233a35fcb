"""`mianzheng calendar`: the working-day calendar and its years (Art. 5-2)."""

import calendar as weeks
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.kernel.times.working_days import WorkingDayCalendar
from infra.cli.office.calendar_files import CalendarFileUnusable, YearFile, read_year
from infra.cli.shared.signed_session import Json, Session, row, session_of, table_of, with_session

ROOT = "/v1/calendar"
NOTICE_MONTH = 11
"""The State Council's notice comes by then; a next year still missing is worth a word."""


@click.group()
def calendar() -> None:
    """工作日历:补上一年、查看、检查缺哪一年。"""


@calendar.command()
@click.argument("year", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--source", help="放假通知的文号(写入时必填)。")
@click.option("--replace", is_flag=True, help="已有这一年的,替换它(旧版本保留)。")
@click.option("--dry-run", is_flag=True, help="只看逐月的样子,不写入。")
@with_session
def add(year: int, file: Path, **given: Any) -> None:
    """按 FILE 补上 YEAR 年(专班办公室经办人)。FILE:JSON、逐行列表,或放假通知的原文。"""
    if not given["source"] and not given["dry_run"]:
        raise click.UsageError("请用 --source 写明放假通知的文号;只想看看的用 --dry-run。")
    read = _read(file, year)
    months(year, read)
    if given["dry_run"]:
        return
    session = session_of(given)
    body = {
        "year": year,
        "holidays": [day.isoformat() for day in read.holidays],
        "make_up_days": [day.isoformat() for day in read.make_up_days],
        "source": given["source"],
        "replaces": _standing(session, year) if given["replace"] else None,
    }
    added = session.post(f"{ROOT}/years", body)
    Console().print(f"已写入 {added['version']};约 35 秒后重算未了结的时限。", highlight=False)


@calendar.command()
@click.argument("year", type=int, required=False)
@with_session
def show(year: int | None, **given: Any) -> None:
    """查看有哪些年;写明 YEAR 的,逐月列出并列出各版本。"""
    session = session_of(given)
    if year is None:
        _show_all(session.get(ROOT))
        return
    one = session.get(f"{ROOT}/years/{year}")
    days = [tuple(map(date.fromisoformat, one[name])) for name in ("holidays", "make_up_days")]
    months(year, YearFile(days[0], days[1], ()))
    table = table_of(f"{year} 年的各版本", "版本", "写入", "经办", "依据")
    for version in one["versions"]:
        row(table, version["version"], version["at"], version["added_by"], version["source"])
    if one["versions"]:
        Console().print(table)


@calendar.command()
@with_session
def check(**given: Any) -> None:
    """缺今年的退出码为 1;11 月起还缺下一年的也是。"""
    years = {one["year"] for one in session_of(given).get(ROOT)["years"]}
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    needed = [today.year] + ([today.year + 1] if today.month >= NOTICE_MONTH else [])
    missing = [str(one) for one in needed if one not in years]
    if missing:
        text = f"工作日历缺 {'、'.join(missing)} 年,请按放假通知执行 mianzheng calendar add。"
        Console(stderr=True).print(text, style="bold red", highlight=False)
        raise SystemExit(1)
    Console().print("工作日历齐全。")


def months(year: int, read: YearFile) -> None:
    """Twelve lines: what the file means, with the number of working days."""
    plan = _plan(year, read)
    table = table_of(f"{year} 年", "月", "放假(周一至周五)", "调休上班(周末)", "工作日")
    for month in range(1, 13):
        days = [date(year, month, n + 1) for n in range(weeks.monthrange(year, month)[1])]
        off = [str(one.day) for one in days if one.weekday() < 5 and not plan.is_working_day(one)]
        worked = [str(one.day) for one in days if one.weekday() >= 5 and plan.is_working_day(one)]
        count = sum(plan.is_working_day(one) for one in days)
        row(table, f"{month} 月", "、".join(off), "、".join(worked), count)
    console = Console()
    console.print(table)
    if read.others:
        others = "、".join(one.isoformat() for one in read.others)
        console.print(Text(f"这些日子不属于 {year} 年,没有算进去,请另行更新那一年:{others}"))


def _read(file: Path, year: int) -> YearFile:
    try:
        return read_year(file.read_text("utf-8-sig"), year)
    except (OSError, UnicodeDecodeError) as wrong:
        raise click.UsageError(f"读不到 {file}({wrong}),请存为 UTF-8。") from None
    except CalendarFileUnusable as wrong:
        raise click.UsageError(str(wrong)) from None


def _plan(year: int, read: YearFile) -> WorkingDayCalendar:
    try:
        empty = WorkingDayCalendar("空", {})
        return empty.with_year(year, read.holidays, read.make_up_days, str(year))
    except FieldInvalid as wrong:
        raise click.UsageError(wrong.detail) from None


def _standing(session: Session, year: int) -> str | None:
    years = session.get(ROOT)["years"]
    return next((one["version"] for one in years if one["year"] == year), None)


def _show_all(found: Json) -> None:
    table = table_of(f"工作日历 {found['version']}", "年", "版本", "放假", "调休上班")
    for one in found["years"]:
        row(table, one["year"], one["version"], one["holidays"], one["make_up_days"])
    console = Console()
    console.print(table)
    recount = found["recount"]
    if recount:
        ended = recount["finished_at"] or f"正在进行,已到 {recount['after_unit']}"
        text = f"变更之后的重算:看过 {recount['seen']} 件,改了 {recount['moved']} 件,{ended}"
        console.print(text, highlight=False)
