"""Plays the stories side by side, tells each when it and those before it have ended."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console

from chalicelib.kernel.callers import Role
from infra.demo.cast import Cast, case_no
from infra.demo.due_times import file
from infra.demo.prompt_stories import CIVIL_AFFAIRS
from infra.demo.showing import show_story
from infra.demo.story import Pace, Script, Story, StoryBroken, perform

LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Outcome:
    """All stories as played, in their order."""

    stories: tuple[Story, ...]
    seconds: float

    @property
    def is_by_the_rules(self) -> bool:
        return all(one.checks and not one.failures for one in self.stories)


def learn_pace(cast: Cast) -> Pace:
    """File one request, read off what half an hour lasts here, and withdraw it again.

    Raises StoryBroken.
    """
    half_hour = timedelta(minutes=30)
    story = Story("", "", cast, Pace(half_hour))
    requester = cast.actor(CIVIL_AFFAIRS, Role.AGENT)
    request = file(story, requester, "ZM007", case_no())
    story.act(requester, request, "withdraw", {"reason": "演示前测量时限,随即撤回"})
    pace = Pace(request.send_back_by - request.filed_at)
    if not timedelta() < pace.half_hour <= half_hour:
        raise StoryBroken(f"退回时限应在接到申请后 30 分钟内,实为 {pace.half_hour}")
    return pace


def play(scripts: Sequence[Script], cast: Cast, pace: Pace, console: Console) -> Outcome:
    """Every story in a thread; the console shows what is being waited for."""
    started, stop = time.monotonic(), threading.Event()
    stories = [Story(one.title, one.article, cast, pace, stop) for one in scripts]
    with ThreadPoolExecutor(len(scripts)) as pool:
        running = [
            pool.submit(perform, script, story)
            for script, story in zip(scripts, stories, strict=True)
        ]
        try:
            _show_as_they_end(running, stories, console)
        except BaseException:
            stop.set()
            raise
    return Outcome(tuple(stories), time.monotonic() - started)


def _show_as_they_end(
    running: Sequence["Future[Story]"], stories: Sequence[Story], console: Console
) -> None:
    shown = 0
    with console.status("") as status:
        while shown < len(running):
            if running[shown].done():
                show_story(console, shown + 1, running[shown].result())
                shown += 1
                continue
            status.update(progress_text(stories, [one.done() for one in running]))
            time.sleep(LOOK_SECONDS)


def progress_text(stories: Sequence[Story], ended: Sequence[bool]) -> str:
    """``已完成 5/7 · 第 6 件 等代办员超时,还有 12 秒``."""
    parts = [f"已完成 {sum(ended)}/{len(ended)}"]
    for number, (story, done) in enumerate(zip(stories, ended, strict=True), start=1):
        waiting = story.waiting
        if not done and waiting is not None:
            left = max(0.0, waiting[1] - time.monotonic())
            parts.append(f"第 {number} 件 {waiting[0]},还有 {left:.0f} 秒")
    return " · ".join(parts)
