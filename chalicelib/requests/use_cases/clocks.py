"""The two clocks of a case (R6, Art. 10-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import CaseUnknown
from chalicelib.requests.domain.cases import CaseClocks, case_clocks

if TYPE_CHECKING:
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import CaseNo
    from chalicelib.requests.ports import Ports


def read_case_clocks(case_no: CaseNo, caller: Caller, ports: Ports) -> CaseClocks:
    """A case belongs to its requester alone. Raises CaseUnknown."""
    case = ports.requests.case(caller.unit, case_no)
    if case is None:
        raise CaseUnknown(f"本单位没有办件编号 {case_no} 的核验记录,请核对编号。", field="case_no")
    return case_clocks(case, ports.requests.requests(case.requests), ports.clock.now())
