"""Count what one request and its proof consume, from filing to the sealed page, on the laptop.

Writes infra/cost/counted.json (``python -m infra.cost.counting``); a test counts again and says
where the file no longer tells the truth.
"""

import json
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.httpsession import URLLib3Session

from infra.bench.events import COLLECTION
from infra.bench.surroundings import Bench, fresh_case_no, running
from infra.cost.consumption import Usage, count_call
from infra.demo.cast import applicant
from infra.local.moto.lambda_functions import LambdaContext

COUNTED = Path(__file__).with_name("counted.json")
CIVIL_AFFAIRS, TAXATION = "370402006", "370402015"
STREAM: dict[str, object] = {"Records": []}
"""As the table's stream starts it: the lanes of requests."""


@contextmanager
def metered() -> Iterator[Usage]:
    """Everything this thread sends to AWS meanwhile."""
    usage, thread, send = Usage(), threading.get_ident(), URLLib3Session.send

    def counting(self: URLLib3Session, request: Any) -> Any:
        if threading.get_ident() == thread:
            target = request.headers.get("X-Amz-Target", b"")
            text = target.decode() if isinstance(target, bytes) else str(target)
            body = request.body or b""
            count_call(usage, text, request.url, body if isinstance(body, bytes) else body.encode())
        return send(self, request)

    URLLib3Session.send = counting  # type: ignore[method-assign]  # to count is the purpose
    try:
        yield usage
    finally:
        URLLib3Session.send = send  # type: ignore[method-assign]  # put back


def count(bench: Bench) -> dict[str, dict[str, int]]:
    """The operations of one request that is answered in time and extracted once, each warm."""
    from chalicelib.workers.outbox import drain_outbox

    requester, issuer = bench.key(CIVIL_AFFAIRS, "agent"), bench.key(TAXATION, "agent")
    made: dict[str, str] = {}

    def file() -> None:
        body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
        made["id"] = str(bench.call(requester, "POST", COLLECTION, body).body["id"])

    def one() -> str:
        return f"{COLLECTION}/{made['id']}"

    answer = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
    steps: dict[str, Callable[[], object]] = {
        "file": file,
        "outbox": lambda: drain_outbox(STREAM, LambdaContext("drain-outbox")),
        "inbox": lambda: bench.call(issuer, "GET", f"{COLLECTION}?box=inbox&limit=20"),
        "read": lambda: bench.call(issuer, "GET", one()),
        "answer": lambda: bench.call(issuer, "POST", f"{one()}/answer", answer),
        "extract": lambda: bench.call(requester, "POST", f"{one()}/extractions"),
        "seal": lambda: drain_outbox(STREAM, LambdaContext("drain-outbox")),
    }
    for step in steps.values():
        step()
    counted = {}
    for name, step in steps.items():
        with metered() as usage:
            step()
        counted[name] = usage.as_json()
    return counted


def main() -> None:
    """Count and write the file, or the one that is named."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COUNTED
    with tempfile.TemporaryDirectory(prefix="cost-") as home, running(Path(home)) as bench:
        counted = count(bench)
    target.write_text(json.dumps(counted, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
