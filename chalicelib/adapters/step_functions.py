"""Timers on Step Functions: one execution per request and number, with absolute times."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.requests import VerificationRequest
from chalicelib.services.ports import Telemetry


def fire_at(due: datetime) -> str:
    """When to fire for ``due``: rounded up to the whole second, plus one.

    Step Functions knows whole seconds, and exactly at due is on time: the timer must not come
    before the breach.
    """
    whole = due.astimezone(UTC)
    if whole.microsecond:
        whole = whole.replace(microsecond=0) + timedelta(seconds=1)
    return (whole + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


class StepFunctionsTimers:
    """Best effort: a timer that can't start or stop is logged; the sweeper does its work."""

    def __init__(self, client: Any, machine_arn: str, telemetry: Telemetry) -> None:
        self._client = client
        self._machine = machine_arn
        self._telemetry = telemetry

    def start(self, request: VerificationRequest) -> None:
        """Idempotent: the same name and input start one execution only."""
        times = {
            "request_id": request.id,
            "answer_by": fire_at(request.plan.answer_by),
            "supervise_by": fire_at(request.plan.supervise_by),
        }
        try:
            self._client.start_execution(
                stateMachineArn=self._machine,
                name=execution_name(request, request.timer),
                input=json.dumps(times),
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return
        except (BotoCoreError, ClientError) as failure:
            self._tell("timer_start_failed", request, failure)

    def stop(self, request: VerificationRequest, number: int) -> None:
        arn = self._machine.replace(":stateMachine:", ":execution:")
        try:
            self._client.stop_execution(
                executionArn=f"{arn}:{execution_name(request, number)}",
                error="Closed",
                cause="the request was closed or extended",
            )
        except (BotoCoreError, ClientError) as failure:
            self._tell("timer_stop_failed", request, failure)

    def _tell(self, message: str, request: VerificationRequest, failure: Exception) -> None:
        self._telemetry.log(message, request_id=request.id, error=type(failure).__name__)


def execution_name(request: VerificationRequest, number: int) -> str:
    return f"{request.id}-{number}"
