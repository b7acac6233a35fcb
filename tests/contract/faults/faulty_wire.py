"""A wire between the real SDK and a table that interleaves actors and loses, doubles and breaks.

Everything above it is the shipped code: services, store, pynamodb, botocore with its resends.
Each actor is a greenlet. Where botocore is about to send, the actor stops and the scheduler
picks who goes on, so one seed gives one order of all calls, and the same faults, every time.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError
from greenlet import getcurrent, greenlet

from tests.twins.dynamodb.twin import response

MOST_STEPS = 20_000
MOST_RESENDS = 3
"""How often the SDK sends the same call again by itself (``record.bind``)."""
TYPE = "com.amazonaws.dynamodb.v20120810#"


class Fault(StrEnum):
    """What can become of one send."""

    NONE = "none"
    LOST = "the call was lost"
    UNHEARD = "it was done, the answer was lost"
    CRASH_BEFORE = "the process died before"
    CRASH_AFTER = "it was done, the process died"
    THROTTLED = "throttled"
    FAILED = "500"
    CONFLICT = "transaction conflict"


DONE = frozenset({Fault.NONE, Fault.UNHEARD, Fault.CRASH_AFTER})
"""The faults after which the table has changed all the same."""
ALL_FAULTS = tuple(one for one in Fault if one is not Fault.NONE)


class Crash(BaseException):
    """The process is gone: no handler of errors and no retry runs."""


@dataclass(frozen=True)
class Send:
    """One send of one API call; ``number`` counts all sends of the play."""

    actor: str
    operation: str
    number: int
    body: Mapping[str, Any] = field(repr=False)

    def can(self, fault: Fault) -> bool:
        return fault is not Fault.CONFLICT or self.operation == "TransactWriteItems"


Choose = Callable[[Send], Fault]
Deliver = Callable[[AWSPreparedRequest], AWSResponse]
"""Has a call done by what stands behind the wire."""


def no_fault(_send: Send) -> Fault:
    return Fault.NONE


def sometimes(chance: Random, rate: float) -> Choose:
    """Any fault that fits, at this rate; one in four lasts until the SDK has given up."""
    lasting: dict[str, list[Fault]] = {}

    def choose(send: Send) -> Fault:
        left = lasting.get(send.actor)
        if left:
            fault = left.pop()
        elif chance.random() < rate:
            # The hardest one comes twice as often.
            fault = chance.choice([one for one in (*ALL_FAULTS, Fault.UNHEARD) if send.can(one)])
            lasting[send.actor] = [fault] * (MOST_RESENDS if chance.random() < 0.25 else 0)
        else:
            fault = Fault.NONE
        return fault if send.can(fault) else Fault.NONE

    return choose


def at_send(number: int, fault: Fault, times: int = 1) -> Choose:
    """This fault at this send and the next ``times`` - 1, none elsewhere."""

    def choose(send: Send) -> Fault:
        is_hit = number <= send.number < number + times
        return fault if is_hit and send.can(fault) else Fault.NONE

    return choose


class FaultyWire:
    """Carries the sends of every attached client. ``trace`` tells the whole play."""

    def __init__(self, deliver: Deliver) -> None:
        self._done_by = deliver
        self._main: greenlet | None = None
        self._choose: Choose = no_fault
        self._actor = ""
        self.trace: list[str] = []
        self.saves: Counter[str] = Counter()
        self.sends = 0

    def attach(self, client: Any) -> None:
        client.meta.events.register_first("before-send.dynamodb", self._carry)

    def forget(self) -> None:
        self.trace, self.saves, self.sends = [], Counter(), 0

    def play(
        self,
        actors: Mapping[str, Callable[[], None]],
        chance: Random,
        choose: Choose,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """Run all actors to their end, one send at a time; ``between`` runs before each step."""
        self._main, self._choose = getcurrent(), choose
        live = {name: greenlet(act) for name, act in actors.items()}
        try:
            for _ in range(MOST_STEPS):
                if not live:
                    return
                between()
                self._actor = chance.choice(sorted(live))
                live[self._actor].switch()
                live = {name: one for name, one in live.items() if not one.dead}
            raise AssertionError(f"no end after {MOST_STEPS} steps: {self.trace[-20:]}")
        finally:
            self._main, self._choose = None, no_fault

    def pause(self, _seconds: float = 0) -> None:
        """Let others go on; takes the place of sleeping."""
        if self._main is not None and getcurrent() is not self._main:
            self._main.switch()

    def _carry(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.pause()
        send = self._seen(request)
        is_playing = self._main is not None and getcurrent() is not self._main
        fault = self._choose(send) if is_playing else Fault.NONE
        self.trace.append(f"{send.number} {send.actor} {send.operation}: {fault.value}")
        answer = self._deliver(request, send) if fault in DONE else _refusal(request, send, fault)
        if fault in {Fault.CRASH_BEFORE, Fault.CRASH_AFTER}:
            raise Crash
        if answer is None or fault is Fault.UNHEARD:
            raise ReadTimeoutError(endpoint_url=request.url)
        return answer

    def _seen(self, request: AWSPreparedRequest) -> Send:
        target = request.headers["X-Amz-Target"]
        operation = (target.decode() if isinstance(target, bytes) else target).partition(".")[2]
        self.sends += 1
        return Send(self._actor, operation, self.sends, json.loads(cast(str, request.body)))

    def _deliver(self, request: AWSPreparedRequest, send: Send) -> AWSResponse:
        answer = self._done_by(request)
        if answer.status_code == 200 and send.operation == "TransactWriteItems":
            self.saves.update(_requests_saved(send))
        return answer


def to_moto(request: AWSPreparedRequest) -> AWSResponse:
    """moto finds its service by the host name, and answers without a socket."""
    from moto.core.botocore_stubber import BotocoreStubber

    request.url = "https://dynamodb.cn-north-1.amazonaws.com.cn/"
    answered = BotocoreStubber().process_request(request)
    assert answered is not None
    status, _headers, body = answered
    return response(request.url, status, body)


def _requests_saved(send: Send) -> list[str]:
    puts = [one["Put"]["Item"] for one in send.body["TransactItems"] if "Put" in one]
    return [one["pk"]["S"].removeprefix("R#") for one in puts if one["sk"]["S"] == "REQUEST"]


def _refusal(request: AWSPreparedRequest, send: Send, fault: Fault) -> AWSResponse | None:
    """What DynamoDB answers instead of doing it; None when nothing comes back."""
    if fault is Fault.THROTTLED:
        return _problem(request, 400, "ProvisionedThroughputExceededException")
    if fault is Fault.FAILED:
        return _problem(request, 500, "InternalServerError")
    if fault is Fault.CONFLICT:
        count = len(send.body["TransactItems"])
        reasons = [{"Code": "TransactionConflict", "Message": "ongoing"}]
        reasons += [{"Code": "None"}] * (count - 1)
        return _problem(
            request, 400, "TransactionCanceledException", {"CancellationReasons": reasons}
        )
    return None


def _problem(
    request: AWSPreparedRequest, status: int, name: str, more: Mapping[str, object] | None = None
) -> AWSResponse:
    body = json.dumps({"__type": TYPE + name, "message": "injected", **(more or {})})
    return response(request.url, status, body)


def one_seed_one_play(wire: FaultyWire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits before a retry lets the others go on instead, and the SDK's budget of
    retries, which all plays would share, never runs out."""
    for module in ("botocore.endpoint", "chalicelib.storage.dynamodb.commits"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(sleep=wire.pause))
    monkeypatch.setattr("botocore.retries.quota.RetryQuota.acquire", lambda *_args: True)
    # A fifth of a call's time, and nobody behind this wire looks at it.
    monkeypatch.setattr("botocore.useragent.UserAgentString.to_string", lambda _self: "play")
