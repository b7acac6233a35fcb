"""What moto's Step Functions need before they can carry this system for long; each with its why."""

import threading
import time
from typing import Any

KEPT = 100
"""Ended executions a state machine remembers; AWS does for ninety days. Running ones stay."""


def install() -> None:
    """Apply every repair of the executions, once in a process."""
    _stop_what_has_just_started()
    _forget_what_ended_long_ago()


def _stop_what_has_just_started() -> None:
    """A stop within milliseconds of the start met a worker without its environment: HTTP 500."""
    from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

    original = ExecutionWorker.stop

    def stop(self: Any, *args: Any, **named: Any) -> None:
        ends_at = time.monotonic() + 2.0
        while self.env is None and time.monotonic() < ends_at:
            time.sleep(0.002)
        original(self, *args, **named)

    ExecutionWorker.stop = stop  # type: ignore[method-assign]  # the repair itself


def _forget_what_ended_long_ago() -> None:
    """moto keeps each execution with its history, its program and its two threads for ever."""
    from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend
    from moto.stepfunctions.parser.utils import TMP_THREADS

    start, terminated = (
        StepFunctionsParserBackend.start_execution,
        BaseExecutionWorkerCommunication.terminated,
    )
    lock = threading.RLock()

    def start_execution(self: Any, *args: Any, **named: Any) -> Any:
        with lock:
            return start(self, *args, **named)

    def forget(self: Any) -> None:
        terminated(self)
        of_execution = self.execution.state_machine  # a copy of the machine, without the others
        with lock:
            TMP_THREADS.clear()
            for machine in of_execution.backend.state_machines:
                if machine.arn == of_execution.arn:
                    _forget_oldest(machine)

    StepFunctionsParserBackend.start_execution = start_execution  # type: ignore[method-assign]  # the repair itself
    BaseExecutionWorkerCommunication.terminated = forget  # type: ignore[method-assign]  # the repair itself


def _forget_oldest(machine: Any) -> None:
    """A new list, since another thread may be going through the old one."""
    ended = [one for one in machine.executions if one.stop_date is not None]
    ended.sort(key=lambda one: one.stop_date)
    forgotten = {id(one) for one in ended[:-KEPT]}
    machine.executions = [one for one in machine.executions if id(one) not in forgotten]
