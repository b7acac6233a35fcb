"""``make bench``: the figures of docs/performance.md as a table and as build/bench.json."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from infra.bench import (
    cold_start,
    lifecycle,
    memory,
    pages,
    proofs,
    publishing,
    round_trips,
    sealing,
    search,
    signatures,
    tables,
    transitions,
    warm_file,
)
from infra.bench.figures import Figure, machine, table_of
from infra.bench.surroundings import REPOSITORY, Bench, running

RULES_BUDGET = 5.0
NAMES = (
    "round-trips",
    "transitions",
    "signatures",
    "warm-file",
    "cold-start",
    "proofs",
    "lifecycle",
    "memory",
    "sealing",
    "search",
    "publishing",
    "pages",
    "tables",
    "rules",
)
Measure = Callable[[Bench], list[Figure]]


def main() -> None:
    """Measures everything; never fails because a figure is not met."""
    options = _options()
    status = Console(stderr=True).status("")
    measures: dict[str, Measure] = {
        "round-trips": round_trips.measure,
        "transitions": transitions.measure,
        "signatures": signatures.measure,
        "warm-file": lambda bench: warm_file.measure(bench, options.calls),
        "cold-start": lambda bench: cold_start.measure(bench, options.pairs),
        "proofs": proofs.measure,
        "lifecycle": lifecycle.measure,
        "memory": lambda bench: memory.measure(bench, options.requests, status.update),
        "sealing": sealing.measure,
        "search": search.measure,
        "publishing": publishing.measure,
        "pages": pages.measure,
        "tables": tables.measure,
        "rules": rule_tests,
    }
    chosen = options.only or list(measures)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as home, running(Path(home)) as bench:
        storage = bench.storage
        with status:
            for name in chosen:
                status.update(f"{name} …")
                figures += measures[name](bench)
    Console(width=None if sys.stdout.isatty() else 160).print(table_of(figures))
    _write(Path(options.json), figures, storage)


def rule_tests(_bench: Bench) -> list[Figure]:
    """Seconds of the pure rule tests, as ``make test`` runs them."""
    if not (REPOSITORY / "tests" / "rules").is_dir():
        return []
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rules"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    last = ended.stdout.strip().splitlines()[-1] if ended.stdout.strip() else "没有输出"
    return [Figure("规则测试 pytest tests/rules", seconds, "秒", RULES_BUDGET, detail=last)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description=main.__doc__)
    parser.add_argument("--json", default="build/bench.json", metavar="FILE")
    parser.add_argument("--pairs", type=int, default=20, help="pairs of cold starts (>= 15)")
    parser.add_argument("--calls", type=int, default=300, help="warm calls of each (>= 300)")
    parser.add_argument(
        "--requests", type=int, default=5_000, help="filed and answered for memory (>= 2,000)"
    )
    parser.add_argument("--only", action="append", choices=NAMES)
    return parser.parse_args()


def _write(path: Path, figures: list[Figure], storage: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "machine": machine(),
        "storage": storage,
        "figures": [one.as_json() for one in figures],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
