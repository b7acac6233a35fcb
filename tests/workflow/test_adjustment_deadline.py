"""The clock of an adjustment (Art. 5-2), executed for real by its state machine.

The timers are the real adapter and the function behind the Task is the product's; only the due
time is a few real seconds away instead of three working days.
"""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentKind, adjustment_id
from chalicelib.adjustments.use_cases.changing import adjustment_subject
from chalicelib.adjustments.use_cases.passing import pass_adjustment
from chalicelib.cloud.machine import SystemClock
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import AdjustmentId, RowCode
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.storage.timers import Machines, StepFunctionsTimers
from infra.local.moto.server import MotoServer
from infra.local.stack import ADJUSTMENT_DEFINITION
from tests.rules.adjusting import report
from tests.rules.world import CIVIL_AFFAIRS, District

ENDED_WITHIN = 15.0


class Clockwork:
    """A district by the real time whose timers are executions in moto."""

    def __init__(self, server: MotoServer) -> None:
        self.district = District(datetime.now(UTC))
        self.calls: list[tuple[AdjustmentId, datetime]] = []
        self._lock = threading.Lock()
        name = f"pass-adjustment-{uuid4().hex[:8]}"
        values = {
            "Partition": "aws-cn",
            "PassAdjustmentFunctionArn": server.create_function(name, self._function),
        }
        machine = server.create_state_machine(name, ADJUSTMENT_DEFINITION, values)
        self.states = server.client("stepfunctions")
        self.arn = machine.replace(":stateMachine:", ":execution:")
        timers = StepFunctionsTimers(
            self.states, Machines("none", machine), self.district.telemetry
        )
        ports = self.district.ports
        self.district.ports = ports.replaced(timers=timers, clock=SystemClock())

    def _function(self, event: Any, _context: Any) -> None:
        assert set(event) == {"adjustment_id"}
        id_ = AdjustmentId(event["adjustment_id"])
        with self._lock:
            self.calls.append((id_, datetime.now(UTC)))
            pass_adjustment(id_, self.district.ports)

    def due_in(self, seconds: float) -> Adjustment:
        """An adjustment whose report is due then, with its timer started."""
        ports, now = self.district.ports, self.district.ports.clock.now()
        adjustment = Adjustment(
            id=adjustment_id(CIVIL_AFFAIRS, now, uuid4().hex),
            unit=CIVIL_AFFAIRS,
            kind=AdjustmentKind.REDUCE,
            cause="样例",
            cause_date=now.astimezone(SHANGHAI).date(),
            base=1,
            registered_by=f"{CIVIL_AFFAIRS}:agent-1",
            registered_at=now,
            report_by=now + timedelta(seconds=seconds),
            calendar_version="样例",
            rows_before=(RowCode("ZM007"),),
        )
        ports.commit(Commit(saves=(adjustment,)))
        ports.report_timers.start_adjustment(adjustment)
        return adjustment

    def status(self, adjustment: Adjustment) -> str:
        arn = f"{self.arn}:{adjustment.id}-{adjustment.timer}"
        return str(self.states.describe_execution(executionArn=arn)["status"])

    def wait_until_ended(self, adjustment: Adjustment) -> str:
        wait(lambda: self.status(adjustment) != "RUNNING")
        return self.status(adjustment)

    def transitions(self, adjustment: Adjustment) -> int:
        """As AWS bills them: each state entered is one."""
        arn = f"{self.arn}:{adjustment.id}-{adjustment.timer}"
        events = self.states.get_execution_history(executionArn=arn)["events"]
        return sum(one["type"].endswith("StateEntered") for one in events)

    def told(self, adjustment: Adjustment) -> Counter[str]:
        events = self.district.ports.ledger.events(adjustment_subject(adjustment.id))
        return Counter(one.news.type.value for one in events)


def wait(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + ENDED_WITHIN
    while not is_so() and time.monotonic() < ends_at:
        time.sleep(0.05)


@pytest.fixture
def clockwork(moto_server: MotoServer) -> Clockwork:
    return Clockwork(moto_server)


def test_a_report_that_never_comes_is_noted_once_after_its_due_time_for_two_transitions(
    clockwork: Clockwork,
) -> None:
    adjustment = clockwork.due_in(1.2)
    assert clockwork.wait_until_ended(adjustment) == "SUCCEEDED"
    assert clockwork.transitions(adjustment) == 2
    ((id_, at),) = clockwork.calls
    assert id_ == adjustment.id
    assert adjustment.report_by < at < adjustment.report_by + timedelta(seconds=4)
    assert clockwork.told(adjustment)["ADJUSTMENT_OVERDUE"] == 1
    clockwork.district.sweep()
    assert clockwork.told(adjustment)["ADJUSTMENT_OVERDUE"] == 1


def test_a_report_on_time_costs_one_transition(clockwork: Clockwork) -> None:
    adjustment = clockwork.due_in(3600)
    wait(lambda: clockwork.transitions(adjustment) == 1)
    report(clockwork.district, adjustment)
    assert clockwork.wait_until_ended(adjustment) == "ABORTED"
    assert clockwork.transitions(adjustment) == 1
    assert clockwork.calls == []


def test_starting_the_same_timer_again_is_the_same_execution(clockwork: Clockwork) -> None:
    adjustment = clockwork.due_in(3600)
    clockwork.district.ports.report_timers.start_adjustment(adjustment)
    assert clockwork.status(adjustment) == "RUNNING"
    assert clockwork.district.telemetry.logged == []
    clockwork.district.ports.report_timers.stop_adjustment(adjustment, 1)


def test_the_machine_is_one_wait_and_one_task_and_holds_no_rule() -> None:
    machine = json.loads(ADJUSTMENT_DEFINITION.read_text(encoding="utf-8"))
    states = machine["States"]
    first = states[machine["StartAt"]]
    second = states[first["Next"]]
    assert (first["Type"], first["TimestampPath"]) == ("Wait", "$.report_by")
    assert (second["Type"], second["End"], len(states)) == ("Task", True, 2)
    for state in states.values():
        assert not {"Seconds", "SecondsPath", "Timestamp", "Choices", "Catch"} & set(state)


def test_the_machine_names_only_the_functions_and_values_it_is_given() -> None:
    text = ADJUSTMENT_DEFINITION.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) == {"Partition", "PassAdjustmentFunctionArn"}
