"""moto in this process: the stand-in for every AWS service of the laptop and of the tests.

It really executes the state machine of ``step_functions/``. Each repair below answers a fault
that was measured; its why is beside it. One server at a time: moto's state is process-wide.
"""

import io
import json
import logging
import os
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.moto import repairs as moto_repairs
from infra.local.moto.lambda_functions import FunctionRegistry, Handler

if TYPE_CHECKING:
    from moto.server import ThreadedMotoServer

REGION = "cn-north-1"

_ENVIRONMENT = {
    # moto compares a deadline with naive local time: any zone but UTC moves it by hours.
    "TZ": "UTC",
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",  # a name, not a secret: no real account knows it
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
_FORGOTTEN = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_ENDPOINT_URL_DYNAMODB",
)


@dataclass
class MotoServer:
    """A running server. ``endpoint`` serves every service; ``functions`` are called in process."""

    endpoint: str
    port: int
    functions: FunctionRegistry
    _server: "ThreadedMotoServer" = field(repr=False)
    _environment_before: Mapping[str, str | None] = field(repr=False)

    def client(self, service: str) -> Any:
        """A boto3 client of ``service`` bound to this server."""
        import boto3

        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION)  # type: ignore[call-overload]  # the stubs know literal names only

    def create_function(self, name: str, handler: Handler) -> str:
        """Make ``name`` known to Lambda here, run by ``handler``. Returns its ARN."""
        self.functions.register(name, handler)
        arn: str = self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.11",
            Role=self.role_arn(),
            Handler="app.handler",
            Code={"ZipFile": _empty_package()},
        )["FunctionArn"]
        return arn

    def create_state_machine(self, name: str, definition: Path, values: Mapping[str, str]) -> str:
        """Create the machine of the file, its ``${...}`` placeholders filled. Returns its ARN."""
        text = fill_placeholders(definition.read_text(encoding="utf-8"), values)
        arn: str = self.client("stepfunctions").create_state_machine(
            name=name, definition=text, roleArn=self.role_arn()
        )["stateMachineArn"]
        return arn

    def create_topic(self, name: str) -> str:
        """An SNS topic; creating it again gives the same. Returns its ARN."""
        return str(self.client("sns").create_topic(Name=name)["TopicArn"])

    def role_arn(self) -> str:
        """The one role of the laptop; moto wants it to exist but looks no further."""
        iam = self.client("iam")
        try:
            made = iam.create_role(RoleName="local", AssumeRolePolicyDocument="{}")
        except iam.exceptions.EntityAlreadyExistsException:
            made = iam.get_role(RoleName="local")
        return str(made["Role"]["Arn"])

    def stop(self) -> None:
        """End the server, forget its state, and put the environment back as it was."""
        self._server.stop()
        moto_repairs.forget_everything()
        _restore(self._environment_before)


def start(handlers: Mapping[str, Handler] | None = None) -> MotoServer:
    """Start moto on a free port of 127.0.0.1. Raises RuntimeError if one runs already.

    Sets the process's time zone to UTC and its AWS environment to dummies that reach only
    this server; :meth:`MotoServer.stop` puts both back.
    """
    with moto_repairs.only_one_server():
        before = _replace_environment()
        functions = FunctionRegistry(handlers)
        try:
            moto_repairs.install(functions)
            server = _listen()
        except BaseException:
            _restore(before)
            raise
    port = server.get_host_and_port()[1]
    endpoint = f"http://127.0.0.1:{port}"
    os.environ["MOTO_PORT"] = str(port)
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    moto_repairs.use_endpoint(endpoint)
    return MotoServer(endpoint, port, functions, server, before)


@contextmanager
def running(handlers: Mapping[str, Handler] | None = None) -> Iterator[MotoServer]:
    """:func:`start` and ``stop`` as one ``with``."""
    server = start(handlers)
    try:
        yield server
    finally:
        server.stop()


def fill_placeholders(definition: str, values: Mapping[str, str]) -> str:
    """Put the values into a state machine as CloudFormation's DefinitionSubstitutions would.

    Raises ValueError when a placeholder is left over: a half-filled machine would only fail
    at its first deadline.
    """
    for name, value in values.items():
        definition = definition.replace("${" + name + "}", value)
    if "${" in definition:
        raise ValueError(f"a placeholder is left unfilled: {definition.partition('${')[2][:40]}")
    json.loads(definition)
    return definition


def _listen() -> "ThreadedMotoServer":
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else one line per call
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    return server


def _replace_environment() -> dict[str, str | None]:
    touched = [*_ENVIRONMENT, *_FORGOTTEN, "MOTO_PORT", "AWS_ENDPOINT_URL"]
    before = {name: os.environ.get(name) for name in touched}
    for name in _FORGOTTEN:
        os.environ.pop(name, None)
    os.environ.update(_ENVIRONMENT)
    time.tzset()
    return before


def _restore(before: Mapping[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    time.tzset()


def _empty_package() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("app.py", "def handler(event, context): return event")
    return buffer.getvalue()
