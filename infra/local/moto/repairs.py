"""What moto 5.2 needs before it can carry this system. Installed once, each with its why."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from infra.local.moto import executions, tables
from infra.local.moto.lambda_functions import FunctionRegistry

LOOPBACK = frozenset({"127.0.0.1"})


class RealEndpointRefused(RuntimeError):
    """A client of this process tried to leave the machine."""


@dataclass
class _State:
    """moto's classes are process-wide, so what their repairs look at has to be, too."""

    installed: bool = False
    running: bool = False
    endpoint: str = ""
    functions: FunctionRegistry = field(default_factory=FunctionRegistry)
    clients: dict[tuple[str, str | None], Any] = field(default_factory=dict)
    start_lock: threading.Lock = field(default_factory=threading.Lock)
    clients_lock: threading.Lock = field(default_factory=threading.Lock)


_state = _State()


@contextmanager
def only_one_server() -> Iterator[None]:
    """Guard a start: moto's state is process-wide, so two servers would share their tables."""
    with _state.start_lock:
        if _state.running:
            raise RuntimeError("moto already runs in this process; use or stop that server")
        yield
        _state.running = True


def install(functions: FunctionRegistry) -> None:
    """Apply every repair; a second call only replaces the functions."""
    _state.functions = functions
    _set_configuration()
    if _state.installed:
        return
    _forget_what_nobody_holds()
    tables.install()
    executions.install()
    _forget_sent_notifications()
    _run_functions_in_process()
    _reuse_clients_of_executions()
    _layers_of_updated_functions()
    _refuse_to_leave_the_machine()
    _state.installed = True


def use_endpoint(endpoint: str) -> None:
    """Where running executions send their calls."""
    with _state.clients_lock:
        _state.endpoint = endpoint
        _state.clients.clear()


def forget_everything() -> None:
    """Drop moto's tables, machines and functions, and allow the next start."""
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()
    with _state.start_lock:
        _state.running = False


def _set_configuration() -> None:
    from moto.core.config import default_user_config

    # By default moto only pretends to run a machine, and runs functions in Docker.
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    default_user_config["lambda"] = {"use_docker": False}


def _forget_what_nobody_holds() -> None:
    """moto keeps every object it ever made, for a page of its own that nobody opens here.

    Its S3 alone needs that: there the files behind the objects are closed at the end.
    """
    from moto.core.common_models import BaseModel

    original = BaseModel.__new__

    def new(cls: Any, *args: Any, **named: Any) -> Any:
        if cls.__module__.startswith("moto.s3."):
            return original(cls, *args, **named)
        return object.__new__(cls)

    BaseModel.__new__ = new  # type: ignore[method-assign]  # the repair itself


def _forget_sent_notifications() -> None:
    """A topic of moto keeps every message for a test to look at. Ours look elsewhere."""
    from moto.sns.models import Topic

    original = Topic.publish

    def publish(self: Any, *args: Any, **named: Any) -> Any:
        message_id = original(self, *args, **named)
        self.sent_notifications.clear()
        return message_id

    Topic.publish = publish  # type: ignore[method-assign]  # the repair itself


def _run_functions_in_process() -> None:
    """Without Docker moto answers any call with a fixed text; ours are run, in this process."""
    from moto.awslambda_simple.models import LambdaSimpleBackend

    def invoke(self: Any, *args: Any, **named: Any) -> bytes:
        names = ("function_name", "qualifier", "body", "headers", "response_headers")
        call = dict(zip(names, args, strict=False), **named)
        function = self.get_function(call["function_name"], call["qualifier"])  # 404 if unknown
        outcome = _state.functions.invoke(function.function_name, call["body"])
        if outcome.failed:
            call["response_headers"]["x-amz-function-error"] = "Unhandled"
        return outcome.payload.encode()

    LambdaSimpleBackend.invoke = invoke  # type: ignore[method-assign]  # the repair itself


def _reuse_clients_of_executions() -> None:
    """Each Task made a new boto3 client (0.1 s and not thread-safe), on localhost (maybe ::1)."""
    import boto3
    from moto.stepfunctions.parser.asl.utils import boto_client

    def client(service_name: str, **settings: Any) -> Any:
        settings["endpoint_url"] = _state.endpoint
        key = (service_name, settings.get("region_name"))
        with _state.clients_lock:
            if key not in _state.clients:
                _state.clients[key] = boto3.client(service_name, **settings)  # type: ignore[call-overload]  # the stubs know literal names only
            return _state.clients[key]

    boto_client.boto3 = SimpleNamespace(client=client)  # type: ignore[attr-defined,assignment]  # the repair itself


def _layers_of_updated_functions() -> None:
    """By CloudFormation a layer comes as moto's own object where an update wants its ARN."""
    from moto.awslambda.models import LambdaFunction

    original = LambdaFunction._get_layers_data

    def data(self: Any, layers: list[Any]) -> Any:
        return original(self, [getattr(one, "arn", one) for one in layers])

    LambdaFunction._get_layers_data = data  # type: ignore[method-assign,assignment]  # the repair itself


def _refuse_to_leave_the_machine() -> None:
    """A forgotten endpoint must fail here, not reach a real account with whatever is at hand."""
    from botocore.httpsession import URLLib3Session

    original = URLLib3Session.send

    def send(self: Any, request: Any) -> Any:
        host = urlsplit(request.url).hostname
        if _state.running and host not in LOOPBACK:
            raise RealEndpointRefused(f"the local stack calls 127.0.0.1 only, never {host}")
        return original(self, request)

    URLLib3Session.send = send  # type: ignore[method-assign]  # the repair itself
