"""What moto's Step Functions and SNS need not remember for ever, and what they must."""

import json
import time
from typing import Any

import pytest

from infra.local.moto import executions
from infra.local.moto.server import MotoServer
from infra.local.stack import DEFINITION

KEPT = 3
LATER = "2099-01-01T00:00:00Z"


def test_ended_executions_are_forgotten_but_for_the_last_and_no_running_one(
    moto_server: MotoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moto.stepfunctions.parser.utils import TMP_THREADS

    monkeypatch.setattr(executions, "KEPT", KEPT)
    arn = moto_server.create_function("forgetting", lambda _event, _context: None)
    values = {"Partition": arn.split(":")[1], "PassDeadlineFunctionArn": arn}
    machine = moto_server.create_state_machine("forgetting", DEFINITION, values)
    states = moto_server.client("stepfunctions")
    running = _start(states, machine, "running")
    for number in range(3 * KEPT):
        states.stop_execution(executionArn=_start(states, machine, str(number)))
        _wait_until_aborted(states, machine, f"{number}")
    listed = states.list_executions(stateMachineArn=machine)["executions"]
    kept = [str(number) for number in range(2 * KEPT, 3 * KEPT)]
    assert sorted(one["name"] for one in listed) == [*kept, "running"]
    assert states.describe_execution(executionArn=running)["status"] == "RUNNING"
    with pytest.raises(states.exceptions.ExecutionDoesNotExist):
        states.stop_execution(executionArn=running.replace(":running", ":0"))
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        _start(states, machine, kept[-1])
    assert len(TMP_THREADS) <= 2, "the threads of what has ended are not kept, either"
    states.stop_execution(executionArn=running)


def test_a_topic_keeps_no_message_it_has_sent(moto_server: MotoServer) -> None:
    from moto.sns.models import sns_backends

    topic = moto_server.create_topic("forgetting")
    moto_server.client("sns").publish(TopicArn=topic, Message="told")
    backends = [one for regions in sns_backends.values() for one in regions.values()]
    found = [one.topics[topic] for one in backends if topic in one.topics]
    assert [one.sent_notifications for one in found] == [[]]


def _start(states: Any, machine: str, name: str) -> str:
    entry = json.dumps({"request_id": name, "answer_by": LATER, "supervise_by": LATER})
    started = states.start_execution(stateMachineArn=machine, name=name, input=entry)
    return str(started["executionArn"])


def _wait_until_aborted(states: Any, machine: str, name: str) -> None:
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
    ends_at = time.monotonic() + 10
    while states.describe_execution(executionArn=arn)["status"] == "RUNNING":
        assert time.monotonic() < ends_at
        time.sleep(0.01)
