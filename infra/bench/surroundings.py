"""Where the bench runs: moto, DynamoDB Local where Java is, the product wired as on the laptop."""

import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.bootstrap import wiring as bootstrap
from chalicelib.bootstrap.wiring import Services
from chalicelib.http.serving import use
from infra.bench.events import lambda_event
from infra.client.calling.keyfile import KeyFile, read_key_file
from infra.client.calling.signed import SignedRequest, body_of, sign_request
from infra.local import product
from infra.local.dynamodb import process as dynamodb_local
from infra.local.moto import server as moto_server
from infra.local.moto.server import MotoServer
from infra.local.problems import LocalProblem
from infra.local.stack import ADJUSTMENT_FUNCTION, DEADLINE_FUNCTION, Surroundings, machines

ORIGIN = "http://127.0.0.1:8000"
"""Only a name here: nothing listens, every call is handed to the app as Lambda would."""

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answered:
    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Bench:
    """The running surroundings and the wired product."""

    where: Surroundings
    moto: MotoServer
    app: Any
    services: Services
    storage: str

    def key(self, unit: str, role: str) -> KeyFile:
        return read_key_file(self.where.keys_dir / f"{unit}-{role}-1.json")

    def signed(
        self, key: KeyFile, method: str, target: str, content: object | None = None
    ) -> SignedRequest:
        call = (method, target, body_of(content))
        return sign_request(key, ORIGIN, call, None, datetime.now(UTC))

    def send(self, request: SignedRequest) -> Answered:
        """Hand the call to the app as a REST proxy event."""
        answer = self.app(lambda_event(request), None)
        return Answered(answer["statusCode"], json.loads(answer["body"]))

    def call(
        self, key: KeyFile, method: str, target: str, content: object | None = None
    ) -> Answered:
        answered = self.send(self.signed(key, method, target, content))
        if answered.status >= 300:
            raise RuntimeError(f"{method} {target}: {answered.status} {answered.body}")
        return answered

    def environment(self) -> dict[str, str]:
        """What a fresh process of the product needs, as a Lambda function gets it."""
        where = self.where
        # Else every process would compile the product anew, while the libraries are compiled.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {
            **kept,
            "PYTHONPATH": str(REPOSITORY),
            "AWS_REGION": where.region,
            "AWS_DEFAULT_REGION": where.region,
            "AWS_ENDPOINT_URL": where.aws_endpoint,
            "AWS_ENDPOINT_URL_DYNAMODB": where.dynamodb_endpoint,
            "MIANZHENG_STAGE": where.stage,
            "MIANZHENG_ORIGIN": where.origin,
            "MIANZHENG_TABLE": where.table_name,
            "MIANZHENG_DEADLINE_MACHINE": where.deadline_machine_arn,
            "MIANZHENG_ADJUSTMENT_MACHINE": where.adjustment_machine_arn,
            "MIANZHENG_KEYRING": str(where.keyring_dir),
            "MIANZHENG_OBJECTS": str(where.objects_dir),
            "MIANZHENG_SITE": str(where.site_dir),
        }


@contextmanager
def running(home: Path) -> Iterator[Bench]:
    """Everything up, seeded, at the rule's own due times; ended on leaving."""
    for name in ("werkzeug", "moto", "botocore"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with ExitStack() as undo:
        endpoint, storage = _dynamodb_local(home, undo)
        moto = undo.enter_context(moto_server.running())
        machine, adjustment_machine = machines(moto, _not_wired, _not_wired)
        where = Surroundings(
            origin=ORIGIN,
            region=moto_server.REGION,
            dynamodb_endpoint=endpoint or moto.endpoint,
            aws_endpoint=moto.endpoint,
            deadline_machine_arn=machine,
            adjustment_machine_arn=adjustment_machine,
            notice_topic_arn=moto.create_topic("notices"),
            home=home,
            sla_scale=1.0,
            durable=endpoint is not None,
        )
        built = product.build(where)
        moto.functions.register(DEADLINE_FUNCTION, built.pass_deadline)
        moto.functions.register(ADJUSTMENT_FUNCTION, built.pass_adjustment)
        yield Bench(where, moto, built.app, bootstrap.services(), storage)


@contextmanager
def shortened(bench: Bench, scale: float) -> Iterator[Bench]:
    """The same system with shorter due times."""
    services = bootstrap.build(replace(bench.services.settings, sla_scale=scale))
    use(services)
    try:
        yield replace(bench, services=services)
    finally:
        use(bench.services)


def _dynamodb_local(home: Path, undo: ExitStack) -> tuple[str | None, str]:
    cache = str(REPOSITORY / ".local" / "dynamodb-local")
    os.environ.setdefault("MIANZHENG_DDB_CACHE", cache)
    try:
        local = dynamodb_local.start(home)
    except LocalProblem:
        return None, "moto"
    undo.callback(local.stop)
    return local.endpoint, "DynamoDB Local"


def _not_wired(_event: object, _context: object) -> object:
    raise RuntimeError("a deadline fired before the product was wired")


def fresh_case_no() -> str:
    return f"BENCH-{secrets.token_hex(8)}"
