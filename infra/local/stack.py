"""The whole system on a laptop: one process, one port, one command.

The order of :meth:`LocalStack.start` matters: what can refuse at once (the lock, the port)
comes before what is slow, and the child process before the threads.
"""

import logging
import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from infra.local.dynamodb import process as dynamodb_local
from infra.local.home_lock import HomeLock
from infra.local.http.front import HOST, Front, FrontServer
from infra.local.http.gateway import Gateway, LambdaApp
from infra.local.http.static_site import StaticSite
from infra.local.http.web import WebCall, WebHandler, WebReply
from infra.local.moto import server as moto_server
from infra.local.moto.lambda_functions import Handler, LambdaContext
from infra.local.moto.server import MotoServer
from infra.local.problems import LocalProblem
from infra.local.scheduler import OUTBOX_SECONDS, Job, Scheduler, sweep_seconds

REPOSITORY = Path(__file__).resolve().parents[2]
HOUR = 3600.0
LANES = ("quick", "sealing", "catalogue")
"""Pages are sealed in this process: apart, so that no revocation waits for one. To publish an
edition may take half a minute."""
DEADLINE_FUNCTION = "pass-deadline"
DEADLINE_MACHINE = "request-deadline"
DEFINITION = REPOSITORY / "step_functions" / "request_deadline.asl.json"
ADJUSTMENT_FUNCTION = "pass-adjustment"
ADJUSTMENT_MACHINE = "adjustment-deadline"
ADJUSTMENT_DEFINITION = REPOSITORY / "step_functions" / "adjustment_deadline.asl.json"


@dataclass(frozen=True)
class StackOptions:
    """What the person at the keyboard decides. ``sla_scale`` multiplies due times, (0, 1]."""

    port: int = 8000
    home: Path = Path(".local")
    durable: bool = False
    sla_scale: float = 1.0


@dataclass(frozen=True)
class Surroundings:
    """What the product is told about where it runs; the names are those of its settings."""

    origin: str
    region: str
    dynamodb_endpoint: str
    aws_endpoint: str
    deadline_machine_arn: str
    notice_topic_arn: str
    home: Path
    sla_scale: float
    durable: bool
    adjustment_machine_arn: str = ""
    stage: str = "local"
    table_name: str = "mianzheng-local"
    attachment_bucket: str = "mianzheng-local"

    @property
    def keyring_dir(self) -> Path:
        """The service's own keys, instead of KMS."""
        return self.home / "keyring"

    @property
    def data_dir(self) -> Path:
        """Files that belong to the data: they go with it when it lives in memory only."""
        return self.home if self.durable else self.home / "memory"

    @property
    def objects_dir(self) -> Path:
        """Attachments and sealed pages, instead of S3."""
        return self.data_dir / "objects"

    @property
    def site_dir(self) -> Path:
        """Documents the running system publishes; served before the pages of ``frontend``."""
        return self.data_dir / "site"

    @property
    def keys_dir(self) -> Path:
        """The demo's private keys, one JWK file per member and system."""
        return self.home / "keys"


def _nothing(_event: object, _context: object) -> None:
    """A product without static lists."""


@dataclass(frozen=True)
class Product:
    """What the stack runs: the app and the workers as Lambda would call them."""

    app: LambdaApp
    pass_deadline: Handler
    drain_outbox: Handler
    sweep: Handler
    objects: WebHandler | None = None
    source: WebHandler | None = None
    publish: Handler = _nothing
    pass_adjustment: Handler = _nothing


Build = Callable[[Surroundings], Product]
"""Makes the tables, seeds and wires the product; called once, before the first request."""


class LocalStack:
    """``start``, then ``serve`` until ``stop``. ``build`` is infra.local.product in real life."""

    def __init__(self, options: StackOptions, build: Build) -> None:
        self._options = options
        self._build = build
        self._undo = ExitStack()
        self._server: FrontServer | None = None
        self._product: Product | None = None
        self._scheduler: Scheduler | None = None

    def start(self) -> Surroundings:
        """Bring everything up; raises LocalProblem, and leaves nothing behind then."""
        try:
            return self._start()
        except BaseException:
            self._undo.close()
            raise

    def serve(self) -> None:
        """Answer calls in this thread until :meth:`stop`; then end everything it started."""
        if self._server is None:
            raise RuntimeError("start the stack first")
        try:
            self._server.run()
        finally:
            self._undo.close()

    def stop(self) -> None:
        """Ask :meth:`serve` to end; safe in a signal handler."""
        if self._server is not None:
            self._server.stop()

    def _start(self) -> Surroundings:
        _quiet_logs()
        home = self._options.home.resolve()
        lock = HomeLock(home)
        lock.take(f"http://{HOST}:{self._options.port}")
        self._undo.callback(lock.release)
        front = Front()
        server = FrontServer(front, self._options.port)
        self._undo.callback(server.close)
        surroundings = self._surroundings(home, f"http://{HOST}:{server.port}")
        product = self._build(surroundings)
        front.api = self._following(Gateway(product.app))
        front.objects = product.objects
        front.source = product.source
        folders = [surroundings.site_dir, REPOSITORY / "frontend"]
        front.pages = StaticSite(folders, docs=REPOSITORY / "docs")
        self._product = product
        self._start_clock(product)
        self._server = server
        return surroundings

    def _surroundings(self, home: Path, origin: str) -> Surroundings:
        """Start the stand-ins for AWS. DynamoDB Local first: it is a child, moto is threads."""
        dynamodb_endpoint = None
        if self._options.durable:
            local = dynamodb_local.start(home)
            self._undo.callback(local.stop)
            dynamodb_endpoint = local.endpoint
        moto = moto_server.start()
        self._undo.callback(moto.stop)
        machine, adjustment_machine = machines(moto, self._pass_deadline, self._pass_adjustment)
        return Surroundings(
            origin=origin,
            region=moto_server.REGION,
            dynamodb_endpoint=dynamodb_endpoint or moto.endpoint,
            aws_endpoint=moto.endpoint,
            deadline_machine_arn=machine,
            adjustment_machine_arn=adjustment_machine,
            notice_topic_arn=moto.create_topic("notices"),
            home=home,
            sla_scale=self._options.sla_scale,
            durable=self._options.durable,
        )

    def _pass_deadline(self, event: object, context: object) -> object:
        if self._product is None:
            raise RuntimeError("a deadline fired before the product was wired")
        passed = self._product.pass_deadline(event, context)
        self._follow()
        return passed

    def _pass_adjustment(self, event: object, context: object) -> object:
        if self._product is None:
            raise RuntimeError("a deadline fired before the product was wired")
        passed = self._product.pass_adjustment(event, context)
        self._follow()
        return passed

    def _following(self, api: WebHandler) -> WebHandler:
        """The API, and what follows its writes at once, as the table's stream would have it."""

        def answer(call: WebCall) -> WebReply:
            reply = api(call)
            if call.method != "GET":
                self._follow()
            return reply

        return answer

    def _follow(self) -> None:
        if self._scheduler is not None:
            self._scheduler.wake(*LANES)

    def _start_clock(self, product: Product) -> None:
        def sweep() -> None:
            product.sweep({"lane": "quick"}, LambdaContext("sweep"))
            self._follow()

        def drain(lane: str) -> None:
            done = product.drain_outbox({"lane": lane}, LambdaContext(f"drain-{lane}"))
            if isinstance(done, dict) and done.get("done"):
                self._follow()

        lanes = [Job(one, OUTBOX_SECONDS, partial(drain, one)) for one in LANES]
        self._scheduler = Scheduler(
            [
                Job("sweep", sweep_seconds(self._options.sla_scale), sweep),
                Job("statuses", HOUR, lambda: product.publish({}, LambdaContext("statuses"))),
                *lanes,
            ]
        )
        self._scheduler.start()
        self._undo.callback(self._scheduler.stop)


def machines(moto: MotoServer, pass_deadline: Handler, pass_adjustment: Handler) -> tuple[str, str]:
    """The two clocks with their functions: the ARNs of a request's, of an adjustment's."""
    function = moto.create_function(DEADLINE_FUNCTION, pass_deadline)
    other = moto.create_function(ADJUSTMENT_FUNCTION, pass_adjustment)
    partition = {"Partition": function.split(":")[1]}
    return (
        moto.create_state_machine(
            DEADLINE_MACHINE, DEFINITION, {**partition, "PassDeadlineFunctionArn": function}
        ),
        moto.create_state_machine(
            ADJUSTMENT_MACHINE,
            ADJUSTMENT_DEFINITION,
            {**partition, "PassAdjustmentFunctionArn": other},
        ),
    )


def read_sla_scale(text: str) -> float:
    """SLA_SCALE as a number in (0, 1]; raises LocalProblem for anything else."""
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 0 < scale <= 1:
        raise LocalProblem(
            f"SLA_SCALE={text} 不能用:要写大于 0、不超过 1 的数,"
            "例如 SLA_SCALE=0.01 make run(30 分钟变成 18 秒)。"
        )
    return scale


def _quiet_logs() -> None:
    for name in ("werkzeug", "waitress", "botocore", "moto", "asyncio"):
        logging.getLogger(name).setLevel(logging.ERROR)
