"""One story: what happened, what was checked, and how to wait without guessing."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.times.clock import SHANGHAI
from infra.client.calling.signed import CallUnanswered, ResponseNotTrusted
from infra.demo.cast import Actor, Cast
from infra.demo.views import Json, RequestView, Why

POLL_SECONDS = 0.25
REQUESTS = "/v1/verification-requests"


class StoryBroken(Exception):
    """The story can't go on: a call was not answered as it must be."""


@dataclass(frozen=True)
class Moment:
    """One line of the timeline. ``at`` is the system's time where it told one."""

    at: datetime | None
    who: str
    what: str


@dataclass(frozen=True)
class Check:
    """One expectation: the sentence of the rule, and what was found where it does not hold."""

    rule: str
    holds: bool
    found: str = ""


@dataclass(frozen=True)
class Pace:
    """What half an hour lasts in this system (SLA_SCALE), learned from a due time."""

    half_hour: timedelta

    @property
    def scale(self) -> float:
        return self.half_hour / timedelta(minutes=30)

    @property
    def day(self) -> timedelta:
        return self.half_hour * 48

    @property
    def slack(self) -> timedelta:
        """Periods are cut to the millisecond before we multiply the half hour by 48."""
        return timedelta(milliseconds=48)


@dataclass
class Story:
    """Plays in a thread of its own; the main thread looks at ``waiting`` and ``moments``."""

    title: str
    article: str
    cast: Cast
    pace: Pace
    stop: threading.Event = field(default_factory=threading.Event)
    moments: list[Moment] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    why: tuple[Why, ...] = ()
    waiting: tuple[str, float] | None = None
    calls: int = 0

    @property
    def failures(self) -> list[Check]:
        return [one for one in self.checks if not one.holds]

    # --- what happens -------------------------------------------------------------------------

    def tell(self, who: Actor | str, what: str, at: datetime | None = None) -> None:
        name = who if isinstance(who, str) else who.name
        self.moments.append(Moment(at, name, what))

    def call(
        self, who: Actor, method: str, path: str, body: Json | None = None, *, status: int = 200
    ) -> Json:
        """A signed call whose answer's signature holds. Raises StoryBroken for another status."""
        try:
            reply = who.client.call(method, path, body)
            found = reply.json()
        except (CallUnanswered, ResponseNotTrusted, MianzhengError, ValueError) as error:
            raise StoryBroken(f"{who.name} {method} {path}:{error}") from error
        self.calls += 1
        if not isinstance(found, dict):
            raise StoryBroken(f"{who.name} {method} {path}:应答不是 JSON 对象")
        if reply.status != status:
            cause = f"{found.get('code')} {found.get('detail')}"
            raise StoryBroken(
                f"{who.name} {method} {path}:应为 {status},实为 {reply.status} {cause}"
            )
        return found

    def act(self, who: Actor, request: RequestView, act: str, body: Json) -> RequestView:
        """One act on a request; the answer is the body of GET."""
        return RequestView.of(self.call(who, "POST", f"{REQUESTS}/{request.id}/{act}", body))

    def read(self, who: Actor, request: RequestView) -> RequestView:
        return RequestView.of(self.call(who, "GET", f"{REQUESTS}/{request.id}"))

    # --- what must hold ---------------------------------------------------------------------

    def expect(self, rule: str, holds: bool, found: object = "") -> None:
        """``rule`` is a sentence; ``found`` tells what was there instead."""
        self.checks.append(Check(rule, holds, "" if holds else text_of(found)))

    def equal(self, rule: str, found: object, expected: object) -> None:
        self.expect(rule, found == expected, f"{text_of(found)},应为 {text_of(expected)}")

    # --- waiting ------------------------------------------------------------------------------

    def sleep(self, seconds: float, text: str) -> None:
        """Wait, showing why. Raises StoryBroken when the demo is being ended."""
        self.waiting = (text, time.monotonic() + seconds)
        try:
            if self.stop.wait(max(0.0, seconds)):
                raise StoryBroken("演示被中断")
        finally:
            self.waiting = None

    def wait_for(self, text: str, seconds: float, look: Callable[[], bool]) -> bool:
        """Look again and again until it is there, at most for ``seconds``."""
        ends_at = time.monotonic() + seconds
        while not look():
            if time.monotonic() >= ends_at:
                return False
            self.sleep(POLL_SECONDS, text)
            self.waiting = (text, ends_at)
        self.waiting = None
        return True


@dataclass(frozen=True)
class Script:
    """A story's title, article, and what is played. ``waits`` in half hours of the system."""

    title: str
    article: str
    play: Callable[[Story], None]
    waits: int = 0


def perform(script: Script, story: Story) -> Story:
    """Play it; whatever breaks it is a failed check, never a traceback."""
    try:
        script.play(story)
    except StoryBroken as broken:
        story.checks.append(Check("这一件走到结尾", False, str(broken)))
    except (KeyError, TypeError, IndexError, MianzhengError) as error:
        story.checks.append(Check("应答的字段齐全", False, f"{type(error).__name__}: {error}"))
    finally:
        story.waiting = None
    return story


def text_of(value: object) -> str:
    """Instants as people read them, everything else as it is."""
    if isinstance(value, datetime):
        return clock_text(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(text_of(one) for one in value)
    return str(value)


def clock_text(moment: datetime) -> str:
    """In Asia/Shanghai, with milliseconds: they decide between on time and late."""
    return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M:%S.%f}"[:-3]
