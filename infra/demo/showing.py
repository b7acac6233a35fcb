"""The stories on the terminal. Nothing that came from the system is read as markup."""

import re
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.demo.story import Story, clock_text

TIME_CELLS = 22
"""Two spaces, ``11-22 22:42:48.921``, and the space between the columns."""


def show_story(console: Console, number: int, story: Story) -> None:
    """Timeline, reasons, checks: what did not hold is named, what held is counted."""
    console.print()
    console.print(Text(f"{number}. {story.title}", "bold"), Text(story.article, "dim"))
    _show_moments(console, story)
    _show_reasons(console, story)
    for one in story.failures:
        console.print(Text(f"  ✗ {one.rule};实为:{one.found}", "bold red"), soft_wrap=True)
    if not story.failures:
        console.print(Text(f"  ✓ {len(story.checks)} 项核对都符合规则", "green"))


def show_summary(console: Console, stories: tuple[Story, ...], seconds: float) -> None:
    checks = sum(len(one.checks) for one in stories)
    failures = sum(len(one.failures) for one in stories)
    calls = sum(one.calls for one in stories)
    console.print()
    console.print(
        Text(f"{len(stories)} 件,{calls} 次签名调用(应答签名全部核对),{seconds:.0f} 秒。")
    )
    if failures:
        console.print(Text(f"✗ {checks} 项核对中有 {failures} 项不符合规则。", "bold red"))
    else:
        console.print(Text(f"✓ {checks} 项核对全部符合规则。", "bold green"))


def _show_moments(console: Console, story: Story) -> None:
    table = _columns()
    for one in story.moments:
        text = Text(fold(f"{one.who}  {one.what}", console.width - TIME_CELLS))
        text.stylize("magenta", 0, len(one.who))
        table.add_row(Text(_at(one.at), "cyan"), text)
    console.print(table)


def _show_reasons(console: Console, story: Story) -> None:
    if not story.why:
        return
    console.print(Text("  为什么是这个时间:", "dim"))
    table = _columns()
    for one in story.why:
        sentence = f"{one.rule}  {one.text}({article_text(one.article)})"
        text = fold(sentence, console.width - TIME_CELLS)
        table.add_row(Text(_at(one.at), "dim"), Text(text, "dim"))
    console.print(table)


def _at(moment: datetime | None) -> str:
    return "" if moment is None else f"  {clock_text(moment)}"


def _columns() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True, width=TIME_CELLS - 1)
    table.add_column(overflow="fold")
    return table


def fold(text: str, width: int) -> str:
    """Lines of at most ``width`` cells. rich breaks at spaces only, which Chinese has few of;
    runs of ASCII (an id, an instant) stay whole."""
    lines = [""]
    for token in re.findall(r"[!-~]+|.", text):
        if cell_len(lines[-1] + token) > width:
            lines.append("")
        lines[-1] += token if lines[-1] else token.strip()
    return "\n".join(lines)


def article_text(article: str) -> str:
    """``10-2`` -> 第 10 条第 2 款, ``16`` -> 第 16 条."""
    number, _, paragraph = article.partition("-")
    return f"第 {number} 条" + (f"第 {paragraph} 款" if paragraph else "")
