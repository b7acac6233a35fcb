"""State transitions billed by Step Functions: the states entered, as moto's history tells."""

import time
from datetime import timedelta
from typing import Any

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentKind, adjustment_id
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.times.clock import SHANGHAI
from infra.bench.events import COLLECTION
from infra.bench.figures import Figure
from infra.bench.surroundings import Bench, fresh_case_no, shortened
from infra.demo.cast import applicant

CIVIL_AFFAIRS, TAXATION = "370402006", "370402015"
PUBLIC_SECURITY = "370402002"
SCALE = 0.0005
"""Half an hour becomes 0.9 s: timers know whole seconds and come one second later."""
UNREPORTED = timedelta(seconds=1)
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
        entered_late = _entered(short, short.where.deadline_machine_arn, late)
    requests, adjustments = bench.where.deadline_machine_arn, bench.where.adjustment_machine_arn
    reported, silent = _reported(bench), _awaited(bench, UNREPORTED).id
    return [
        Figure("计费的状态转换:按时", _entered(bench, requests, on_time), "次", 1),
        Figure("计费的状态转换:全部超时", entered_late, "次", 4),
        Figure("计费的状态转换:按时报告调整", _entered(bench, adjustments, reported), "次", 1),
        Figure("计费的状态转换:从不报告调整", _entered(bench, adjustments, silent), "次", 2),
    ]


def _reported(bench: Bench) -> str:
    """What a report on time does to the clock."""
    adjustment = _awaited(bench, timedelta(hours=1))
    time.sleep(0.5)  # until it waits
    bench.services.ports.report_timers.stop_adjustment(adjustment, adjustment.timer)
    return adjustment.id


def _awaited(bench: Bench, within: timedelta) -> Adjustment:
    """Its report is due so soon: working days can't be shortened, so it is not registered."""
    ports = bench.services.ports
    now, unit = ports.clock.now(), UnitCode(CIVIL_AFFAIRS)
    adjustment = Adjustment(
        id=adjustment_id(unit, now, ports.random.id()),
        unit=unit,
        kind=AdjustmentKind.REDUCE,
        cause="样例",
        cause_date=now.astimezone(SHANGHAI).date(),
        base=1,
        registered_by="bench",
        registered_at=now,
        report_by=now + within,
        calendar_version=ports.calendars.current().version,
        rows_before=(RowCode("ZM007"),),
    )
    ports.commit(Commit(saves=(adjustment,)))
    ports.report_timers.start_adjustment(adjustment)
    return adjustment


def _entered(bench: Bench, machine: str, id_: str) -> int:
    """Wait for the end of the execution, then count the states it entered."""
    states: Any = bench.moto.client("stepfunctions")
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{id_}-1"
    ends_at = time.monotonic() + ENDED_WITHIN
    while states.describe_execution(executionArn=arn)["status"] == "RUNNING":
        if time.monotonic() > ends_at:
            raise RuntimeError("the execution did not end")
        time.sleep(0.1)
    events = states.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    return sum(one["type"].endswith("StateEntered") for one in events)
