"""A long-lived process of the whole system, and the calls it is given over HTTP."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import urllib3

from infra.bench.events import COLLECTION
from infra.bench.surroundings import REPOSITORY, fresh_case_no
from infra.client.calling.keyfile import KeyFile, read_key_file
from infra.client.calling.signed import body_of, sign_request
from infra.demo.cast import applicant

CIVIL_AFFAIRS, TAXATION = "370402006", "370402015"
KEPT = 100
"""Ended executions that moto remembers there, as ``make run`` lets it."""


@dataclass(frozen=True)
class Rest:
    """At rest: the megabytes it holds, and the seconds of the processor it has used so far."""

    rss: float
    cpu: float


@dataclass(frozen=True)
class Look:
    """What the process said of itself: its objects that the table does not hold (``others``), and
    the places filled in their lists, sets and dictionaries (``entries``)."""

    items: int
    others: int
    entries: int
    kinds: dict[str, int]
    transactions: int
    copied_items: int
    copied_tables: int

    def grown(self, before: "Look") -> dict[str, int]:
        """By how many objects of which kind, the largest first."""
        more = {name: n - before.kinds.get(name, 0) for name, n in self.kinds.items()}
        return dict(sorted(((k, v) for k, v in more.items() if v > 0), key=lambda one: -one[1]))


@dataclass
class LongLived:
    """The process from outside. ``seconds`` are what each call took, in their order."""

    process: "subprocess.Popen[str]"
    origin: str
    requester: KeyFile
    issuer: KeyFile
    seconds: list[float] = field(default_factory=list)
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def file_and_answer(self) -> None:
        """Raises RuntimeError when either call is refused."""
        body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
        id_ = self._call(self.requester, COLLECTION, body)["id"]
        answer = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
        self._call(self.issuer, f"{COLLECTION}/{id_}/answer", answer)

    def rest(self) -> Rest:
        """Wait until nothing follows the calls any more."""
        return Rest(**self._ask("rest"))

    def look(self) -> Look:
        return Look(**self._ask("look"))

    def items(self) -> list[Any]:
        """Every item of its table, in DynamoDB's JSON."""
        found: list[Any] = self._ask("items")
        return found

    def _call(self, key: KeyFile, path: str, body: object) -> dict[str, Any]:
        content = body_of(body)
        signed = sign_request(key, self.origin, ("POST", path, content), None, datetime.now(UTC))
        headers = {"WZM-Signature": signed.token, "Content-Type": "application/json"}
        started = time.perf_counter()
        answer = self._pool.request("POST", self.origin + path, body=content, headers=headers)
        self.seconds.append(time.perf_counter() - started)
        if answer.status >= 300:
            raise RuntimeError(f"POST {path}: {answer.status} {answer.data.decode()}")
        told: dict[str, Any] = answer.json()
        return told

    def _ask(self, question: str) -> Any:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("started without pipes")
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def long_lived(home: Path, kept: int = KEPT) -> Iterator[LongLived]:
    """One such process on a free port, ended on leaving."""
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.bench.serve_and_look", str(home), str(kept)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("started without pipes")
        origin = json.loads(process.stdout.readline())["origin"]
        requester, issuer = _key(home, CIVIL_AFFAIRS), _key(home, TAXATION)
        yield LongLived(process, origin, requester, issuer)
    finally:
        process.communicate(timeout=60)


def _key(home: Path, unit: str) -> KeyFile:
    return read_key_file(home / f"keys/{unit}-agent-1.json")


def fresh_home(below: Path) -> Path:
    """A folder of its own for each process."""
    return below / f"long-lived-{secrets.token_hex(4)}"
