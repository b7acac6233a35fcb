"""A warm signed ``file`` against bare boto3 making the same calls with the same payloads.

What ours sends is recorded once, byte by byte; the yardstick sends the same items (with ids of
its own, of the same length) through boto3, by turns with ours.
"""

import base64
import json
import re
import secrets
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.httpsession import URLLib3Session

from infra.bench.events import COLLECTION, lambda_event
from infra.bench.figures import Figure, median_ms, quartiles_ms
from infra.bench.round_trips import operation_of
from infra.bench.surroundings import Bench, fresh_case_no
from infra.client.calling.keyfile import KeyFile
from infra.demo.cast import applicant

CIVIL_AFFAIRS = "370402006"
BUDGET = 1.15
WARM_UP = 20
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Recorded:
    """The bodies one ``file`` put on the wire, and the ids in them that must be fresh."""

    transaction: str
    start: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Times:
    """Seconds by the wall, and of this thread's own computing (moto has threads of its own)."""

    wall: float
    cpu: float

    @classmethod
    def now(cls) -> "Times":
        return cls(time.perf_counter(), time.thread_time())

    @classmethod
    def since(cls, started: "Times") -> "Times":
        return cls(time.perf_counter() - started.wall, time.thread_time() - started.cpu)


def measure(bench: Bench, calls: int) -> list[Figure]:
    import boto3

    dynamodb = boto3.client("dynamodb", endpoint_url=bench.where.dynamodb_endpoint)
    states = boto3.client("stepfunctions", endpoint_url=bench.where.aws_endpoint)
    key = bench.key(CIVIL_AFFAIRS, "agent")
    ours: list[Times] = []
    bare: list[Times] = []
    for turn in range(WARM_UP + calls):
        recorded, times = _ours(bench, key)
        again = _bare(bench, (dynamodb, states), recorded)
        if turn >= WARM_UP:
            ours.append(times)
            bare.append(again)
    wall, bare_wall = [one.wall for one in ours], [one.wall for one in bare]
    cpu, bare_cpu = (median_ms([one.cpu for one in times]) for times in (ours, bare))
    detail = (
        f"各 {calls} 次,交替;免证 {median_ms(wall):.1f} ms({quartiles_ms(wall)}),"
        f"裸 boto3 {median_ms(bare_wall):.1f} ms({quartiles_ms(bare_wall)});{bench.storage}"
    )
    ratio = median_ms(wall) / median_ms(bare_wall)
    told = f"免证 {cpu:.1f} ms,裸 boto3 {bare_cpu:.1f} ms;不含对方服务的时间"
    return [
        Figure("热的签名 file / 裸 boto3 同样的调用", ratio, "倍", BUDGET, detail=detail),
        Figure("同上,只算调用方的 CPU", cpu / bare_cpu, "倍", detail=told),
    ]


def _ours(bench: Bench, key: KeyFile) -> tuple[Recorded, Times]:
    body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
    event = lambda_event(bench.signed(key, "POST", COLLECTION, body))
    with _recorded() as bodies:
        started = Times.now()
        answer = bench.app(event, None)
        times = Times.since(started)
    if answer["statusCode"] != 201:
        raise RuntimeError(f"file answered {answer['statusCode']}: {answer['body']}")
    transaction, start = bodies["TransactWriteItems"], bodies["StartExecution"]
    request_id = json.loads(answer["body"])["id"]
    _stop(bench, f"{request_id}-1")
    return Recorded(transaction, start, _ids(transaction, start, str(body["case_no"]))), times


def _bare(bench: Bench, clients: tuple[Any, Any], recorded: Recorded) -> Times:
    dynamodb, states = clients
    transaction, start = recorded.transaction, recorded.start
    for one in recorded.ids:
        fresh = "".join(secrets.choice(_ALPHABET) for _ in one)
        transaction, start = transaction.replace(one, fresh), start.replace(one, fresh)
    items, execution = _with_bytes(json.loads(transaction)), json.loads(start)
    started = Times.now()
    dynamodb.transact_write_items(**items)
    states.start_execution(**execution)
    times = Times.since(started)
    _stop(bench, execution["name"])
    return times


@contextmanager
def _recorded() -> Iterator[dict[str, str]]:
    """The bodies that go out, by operation. Every 30 s there is a read of a key or a unit, too."""
    bodies: dict[str, str] = {}
    send = URLLib3Session.send

    def recording(self: URLLib3Session, request: Any) -> Any:
        bodies[operation_of(request)] = bytes_of(request.body).decode()
        return send(self, request)

    URLLib3Session.send = recording  # type: ignore[method-assign]  # to record is the purpose
    try:
        yield bodies
    finally:
        URLLib3Session.send = send  # type: ignore[method-assign]  # put back


def bytes_of(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode()


def _ids(transaction: str, start: str, case_no: str) -> tuple[str, ...]:
    """Every id that has to be fresh in a second transaction: longest first."""
    name = json.loads(start)["name"].rpartition("-")[0]
    token = json.loads(transaction)["ClientRequestToken"]
    found = {name, token, case_no}
    for prefix in ("JTI#", "OP#"):
        found |= set(re.findall(prefix + r"\d{9}#([\w.~-]+)", transaction))
    return tuple(sorted(found, key=len, reverse=True))


def _with_bytes(value: Any) -> Any:
    """DynamoDB's JSON -> boto3's values: binaries are base64 on the wire."""
    if isinstance(value, dict):
        if value.keys() == {"B"}:
            return {"B": base64.b64decode(value["B"])}
        return {name: _with_bytes(one) for name, one in value.items()}
    return [_with_bytes(one) for one in value] if isinstance(value, list) else value


def _stop(bench: Bench, execution: str) -> None:
    """Not measured: a waiting execution is a thread of moto, and 600 would disturb."""
    arn = bench.where.deadline_machine_arn.replace(":stateMachine:", ":execution:")
    bench.moto.client("stepfunctions").stop_execution(executionArn=f"{arn}:{execution}")
