"""Cold start: fresh processes, ours and the yardstick by turns, so that both see the same noise."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from infra.bench.events import COLLECTION, lambda_event
from infra.bench.figures import Figure, median_ms, quartiles_ms
from infra.bench.surroundings import Bench, fresh_case_no
from infra.demo.cast import applicant

HERE = Path(__file__).resolve().parent
CIVIL_AFFAIRS = "370402006"
BUDGET = 1.25


def measure(bench: Bench, pairs: int) -> list[Figure]:
    """The ratio of medians; both start from compiled files, as a deployed function does."""
    key = bench.key(CIVIL_AFFAIRS, "agent")
    body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
    target = f"{COLLECTION}/{bench.call(key, 'POST', COLLECTION, body).body['id']}"
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(pairs + 1):
        for script, times in (("cold_ours.py", ours), ("cold_bare.py", bare)):
            event = lambda_event(bench.signed(key, "GET", target))
            seconds = run_once(bench, script, json.dumps(event))
            if turn:  # the first turn warms the disk and the storage
                times.append(seconds)
    by_pair = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    detail = (
        f"{pairs} 对(逐对比值的中位 {by_pair:.2f},最快之比 {min(ours) / min(bare):.2f});"
        f"免证 {median_ms(ours):.0f} ms(四分位 {quartiles_ms(ours)}),裸 Chalice+boto3 "
        f"{median_ms(bare):.0f} ms({quartiles_ms(bare)});{bench.storage}"
    )
    ratio = median_ms(ours) / median_ms(bare)
    return [Figure("冷启动到首个签名 GET / 裸应用", ratio, "倍", BUDGET, detail=detail)]


def run_once(bench: Bench, script: str, event: str) -> float:
    """One fresh process. Raises RuntimeError when it did not answer 200."""
    ended = subprocess.run(
        [sys.executable, "-P", str(HERE / script)],
        input=event,
        env=bench.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ended.stdout)
    if found["status"] != 200:
        raise RuntimeError(f"{script} answered {found['status']}")
    return float(found["seconds"])
