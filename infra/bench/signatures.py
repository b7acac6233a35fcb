"""The signature check alone, on one core: everything but role, rights and storage."""

import time

from infra.bench.events import COLLECTION
from infra.bench.figures import Figure
from infra.bench.surroundings import Bench, fresh_case_no
from infra.demo.cast import applicant

CIVIL_AFFAIRS = "370402006"
BUDGET = 4_000
CALLS = 2_000


def measure(bench: Bench) -> list[Figure]:
    """Calls of their own, signed before the clock starts; the best of five runs, as for any
    figure of pure computing: what is slower was disturbed by the machine's other work."""
    from chalicelib.kernel.targets import WireCall

    key = bench.key(CIVIL_AFFAIRS, "agent")
    body = {"row": "ZM007", "case_no": fresh_case_no(), "applicant": applicant()}
    signed = [bench.signed(key, "POST", COLLECTION, body) for _ in range(CALLS)]
    calls = [WireCall(one.method, one.target, (one.token,), one.body) for one in signed]
    checker, now = bench.services.checker, bench.services.ports.clock.now()
    rates = []
    for _ in range(5):
        started = time.perf_counter()
        for call in calls:
            checker.check(call, now=now, is_write=True)
        rates.append(CALLS / (time.perf_counter() - started))
    detail = f"ES256,{CALLS} 个不同的签名,5 轮取最好;中位 {sorted(rates)[2]:,.0f}"
    return [Figure("只验签,单核", max(rates), "次/秒", BUDGET, more_is_better=True, detail=detail)]
