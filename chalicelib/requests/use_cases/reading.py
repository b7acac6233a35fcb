"""Read one request, in full with an access record (SECURITY.md); the two clocks of a case (R6,
Art. 10-2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import CaseUnknown
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of
from chalicelib.kernel.records import record
from chalicelib.requests.domain.cases import CaseClocks, case_clocks
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.rights import load_request, sees_in_full

if TYPE_CHECKING:
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import CaseNo
    from chalicelib.requests.ports import Ports


if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import RequestId
    from chalicelib.requests.ports import Ports


@record(frozen=True)
class Reading:
    """A request as this caller may see it."""

    request: VerificationRequest
    is_full: bool


def read_request(id_: RequestId, call: SignedCall, ports: Ports) -> Reading:
    """1 read; in full, 1 transaction {jti, access record}. Raises RequestUnknown, NotAParty."""
    request = load_request(id_, ports)
    is_full = sees_in_full(call.caller, request, ports)
    if is_full:
        record_access(request, call, ports)
    return Reading(request, is_full)


def record_access(request: VerificationRequest, call: SignedCall, ports: Ports) -> None:
    """The jti and the access record are one fact: a replayed read shows nothing."""
    news = (News(EventType.REQUEST_READ, ports.clock.now()),)
    events = events_of(request.id, news, actor_of(call), ports.random)
    ports.commit(Commit(events=events, call=replace(call, op=None)))


def read_case_clocks(case_no: CaseNo, caller: Caller, ports: Ports) -> CaseClocks:
    """A case belongs to its requester alone. Raises CaseUnknown."""
    case = ports.requests.case(caller.unit, case_no)
    if case is None:
        raise CaseUnknown(f"本单位没有办件编号 {case_no} 的核验记录,请核对编号。", field="case_no")
    return case_clocks(case, ports.requests.requests(case.requests), ports.clock.now())
