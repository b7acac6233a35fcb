"""``mianzheng demo``: the main job on the real rows, by the signed API, checked by the rule."""

from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.text import Text

from infra.cli.shared.options import home_option, origin_option
from infra.demo import proof_stories
from infra.demo.cast import CannotPlay, Cast
from infra.demo.late_stories import LATE, explain_waits
from infra.demo.playing import learn_pace, play
from infra.demo.prompt_stories import PROMPT
from infra.demo.proof_stories import Keepsakes
from infra.demo.showing import show_summary
from infra.demo.story import Pace, Script, StoryBroken

EXIT_NOT_BY_THE_RULES = 1
EXIT_CANNOT_PLAY = 2
LONGEST_WAIT = timedelta(minutes=5)


@click.command()
@home_option
@origin_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="把提取到的证明写到这个文件夹:proof.pdf、proof.png(二维码)、proof.url。",
)
@click.option("--quick", is_flag=True, help="跳过要等超时的几件,并说明跳过了什么。")
def demo(home: Path, origin: str, out: Path | None, quick: bool) -> None:
    """在运行中的系统上演示主要业务,并逐项核对是否符合规则。

    退出码:0 全部符合;1 有不符合的;2 不能演示(系统没有运行,或时限没有缩短)。
    """
    console = Console(highlight=False)
    cast = Cast(origin.rstrip("/"), home)
    try:
        cast.require_ready()
        pace = learn_pace(cast)
        scripts = choose(pace, quick=quick) + proof_stories.scripts(Keepsakes(out))
        _introduce(console, cast, pace, scripts)
        outcome = play(scripts, cast, pace, console)
    except CannotPlay as problem:
        _refuse(str(problem), EXIT_CANNOT_PLAY)
    except StoryBroken as broken:
        _refuse(str(broken), EXIT_NOT_BY_THE_RULES)
    show_summary(console, outcome.stories, outcome.seconds)
    _name_skipped(console, scripts)
    if out is not None:
        console.print(Text(f"电子证明:{out}/proof.pdf、proof.png、proof.url"))
    if not outcome.is_by_the_rules:
        raise SystemExit(EXIT_NOT_BY_THE_RULES)


def choose(pace: Pace, *, quick: bool) -> tuple[Script, ...]:
    """The stories to play. Raises CannotPlay when somebody would wait too long for them."""
    if quick:
        return PROMPT
    longest = pace.half_hour * max(one.waits for one in LATE)
    if longest > LONGEST_WAIT:
        raise CannotPlay(explain_waits(pace.half_hour, longest))
    return PROMPT + LATE


def _introduce(console: Console, cast: Cast, pace: Pace, scripts: tuple[Script, ...]) -> None:
    seconds = pace.half_hour.total_seconds()
    scale = (
        "与规则一致" if pace.scale == 1 else f"缩短到 {pace.scale:g} 倍,30 分钟 = {seconds:g} 秒"
    )
    console.print(Text(f"演示:{cast.origin},{len(scripts)} 件同时进行,时限{scale}。", "bold"))
    console.print(Text("人名和号码都是虚构的;每次演示用新的办件编号,可以反复运行。", "dim"))


def _name_skipped(console: Console, scripts: tuple[Script, ...]) -> None:
    for one in LATE:
        if one not in scripts:
            console.print(Text(f"— 跳过(--quick):{one.title}", "yellow"))


def _refuse(text: str, code: int) -> NoReturn:
    Console(stderr=True, highlight=False).print(Text(text, "bold red"), soft_wrap=True)
    raise SystemExit(code)
