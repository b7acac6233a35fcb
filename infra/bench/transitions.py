"""State transitions billed by Step Functions: the states entered, as moto's history tells."""

import time
from typing import Any

from infra.bench.events import COLLECTION
from infra.bench.figures import Figure
from infra.bench.surroundings import Bench, fresh_case_no, shortened
from infra.demo.cast import applicant

CIVIL_AFFAIRS, TAXATION = "370402006", "370402015"
PUBLIC_SECURITY = "370402002"
SCALE = 0.0005
"""Half an hour becomes 0.9 s: timers know whole seconds and come one second later."""
ENDED_WITHIN = 20.0


def measure(bench: Bench) -> list[Figure]:
    """One request answered in time, one that nobody answers and nobody supervises."""
    requester, issuer = bench.key(CIVIL_AFFAIRS, "agent"), bench.key(TAXATION, "agent")
    body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
    on_time = bench.call(requester, "POST", COLLECTION, body).body["id"]
    answer = {"conclusion": "NO_RECORD", "facts": [], "as_of": "2026-01-01"}
    bench.call(issuer, "POST", f"{COLLECTION}/{on_time}/answer", answer)
    with shortened(bench, SCALE) as short:
        police = short.key(PUBLIC_SECURITY, "agent")
        late_body = {"row": "ZM030", "case_no": fresh_case_no(), "applicant": applicant()}
        late = short.call(police, "POST", COLLECTION, late_body).body["id"]
        entered_late = _entered(short, late)
    return [
        Figure("计费的状态转换:按时", _entered(bench, on_time), "次", 1),
        Figure("计费的状态转换:全部超时", entered_late, "次", 4),
    ]


def _entered(bench: Bench, request_id: str) -> int:
    """Wait for the end of the execution, then count the states it entered."""
    states: Any = bench.moto.client("stepfunctions")
    machine = bench.where.deadline_machine_arn
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{request_id}-1"
    ends_at = time.monotonic() + ENDED_WITHIN
    while states.describe_execution(executionArn=arn)["status"] == "RUNNING":
        if time.monotonic() > ends_at:
            raise RuntimeError("the execution did not end")
        time.sleep(0.1)
    events = states.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    return sum(one["type"].endswith("StateEntered") for one in events)
