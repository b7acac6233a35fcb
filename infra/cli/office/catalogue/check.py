"""`mianzheng catalogue check` and `diff`: a published edition, read as anybody can."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.publishing.use_cases.feeds import FIELD_WORDS
from infra.cli.office.catalogue.words import WORDS
from infra.cli.shared.options import default_origin, printable
from infra.client.checking.edition_changes import Changes, Row, changes_between
from infra.client.checking.edition_check import EditionChecker, Report
from infra.client.checking.edition_reading import Doubt, EditionReader, statement_path
from infra.client.checking.proof_site import Site, SiteUnreachable

LARGEST_FILE = 128 * 1024 * 1024
MOST_SHOWN = 20
REFUSED, NOT_CHECKED = 1, 3
_OF_EDITION = re.compile(r"/list/(?:editions/|edition-|i/|g/)([1-9][0-9]{0,5})\b")
_OF_FILE = re.compile(r"edition-([1-9][0-9]{0,5})-")
_LEVEL = re.compile(r"(.*)\(([A-Z_]+)\)", re.DOTALL)
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")

origin_option = click.option(
    "--origin",
    default=default_origin,
    help="公布清单的系统的公开地址,默认取 MIANZHENG_ORIGIN 或 http://127.0.0.1:$PORT。",
)


@click.command()
@click.argument("target", metavar="[FILE|URL|N]", required=False)
@origin_option
def check(target: str | None, origin: str) -> None:
    """核对公布的一版清单:签名、摘要、版本链、差别、订阅、名称,每个事项与整版一致,清单首页不是旧的。

    不写对象:现行的一版;N:第 N 版;URL:网站或其中一版的地址;FILE:下载的整版文件。
    不需要账号。退出码:0 一致;1 有不符;2 用法不对;3 没能核对(连不上)。
    """
    number, whole = None, None
    if target is not None and target.startswith(("http://", "https://")):
        origin, number = _of_url(target)
    elif target is not None and _NUMBER.fullmatch(target):
        number = int(target)
    elif target is not None:
        number, whole = _of_file(Path(target))
    console = Console()
    report = _checked(console, origin.rstrip("/"), number, whole)
    _show(console, report)
    if not report.holds:
        raise SystemExit(REFUSED)


@click.command()
@click.argument("before", type=click.IntRange(1, 999_999), metavar="A")
@click.argument("after", type=click.IntRange(1, 999_999), metavar="B")
@origin_option
def diff(before: int, after: int, origin: str) -> None:
    """第 A 版到第 B 版变了什么。先核对签名和摘要,不符的不比。

    退出码:0 比出来了(相同也是);1 有不符;2 用法不对;3 没能取到。
    """
    console = Console()
    try:
        reader = EditionReader(Site(origin.rstrip("/"), LARGEST_FILE))
        for number in (before, after):
            if not reader.has(statement_path(number)):
                console.print(Text(f"没有第 {number} 版;刚公布的,两分钟之内更新。", "bold red"))
                raise SystemExit(REFUSED)
        older, newer = (
            reader.object(said["path"], reader.named(said))
            for said in (reader.statement(before), reader.statement(after))
        )
    except Doubt as doubt:
        console.print(Text(printable(str(doubt)), "bold red"))
        raise SystemExit(REFUSED) from None
    except SiteUnreachable as error:
        console.print(Text(printable(str(error)), "bold red"))
        raise SystemExit(NOT_CHECKED) from None
    _show_changes(console, before, after, changes_between(older, newer))


def _of_url(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    found = _OF_EDITION.search(parts.path)
    if found is None and parts.path not in ("", "/"):
        raise click.UsageError("看不出是哪一版的地址;请写网站地址,或 …/list/editions/N.json。")
    return f"{parts.scheme}://{parts.netloc}", int(found[1]) if found else None


def _of_file(path: Path) -> tuple[int | None, bytes]:
    """What the file says of itself, else its name; a damaged one is compared all the same."""
    if not path.is_file():
        raise click.UsageError(f"没有这个文件:{path},请核对路径;第几版请写数字。")
    whole = path.read_bytes()
    named = _OF_FILE.search(path.name)
    try:
        number = parse_object(whole).get("edition")
    except MianzhengError:
        number = int(named[1]) if named else None
    return number if type(number) is int and number > 0 else None, whole


def _checked(console: Console, origin: str, number: int | None, whole: bytes | None) -> Report:
    columns = (TextColumn("核对事项"), BarColumn(), MofNCompleteColumn())
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=None)
            reader = EditionReader(Site(origin, LARGEST_FILE))
            checker = EditionChecker(
                reader,
                origin,
                lambda n, of: progress.update(task, completed=n, total=of),
                datetime.now(UTC),
            )
            return checker.check(number, whole)
    except Doubt as doubt:
        report = Report(number or 0)
        report.doubts.append(doubt)
        return report
    except SiteUnreachable as error:
        console.print(Text(printable(str(error)), "bold red"))
        console.print("没能核对,不说明真假。")
        raise SystemExit(NOT_CHECKED) from None


def _show(console: Console, report: Report) -> None:
    if report.holds:
        said = f"第 {report.number} 版清单与公布的一致({_state(report)})"
        console.print(Text(said, "bold green"))
        facts = (
            ("整版摘要", report.sha256),
            ("内容", f"{report.rows} 行,{report.items} 个事项,核对 {report.files} 个文件"),
            ("版本链", " ← ".join(str(one) for one in reversed(report.chain))),
            ("数据截至", f"{_at(report.signed_at)}(清单首页签名的时间)"),
        )
        table = Table(show_header=False, box=None, pad_edge=False)
        for name, text in facts:
            table.add_row(name, Text(text, overflow="fold"))
        console.print(table)
        if report.number == report.in_force:
            console.print("刚公布的新一版,公开的文件两分钟之内更新。", style="dim")
        return
    console.print(Text(f"不可信:有 {len(report.doubts)} 处不符", "bold red"))
    for doubt in report.doubts[:MOST_SHOWN]:
        console.print(Text(f"✗ {printable(str(doubt))}", overflow="fold"))
    if len(report.doubts) > MOST_SHOWN:
        console.print(f"还有 {len(report.doubts) - MOST_SHOWN} 处。")


def _state(report: Report) -> str:
    if report.number != report.in_force:
        return f"现行的是第 {report.in_force} 版"
    return "现行" if report.is_effective else "尚未施行"


def _at(time: datetime | None) -> str:
    return "" if time is None else f"{time.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _show_changes(console: Console, before: int, after: int, changes: Changes) -> None:
    rows = len({one.row["row"] for one in changes.changed})
    console.print(
        Text(
            f"第 {before} 版 → 第 {after} 版:增加 {len(changes.added)} 行,"
            f"减少 {len(changes.removed)} 行,变更 {rows} 行",
            "bold",
        )
    )
    for mark, found in (("+", changes.added), ("-", changes.removed)):
        for row in found:
            console.print(Text(f"{mark} {_named(row)}"))
    for one in changes.changed:
        word = FIELD_WORDS[one.field]
        values = f"{_shown(one.before)} → {_shown(one.after)}"
        console.print(Text(f"~ {_named(one.row)} {word}:{printable(values)}"))


def _named(row: Row) -> str:
    return printable(f"{row['row']} {row['of']['name']} · {row['material']}")


def _shown(value: object) -> str:
    found = value if isinstance(value, list) else [value]
    return "、".join(_word(str(one)) for one in found) or "(空)"


def _word(text: str) -> str:
    """In the words of the rule; of a basis it is the level, behind its text."""
    basis = _LEVEL.fullmatch(text)
    if basis is not None:
        return f"{basis[1]}({WORDS.get(basis[2], basis[2])})"
    return WORDS.get(text, text)
