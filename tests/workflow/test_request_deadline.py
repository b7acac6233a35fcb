"""The clock of a request (Art. 10-2), executed for real: step_functions/request_deadline.asl.json.

Due times are a few real seconds away. The function behind the Tasks is a fake that keeps what
it was told and when; what it decides in the product is tested with pass_deadline itself.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from infra.local.moto.server import MotoServer
from infra.local.stack import DEFINITION

ENDED_WITHIN = 15.0


def stamp(due: datetime) -> str:
    """A due time as the timers adapter writes it: rounded up to the whole second, plus 1 s."""
    whole = due.replace(microsecond=0)
    if whole < due:
        whole += timedelta(seconds=1)
    return (whole + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """The machine in moto, and the calls its function received."""

    def __init__(self, server: MotoServer, partition: str) -> None:
        self.calls: list[tuple[str, datetime]] = []
        self.fail_next: list[Exception] = []
        self._lock = threading.Lock()
        name = f"pass-deadline-{uuid4().hex[:8]}"
        arn = server.create_function(name, self._function)
        self.states = server.client("stepfunctions")
        self.machine = server.create_state_machine(
            f"request-deadline-{uuid4().hex[:8]}",
            DEFINITION,
            {"Partition": partition, "PassDeadlineFunctionArn": arn},
        )

    def _function(self, event: Any, _context: Any) -> Any:
        with self._lock:
            assert set(event) == {"request_id"}
            self.calls.append((event["request_id"], datetime.now(UTC)))
            if self.fail_next:
                raise self.fail_next.pop()

    def start(self, name: str, answer_by: datetime, supervise_by: datetime) -> str:
        entry = {
            "request_id": name.partition("-")[0],
            "answer_by": stamp(answer_by),
            "supervise_by": stamp(supervise_by),
        }
        return str(
            self.states.start_execution(
                stateMachineArn=self.machine, name=name, input=json.dumps(entry)
            )["executionArn"]
        )

    def status(self, execution: str) -> str:
        return str(self.states.describe_execution(executionArn=execution)["status"])

    def wait_until_ended(self, execution: str) -> str:
        ends_at = time.monotonic() + ENDED_WITHIN
        while self.status(execution) == "RUNNING" and time.monotonic() < ends_at:
            time.sleep(0.05)
        return self.status(execution)

    def wait_for_state(self, execution: str) -> None:
        ends_at = time.monotonic() + ENDED_WITHIN
        while not self.transitions(execution) and time.monotonic() < ends_at:
            time.sleep(0.02)

    def history(self, execution: str) -> Counter[str]:
        events = self.states.get_execution_history(executionArn=execution)["events"]
        return Counter(event["type"] for event in events)

    def transitions(self, execution: str) -> int:
        """State transitions as AWS bills them: each state entered, and each retry, is one."""
        history = self.history(execution)
        entered = sum(n for name, n in history.items() if name.endswith("StateEntered"))
        return entered + history["TaskScheduled"] - history["TaskStateEntered"]


@pytest.fixture
def clock(moto_server: MotoServer) -> Clock:
    return Clock(moto_server, "aws-cn")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def running(clock: Clock, now: datetime) -> Iterator[str]:
    execution = clock.start("open-1", now + timedelta(hours=1), now + timedelta(hours=2))
    clock.wait_for_state(execution)
    yield execution
    clock.states.stop_execution(executionArn=execution)


def test_an_answer_on_time_costs_one_state_transition(clock: Clock, now: datetime) -> None:
    execution = clock.start("ontime-1", now + timedelta(hours=1), now + timedelta(hours=2))
    clock.wait_for_state(execution)
    clock.states.stop_execution(executionArn=execution, error="Ended", cause="ANSWERED")
    assert clock.wait_until_ended(execution) == "ABORTED"
    assert clock.transitions(execution) == 1
    assert clock.calls == []


def test_a_full_breach_costs_four_and_calls_once_after_each_due_time(
    clock: Clock, now: datetime
) -> None:
    answer_by, supervise_by = now + timedelta(seconds=1.2), now + timedelta(seconds=3.4)
    execution = clock.start("breach-1", answer_by, supervise_by)
    assert clock.wait_until_ended(execution) == "SUCCEEDED"
    assert clock.transitions(execution) == 4
    assert [request_id for request_id, _ in clock.calls] == ["breach", "breach"]
    first, second = (at for _, at in clock.calls)
    assert answer_by < first < answer_by + timedelta(seconds=4)
    assert supervise_by < second < supervise_by + timedelta(seconds=4)


def test_no_call_comes_before_its_due_time_whatever_the_fraction(
    clock: Clock, now: datetime
) -> None:
    base = now.replace(microsecond=0) + timedelta(seconds=2)
    due = {f"early{ms}": base + timedelta(milliseconds=ms) for ms in (0, 1, 499, 500, 999)}
    executions = [clock.start(f"{name}-1", at, at) for name, at in due.items()]
    assert {clock.wait_until_ended(one) for one in executions} == {"SUCCEEDED"}
    assert len(clock.calls) == 10
    assert all(at > due[request_id] for request_id, at in clock.calls)


def test_an_answer_under_supervision_costs_three(clock: Clock, now: datetime) -> None:
    execution = clock.start("supervised-1", now - timedelta(minutes=1), now + timedelta(hours=1))
    ends_at = time.monotonic() + ENDED_WITHIN
    while clock.transitions(execution) < 3 and time.monotonic() < ends_at:
        time.sleep(0.02)
    clock.states.stop_execution(executionArn=execution)
    assert clock.wait_until_ended(execution) == "ABORTED"
    assert clock.transitions(execution) == 3
    assert len(clock.calls) == 1


def test_due_times_already_past_are_called_at_once(clock: Clock, now: datetime) -> None:
    execution = clock.start("late-1", now - timedelta(hours=2), now - timedelta(hours=1))
    assert clock.wait_until_ended(execution) == "SUCCEEDED"
    assert len(clock.calls) == 2
    assert clock.calls[-1][1] - now < timedelta(seconds=3)


def test_two_executions_of_one_request_only_call_twice_as_often(
    clock: Clock, now: datetime
) -> None:
    past = now - timedelta(minutes=1)
    for name in ("twice-1", "twice-2"):
        assert clock.wait_until_ended(clock.start(name, past, past)) == "SUCCEEDED"
    assert [request_id for request_id, _ in clock.calls] == ["twice"] * 4


def test_starting_the_same_name_again_is_the_same_execution(
    clock: Clock, running: str, now: datetime
) -> None:
    again = clock.start("open-1", now + timedelta(hours=1), now + timedelta(hours=2))
    assert again == running
    listed = clock.states.list_executions(stateMachineArn=clock.machine)["executions"]
    assert len(listed) == 1


def test_the_same_name_with_other_due_times_is_refused(
    clock: Clock, running: str, now: datetime
) -> None:
    with pytest.raises(clock.states.exceptions.ExecutionAlreadyExists):
        clock.start("open-1", now + timedelta(hours=3), now + timedelta(hours=4))
    assert clock.status(running) == "RUNNING"


def test_a_stopped_name_cannot_be_started_again_so_an_extension_takes_the_next(
    clock: Clock, now: datetime
) -> None:
    due = now + timedelta(hours=1)
    first = clock.start("extended-1", due, due)
    clock.wait_for_state(first)
    clock.states.stop_execution(executionArn=first)
    assert clock.wait_until_ended(first) == "ABORTED"
    with pytest.raises(clock.states.exceptions.ExecutionAlreadyExists):
        clock.start("extended-1", due, due)
    second = clock.start("extended-2", due, due)
    assert clock.status(second) == "RUNNING"
    clock.states.stop_execution(executionArn=second)


def test_an_error_of_the_function_ends_the_execution_without_a_retry(
    clock: Clock, now: datetime
) -> None:
    clock.fail_next = [RuntimeError("the store is away")]
    execution = clock.start("failed-1", now, now)
    assert clock.wait_until_ended(execution) == "FAILED"
    assert len(clock.calls) == 1


def test_a_trouble_of_lambda_itself_is_retried(clock: Clock, now: datetime) -> None:
    trouble = type("Lambda.TooManyRequestsException", (Exception,), {})
    clock.fail_next = [trouble()]
    execution = clock.start("retried-1", now, now)
    assert clock.wait_until_ended(execution) == "SUCCEEDED"
    assert len(clock.calls) == 3
    assert clock.transitions(execution) == 5


@pytest.mark.parametrize("partition", ["aws", "aws-cn"])
def test_the_same_file_runs_in_either_partition(
    moto_server: MotoServer, partition: str, now: datetime
) -> None:
    clock = Clock(moto_server, partition)
    execution = clock.start("partition-1", now, now)
    assert clock.wait_until_ended(execution) == "SUCCEEDED"


def test_a_machine_in_shanghai_does_not_fire_eight_hours_early() -> None:
    program = """
import json, time
from datetime import UTC, datetime, timedelta
from infra.local.moto import server as moto_server
from infra.local.stack import DEFINITION
with moto_server.running() as server:
    arn = server.create_function("f", lambda event, context: None)
    values = {"Partition": "aws-cn", "PassDeadlineFunctionArn": arn}
    machine = server.create_state_machine("m", DEFINITION, values)
    due = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    entry = json.dumps({"request_id": "r", "answer_by": due, "supervise_by": due})
    states = server.client("stepfunctions")
    execution = states.start_execution(stateMachineArn=machine, name="r-1", input=entry)
    time.sleep(1)
    print(states.describe_execution(executionArn=execution["executionArn"])["status"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TZ": "Asia/Shanghai", "PYTHONPATH": str(DEFINITION.parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["RUNNING"]


def test_the_machine_is_two_waits_and_two_tasks_and_holds_no_rule() -> None:
    machine = json.loads(DEFINITION.read_text(encoding="utf-8"))
    states = machine["States"]
    walk, name = [], machine["StartAt"]
    while name is not None:
        walk.append(states[name])
        name = states[name].get("Next")
    assert [state["Type"] for state in walk] == ["Wait", "Task", "Wait", "Task"]
    assert len(states) == 4
    assert walk[-1]["End"] is True
    assert [state.get("TimestampPath") for state in walk] == [
        "$.answer_by",
        None,
        "$.supervise_by",
        None,
    ]
    for state in walk:
        assert not {"Seconds", "SecondsPath", "Timestamp", "Choices", "Catch"} & set(state)


def test_the_machine_names_only_the_functions_and_values_it_is_given() -> None:
    text = DEFINITION.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) == {"Partition", "PassDeadlineFunctionArn"}
