"""moto in this process: dummies only, one at a time, nothing half-filled."""

import json
import os
import subprocess
import sys

import boto3
import pytest

from infra.local.moto import server as moto
from infra.local.moto.repairs import RealEndpointRefused
from infra.local.moto.server import MotoServer
from infra.local.stack import DEFINITION, REPOSITORY


def test_a_client_that_would_reach_a_real_account_is_refused(moto_server: MotoServer) -> None:
    assert moto_server.port
    outside = boto3.client("sts", endpoint_url="https://sts.cn-north-1.amazonaws.com.cn")
    with pytest.raises(RealEndpointRefused, match=r"sts\.cn-north-1"):
        outside.get_caller_identity()


def test_a_client_without_an_endpoint_reaches_moto(moto_server: MotoServer) -> None:
    assert boto3.client("sts").meta.endpoint_url == moto_server.endpoint
    assert boto3.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_a_second_server_in_the_process_is_refused(moto_server: MotoServer) -> None:
    before = os.environ["MOTO_PORT"]
    with pytest.raises(RuntimeError, match="already runs"):
        moto.start()
    assert os.environ["MOTO_PORT"] == before == str(moto_server.port)


def test_an_execution_can_be_stopped_at_the_instant_it_started(moto_server: MotoServer) -> None:
    arn = moto_server.create_function("stopped-at-once", lambda _event, _context: None)
    values = {"Partition": arn.split(":")[1], "PassDeadlineFunctionArn": arn}
    machine = moto_server.create_state_machine("stopped-at-once", DEFINITION, values)
    states = moto_server.client("stepfunctions")
    later = "2099-01-01T00:00:00Z"
    entry = json.dumps({"request_id": "r", "answer_by": later, "supervise_by": later})
    for number in range(20):
        started = states.start_execution(
            stateMachineArn=machine, name=f"at-once-{number}", input=entry
        )["executionArn"]
        answer = states.stop_execution(executionArn=started)
        assert answer["ResponseMetadata"]["RetryAttempts"] == 0


def test_a_placeholder_left_over_is_refused() -> None:
    with pytest.raises(ValueError, match="Partition"):
        moto.fill_placeholders('{"a": "${Partition}:${Other}"}', {"Other": "x"})


def test_stop_puts_the_environment_back_and_forgets_everything() -> None:
    program = """
import os, time
os.environ.update(TZ="Asia/Shanghai", AWS_PROFILE="mine", AWS_ACCESS_KEY_ID="mine")
time.tzset()
before = dict(os.environ)
from infra.local.moto import server as moto_server
with moto_server.running() as server:
    assert "AWS_PROFILE" not in os.environ
    assert os.environ["AWS_ACCESS_KEY_ID"] == "local"
    assert time.timezone == 0
    server.create_function("f", lambda event, context: None)
assert dict(os.environ) == before, set(os.environ.items()) ^ set(before.items())
assert time.timezone == -8 * 3600
with moto_server.running() as server:
    assert server.client("lambda").list_functions()["Functions"] == []
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MOTO_"))}
    subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
        timeout=60,
        check=True,
    )
