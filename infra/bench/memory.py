"""Does a long-lived process grow? Requests filed and answered over HTTP in the laptop's system,
signed calls in a warm function's process; both measured from outside of what they are given."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from infra.bench.events import COLLECTION, lambda_event
from infra.bench.figures import Figure
from infra.bench.long_lived import CIVIL_AFFAIRS, LongLived, Look, Rest, fresh_home, long_lived
from infra.bench.surroundings import REPOSITORY, Bench, fresh_case_no
from infra.client.calling.signed import SignedRequest
from infra.demo.cast import applicant

STEP = 250
ROUNDS = 3
LARGEST = 700.0
HEADROOM = 1.3
SLOWER = 1.5
CALLS, FIRST_CALLS = 2_000, 200
WARM_GROWTH = 20.0
HERE = Path(__file__).resolve().parent

Tell = Callable[[str], None]


def measure(bench: Bench, requests: int, tell: Tell) -> list[Figure]:
    return [*_stack(bench, requests, tell), *_warm_function(bench, tell)]


def _stack(bench: Bench, requests: int, tell: Tell) -> list[Figure]:
    with long_lived(fresh_home(bench.where.home)) as process:
        rests = [process.rest()]
        for done in range(STEP, requests + 1, STEP):
            _file_and_answer(process, STEP)
            rests.append(process.rest())  # else what follows the calls falls far behind
            tell(f"memory … {done:,} / {requests:,} 件,{rests[-1].rss:.0f} MB")
        slower = _slower(process, rests)
        looks = [process.look()]
        for _ in range(ROUNDS):
            _file_and_answer(process, STEP)
            looks.append(process.look())
        tell("memory … 单独称一称表里的记录")
        alone = _weight_alone(process.items()) * requests / (requests + ROUNDS * STEP)
    base, last = rests[0].rss, rests[-1].rss
    detail = (
        f"{requests:,} 件,开始时 {base:.0f} MB;表里 {looks[0].items:,} 条记录"
        f"单独放在 moto 里重 {alone:.0f} MB"
    )
    allowed = max(LARGEST, base + HEADROOM * alone)
    return [
        Figure("长驻进程的内存", last, "MB", allowed, detail=detail),
        *_left_behind(looks),
        slower,
    ]


def _file_and_answer(process: LongLived, requests: int) -> None:
    for _ in range(requests):
        process.file_and_answer()


def _left_behind(looks: list[Look]) -> list[Figure]:
    """Outside the table. What every request leaves shows in every round: the smallest counts,
    since a thread's first call makes it a client that stays."""
    pairs = list(pairwise(looks))
    objects = [after.others - before.others for before, after in pairs]
    entries = [after.entries - before.entries for before, after in pairs]
    transactions = looks[-1].transactions
    return [
        Figure(
            "每件在表外留下的对象",
            round(max(0, min(objects), min(entries)) / STEP, 1),
            "个",
            0,
            detail=f"此后几轮各 {STEP} 件:对象 {_signed(objects)},容器里的项 {_signed(entries)}",
        ),
        Figure(
            "每次事务复制的记录",
            round(looks[-1].copied_items / transactions, 2),
            "条",
            detail=f"{transactions:,} 次事务,整表复制 {looks[-1].copied_tables} 次",
        ),
    ]


def _signed(numbers: Iterable[int]) -> str:
    return "、".join(f"{one:+,}" for one in numbers)


def _slower(process: LongLived, rests: list[Rest]) -> Figure:
    """The processor's time is told, too: other work on the machine lengthens the calls only."""
    seconds = process.seconds
    size = min(1_000, len(seconds) // 2)
    first, last = (statistics.median(one) * 1000 for one in (seconds[:size], seconds[-size:]))
    steps = max(1, size // 2 // STEP)  # a request is two calls
    cpu = rests[steps].cpu - rests[0].cpu, rests[-1].cpu - rests[-1 - steps].cpu
    by_call = [one / (2 * steps * STEP) * 1000 for one in cpu]
    detail = (
        f"同一次运行:前 {size:,} 次中位 {first:.1f} ms,后 {size:,} 次 {last:.1f} ms;"
        f"每次用 CPU {by_call[0]:.1f} ms 和 {by_call[1]:.1f} ms"
    )
    return Figure("最后的调用 / 最初的调用", last / first, "倍", SLOWER, detail=detail)


def _weight_alone(items: Iterable[Any]) -> float:
    ended = subprocess.run(
        [sys.executable, "-m", "infra.bench.items_alone"],
        cwd=REPOSITORY,
        input="\n".join(json.dumps(one) for one in items),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(ended.stdout)


def _warm_function(bench: Bench, tell: Tell) -> list[Figure]:
    """By turns a request filed and read, as one unit's system would."""
    key = bench.key(CIVIL_AFFAIRS, "agent")
    held: list[float] = []
    with _function(bench) as call:
        while len(held) < FIRST_CALLS + CALLS:
            body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
            filed = call(bench.signed(key, "POST", COLLECTION, body))
            target = f"{COLLECTION}/{json.loads(filed['body'])['id']}"
            read = call(bench.signed(key, "GET", target))
            held += [filed["rss"], read["rss"]]
            if len(held) % 200 == 0:
                tell(f"memory … 热的函数 {len(held):,} / {FIRST_CALLS + CALLS:,} 次")
    grown = held[-1] - held[FIRST_CALLS - 1]
    detail = (
        f"发起和读取交替;{FIRST_CALLS} 次后 {held[FIRST_CALLS - 1]:.1f} MB,"
        f"再 {CALLS:,} 次后 {held[-1]:.1f} MB;{bench.storage}"
    )
    return [Figure("热的函数再做 2,000 次,内存增长", grown, "MB", WARM_GROWTH, detail=detail)]


@contextmanager
def _function(bench: Bench) -> Iterator[Callable[[SignedRequest], dict[str, Any]]]:
    process = subprocess.Popen(
        [sys.executable, "-P", str(HERE / "warm_function.py")],
        env=bench.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def call(request: SignedRequest) -> dict[str, Any]:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("started without pipes")
        process.stdin.write(json.dumps(lambda_event(request)) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        if answer["status"] >= 300:
            raise RuntimeError(f"{request.method} {request.target}: {answer}")
        return answer

    try:
        yield call
    finally:
        process.communicate(timeout=60)
