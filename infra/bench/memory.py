"""Does a long-lived process grow? Requests filed and answered over HTTP in the laptop's system,
signed calls in a warm function's process; both measured from outside of what they are given."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.bench.events import COLLECTION, lambda_event
from infra.bench.figures import Figure
from infra.bench.long_lived import CIVIL_AFFAIRS, LongLived, Look, fresh_home, long_lived
from infra.bench.surroundings import REPOSITORY, Bench, fresh_case_no
from infra.client.calling.signed import SignedRequest
from infra.demo.cast import applicant

WARM_UP = 250
"""Requests after which every cache is full and moto remembers no more ended executions."""
STEP = 250
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
        base = process.look()
        looks: list[Look] = []
        for done in range(STEP, requests + 1, STEP):
            for _ in range(STEP):
                process.file_and_answer()
            tell(f"memory … {done:,} / {requests:,} 件")
            looks.append(process.look())
        tell("memory … 单独称一称表里的记录")
        alone = _weight_alone(process.items())
    return [
        _resident(base, looks[-1], alone, requests),
        *_left_behind(looks),
        _slower(process),
    ]


def _resident(base: Look, last: Look, alone: float, requests: int) -> Figure:
    allowed = max(LARGEST, base.rss + HEADROOM * alone)
    detail = (
        f"{requests:,} 件,开始时 {base.rss:.0f} MB;表里 {last.items:,} 条记录"
        f"单独放在 moto 里重 {alone:.0f} MB"
    )
    return Figure("长驻进程的内存", last.rss, "MB", allowed, detail=detail)


def _left_behind(looks: list[Look]) -> list[Figure]:
    """Between two looks at rest, after the first: what a request leaves outside the table."""
    first, last = looks[WARM_UP // STEP - 1], looks[-1]
    requests = (len(looks) - WARM_UP // STEP) * STEP
    grown = "、".join(f"{name} {n}" for name, n in [*last.grown(first).items()][:4])
    objects, entries = last.others - first.others, last.entries - first.entries
    transactions = last.transactions - first.transactions
    return [
        Figure(
            "每件在表外留下的对象",
            round(max(objects, entries) / requests, 2),
            "个",
            0,
            detail=f"{requests:,} 件共 {objects:+,} 个,容器里 {entries:+,} 项;{grown}",
        ),
        Figure(
            "每次事务复制的记录",
            (last.copied_items - first.copied_items) / transactions,
            "条",
            detail=f"{transactions:,} 次事务,整表复制 {last.copied_tables} 次",
        ),
    ]


def _slower(process: LongLived) -> Figure:
    seconds = process.seconds
    size = min(1_000, len(seconds) // 2)
    first, last = (statistics.median(one) * 1000 for one in (seconds[:size], seconds[-size:]))
    detail = f"前 {size:,} 次中位 {first:.1f} ms,后 {size:,} 次 {last:.1f} ms;同一次运行"
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
