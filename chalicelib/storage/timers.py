"""Timers on Step Functions: one execution per request or adjustment and number, with absolute
times."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.adjustments.domain.adjustment import Adjustment
    from chalicelib.kernel.ports import Telemetry
    from chalicelib.requests.domain.request import VerificationRequest


def fire_at(due: datetime) -> str:
    """When to fire for ``due``: rounded up to the whole second, plus one.

    Step Functions knows whole seconds, and exactly at due is on time: the timer must not come
    before the breach.
    """
    whole = due.astimezone(UTC)
    if whole.microsecond:
        whole = whole.replace(microsecond=0) + timedelta(seconds=1)
    return (whole + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


@record(frozen=True)
class Machines:
    """The state machines by their ARNs: the clock of a request, the clock of an adjustment."""

    request: str
    adjustment: str


class StepFunctionsTimers:
    """Best effort: a timer that can't start or stop is logged; the sweeper does its work."""

    def __init__(self, client: Any, machines: Machines, telemetry: Telemetry) -> None:
        self._client = client
        self._machines = machines
        self._telemetry = telemetry

    def start(self, request: VerificationRequest) -> None:
        """Idempotent: the same name and input start one execution only."""
        times = {
            "request_id": request.id,
            "answer_by": fire_at(request.plan.answer_by),
            "supervise_by": fire_at(request.plan.supervise_by),
        }
        name = execution_name(request.id, request.timer)
        self._start(self._machines.request, name, times)

    def stop(self, request: VerificationRequest, number: int) -> None:
        cause = "the request was closed or extended"
        self._stop(self._machines.request, execution_name(request.id, number), cause)

    def start_adjustment(self, adjustment: Adjustment) -> None:
        times = {"adjustment_id": adjustment.id, "report_by": fire_at(adjustment.report_by)}
        name = execution_name(adjustment.id, adjustment.timer)
        self._start(self._machines.adjustment, name, times)

    def stop_adjustment(self, adjustment: Adjustment, number: int) -> None:
        cause = "the adjustment was reported, or its due time moved"
        self._stop(self._machines.adjustment, execution_name(adjustment.id, number), cause)

    def _start(self, machine: str, name: str, times: Mapping[str, str]) -> None:
        try:
            self._client.start_execution(
                stateMachineArn=machine, name=name, input=json.dumps(times)
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return
        except (BotoCoreError, ClientError) as failure:
            self._tell("timer_start_failed", name, failure)

    def _stop(self, machine: str, name: str, cause: str) -> None:
        arn = machine.replace(":stateMachine:", ":execution:")
        try:
            self._client.stop_execution(executionArn=f"{arn}:{name}", error="Closed", cause=cause)
        except (BotoCoreError, ClientError) as failure:
            self._tell("timer_stop_failed", name, failure)

    def _tell(self, message: str, name: str, failure: Exception) -> None:
        id_ = name.rpartition("-")[0]
        self._telemetry.log(message, request_id=id_, error=type(failure).__name__)


def execution_name(id_: str, number: int) -> str:
    return f"{id_}-{number}"
