"""How an operator's command ends: three lines and a status that a script can trust."""

import re
import socket

import boto3
import click
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from click.testing import CliRunner
from cryptography import x509
from cryptography.x509.oid import NameOID

from chalicelib.kernel.errors import Misconfigured
from infra.cli.main import main
from infra.cli.shared.operator_options import agreed, declined, screen, told_problems
from infra.cli.stage.rotate_seal import shown
from infra.local.moto.server import MotoServer
from infra.stage.cloud import Cloud
from infra.stage.file import STAGES, load_stage
from infra.stage.problems import NOTHING_TOUCHED, DeployProblem


@pytest.fixture
def endpoint(moto_server: MotoServer) -> str:
    return moto_server.endpoint


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize("command", ["deploy", "status", "drift", "destroy"])
def test_a_stand_in_that_does_not_run_is_named_and_the_next_command_stays_with_it(
    command: str,
) -> None:
    there = f"http://127.0.0.1:{free_port()}"
    done = CliRunner().invoke(main, [command, "--stage", "test", "--endpoint-url", there])
    assert done.exit_code == 1
    assert f"连不上替身 {there}" in done.output
    assert "凭证" not in done.output
    assert "moto_server -H 127.0.0.1 -p" in done.output
    assert f"mianzheng deploy --stage test --endpoint-url {there}" in done.output


def test_what_a_certificate_says_of_itself_is_no_command_to_the_terminal() -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "[red]OK[/]\x1b[2J")])
    assert shown(name).plain == "CN=[red]OK[/]?[2J"


def test_a_broken_roster_ends_in_words_too() -> None:
    with pytest.raises(click.ClickException) as ended, told_problems("prod"):
        raise Misconfigured("密钥名册被改动过")
    assert "mianzheng status --stage prod" in ended.value.format_message()


def test_drift_on_a_stand_in_says_in_one_line_that_it_can_not_be_tried(endpoint: str) -> None:
    done = CliRunner().invoke(main, ["drift", "--stage", "test", "--endpoint-url", endpoint])
    assert done.exit_code == 1
    assert "替身(moto)查不了" in done.output
    assert len(done.output.splitlines()) == 1


def test_the_status_of_a_stage_that_is_not_there_is_not_a_success(endpoint: str) -> None:
    done = CliRunner().invoke(main, ["status", "--stage", "test", "--endpoint-url", endpoint])
    assert done.exit_code == 1
    assert f"mianzheng deploy --stage test --endpoint-url {endpoint}" in done.output


REFUSED = ClientError({"Error": {"Code": "AccessDenied", "Message": "not\nyou"}}, "DescribeStacks")
GONE = EndpointConnectionError(endpoint_url="https://x")


@pytest.mark.parametrize(("error", "says"), [(REFUSED, "AccessDenied"), (GONE, "没有应答")])
def test_whatever_aws_says_ends_in_three_lines(error: Exception, says: str) -> None:
    @click.command()
    def command() -> None:
        with told_problems("test", "http://127.0.0.1:5"):
            raise error

    done = CliRunner().invoke(command)
    assert done.exit_code == 1
    first, second, third = done.output.splitlines()
    assert says in first
    assert second.startswith("未受影响:")
    assert "mianzheng status --stage test --endpoint-url http://127.0.0.1:5," in third


def test_a_next_command_gets_the_stand_in_once_however_it_was_written() -> None:
    here = "http://127.0.0.1:5"

    @click.command()
    def command() -> None:
        with told_problems("test", here):
            already = f"mianzheng status --stage test --endpoint-url {here}"
            raise DeployProblem("x", NOTHING_TOUCHED, f"mianzheng logs --stage test;{already}")

    done = CliRunner().invoke(command)
    assert len(re.findall("--endpoint-url", done.output)) == 2
    session = boto3.Session("a", "b", region_name="cn-north-1")
    stage = load_stage("test", STAGES)
    assert Cloud("cn-north-1", "1", "aws-cn", None, session).place(stage) == "--stage test"


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_what_nobody_confirmed_does_not_end_as_a_success(answer: str) -> None:
    @click.command()
    def command() -> None:
        if not agreed(screen(), "执行?", yes=False):
            declined(screen())

    done = CliRunner().invoke(command, input=answer)
    assert done.exit_code == 1
    assert "没有执行" in done.output
