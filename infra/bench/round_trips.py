"""Calls to AWS per operation, counted where botocore puts them on the wire."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.httpsession import URLLib3Session

from infra.bench.events import COLLECTION
from infra.bench.figures import Figure
from infra.bench.surroundings import Bench, fresh_case_no
from infra.demo.cast import applicant

CIVIL_AFFAIRS, TAXATION = "370402006", "370402015"
TRANSACTION, START, STOP = "TransactWriteItems", "StartExecution", "StopExecution"
BUDGETS: dict[str, dict[str, int]] = {
    "file": {TRANSACTION: 1, START: 1},
    "file(办件的第二项,写明受理时间)": {TRANSACTION: 1, START: 1},
    "file(办件的第二项,不写受理时间)": {TRANSACTION: 1, START: 1},
    "answer": {"GetItem": 1, TRANSACTION: 1, "Sign": 1, STOP: 1},
    "read": {"GetItem": 1, TRANSACTION: 1},
    "list(一页)": {"Query": 1},
}
"""The most each may make, warm and with its keys cached; whatever is not named is 0."""


def operation_of(request: Any) -> str:
    """``GetItem``, ``StartExecution`` ... of a prepared request; ``other`` for S3 and SNS."""
    target = request.headers.get("X-Amz-Target", "other")
    return (target.decode() if isinstance(target, bytes) else str(target)).rpartition(".")[2]


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count this thread's sends by operation; a retry is a call like any other."""
    calls: Counter[str] = Counter()
    send, thread = URLLib3Session.send, threading.get_ident()

    def counting(self: URLLib3Session, request: Any) -> Any:
        if threading.get_ident() == thread:
            calls[operation_of(request)] += 1
        return send(self, request)

    URLLib3Session.send = counting  # type: ignore[method-assign]  # to count is the purpose
    try:
        yield calls
    finally:
        URLLib3Session.send = send  # type: ignore[method-assign]  # put back


def measure(bench: Bench) -> list[Figure]:
    """Each operation once to warm up, then once counted."""
    operations = _operations(bench)
    for operate in operations.values():
        operate()
    figures = []
    for name, operate in operations.items():
        with counted() as calls:
            operate()
        figures.append(_figure(name, calls))
    return figures


def _figure(name: str, calls: Counter[str]) -> Figure:
    budget = BUDGETS[name]
    told = "、".join(f"{one} {n}" for one, n in sorted(calls.items()))
    # One call too many of a kind isn't made good by one fewer of another.
    over = sum(max(0, n - budget.get(one, 0)) for one, n in calls.items())
    if over:
        told += f";多出 {over} 次"
    most = sum(calls.values()) - over if over else sum(budget.values())
    return Figure(f"往返次数 {name}", sum(calls.values()), "次", most, detail=told)


def _operations(bench: Bench) -> dict[str, Callable[[], object]]:
    requester, issuer = bench.key(CIVIL_AFFAIRS, "agent"), bench.key(TAXATION, "agent")
    case = fresh_case_no()

    def file(case_no: str, **more: object) -> str:
        body = {"row": "ZM007", "case_no": case_no, "applicant": applicant(), **more}
        return str(bench.call(requester, "POST", COLLECTION, body).body["id"])

    filed: list[str] = []

    def prepared() -> str:
        return filed.pop()

    def answer() -> object:
        body = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
        return bench.call(issuer, "POST", f"{COLLECTION}/{prepared()}/answer", body)

    kept = file(case)
    read = bench.call(requester, "GET", f"{COLLECTION}/{kept}")
    accepted_at = read.body["case_accepted_at"]
    filed.extend(file(fresh_case_no()) for _ in range(2))
    return {
        "file": lambda: file(fresh_case_no()),
        "file(办件的第二项,写明受理时间)": lambda: file(case, case_accepted_at=accepted_at),
        "file(办件的第二项,不写受理时间)": lambda: file(case),
        "answer": answer,
        "read": lambda: bench.call(issuer, "GET", f"{COLLECTION}/{kept}"),
        "list(一页)": lambda: bench.call(issuer, "GET", f"{COLLECTION}?box=inbox&limit=20"),
    }
