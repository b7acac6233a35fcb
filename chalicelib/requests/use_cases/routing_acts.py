"""Whose duty a request is (Art. 4, 10-2): 退回 with a reason and a referral, 转办 by the requester
in one step, 裁定 by the task-force office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import self_addressed
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import RequestId, UnitCode
from chalicelib.kernel.performing import actor_of, perform
from chalicelib.kernel.records import record
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.deadlines import plan_deadlines
from chalicelib.requests.domain.outcomes import Arbitration, ArbitrationState, Referral
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.routing import arbitrate, re_route
from chalicelib.requests.use_cases.changing import change_request, told
from chalicelib.requests.use_cases.filing import tell_filed
from chalicelib.requests.use_cases.rights import load_request, require_issuer, require_requester
from chalicelib.units.use_cases.rights import load_unit

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.commits import Commit
    from chalicelib.kernel.events import Actor
    from chalicelib.requests.ports import Ports


if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit
    from chalicelib.requests.ports import Ports


@record(frozen=True)
class ArbitrateRequest:
    id: RequestId
    unit: UnitCode
    reason: str


def arbitrate_request(
    command: ArbitrateRequest, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """The decided parent; its ``child`` runs at the unit the office chose.

    Raises RequestUnknown, StateForbids, ArbitrationNotOpen, UnitUnknown, SelfAddressed,
    PromisePast.
    """
    child_id = RequestId(ports.random.id())

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        parent = load_request(command.id, ports)
        ruling = Arbitration(ArbitrationState.DECIDED, command.unit, command.reason, now)
        decided = arbitrate(parent, ruling, child_id, now)
        _, opened = open_child(decided, command.unit, now, ports, actor_of(call))
        quiet, linked = told(decided, actor_of(call), now, ports)
        return quiet, linked.with_(opened)

    parent = perform(call, ports, VerificationRequest, decide)
    if parent.child is not None:
        ports.timers.start(load_request(parent.child, ports))
    return parent


def re_route_request(
    id_: RequestId, unit: UnitCode, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """The linked child, with its own t0 and timer, capped by the same promise.

    Raises RequestUnknown, NotTheRequester, StateForbids, ReRouteForbidden, UnitUnknown,
    SelfAddressed, PromisePast.
    """
    child_id = RequestId(ports.random.id())

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        parent = load_request(id_, ports)
        require_requester(call.caller, parent)
        routed = re_route(parent, unit, child_id, now)
        child, opened = open_child(routed, unit, now, ports, actor_of(call))
        _, linked = told(routed, actor_of(call), now, ports)
        return child, opened.with_(linked)

    child = perform(call, ports, VerificationRequest, decide)
    ports.timers.start(child)
    return child


SHORTEST_REASON = 10


@record(frozen=True)
class SendBackRequest:
    """``referral.unit`` None means 不明: then the office decides."""

    id: RequestId
    reason: str
    referral: Referral


def send_back_request(
    command: SendBackRequest, call: SignedCall, ports: Ports
) -> VerificationRequest:
    """Raises FieldInvalid (reason under 10 characters), UnitUnknown, NotTheIssuer, StateForbids."""
    if len(command.reason) < SHORTEST_REASON:
        raise FieldInvalid(
            f"退回理由至少 {SHORTEST_REASON} 个字,请写清为什么不属于本单位职责。", field="reason"
        )
    if command.referral.unit is not None:
        load_unit(command.referral.unit, ports, "referral.unit")

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        return request.send_back(command.reason, command.referral, now)

    return change_request(command.id, call, ports, act)


def open_child(
    parent: VerificationRequest, unit: UnitCode, now: datetime, ports: Ports, actor: Actor
) -> tuple[VerificationRequest, Commit]:
    """``parent`` names the child's id already. Raises UnitUnknown, SelfAddressed, PromisePast."""
    assert parent.child is not None  # noqa: S101  # the domain has just linked it
    load_unit(unit, ports)
    edition = ports.catalogue.edition(parent.edition)
    row = edition.rows[parent.row]
    if unit == parent.requester:
        raise self_addressed(row)
    plan = plan_deadlines(
        row, now, parent.case_accepted_at, ports.policy, ports.calendars.current()
    )
    child = VerificationRequest(
        id=parent.child,
        row=parent.row,
        edition=parent.edition,
        requester=parent.requester,
        issuer=unit,
        case_no=parent.case_no,
        case_accepted_at=parent.case_accepted_at,
        applicant=parent.applicant,
        subjects=parent.subjects,
        note=parent.note,
        plan=plan,
        parent=parent.id,
        visited=(*parent.visited, parent.issuer),
    )
    quiet, commit = told(tell_filed(child, now, ports), actor, now, ports)
    case = Case(child.requester, child.case_no, child.case_accepted_at, (child.id,))
    return quiet, replace(commit, case=case)
