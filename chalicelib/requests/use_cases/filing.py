"""发起核验 (Art. 10-2): the requester asks the office that holds the fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import refuse_request
from chalicelib.kernel.commits import CaseFixed, Commit
from chalicelib.kernel.errors import (
    CaseAcceptedAtFixed,
    FieldInvalid,
    RequesterNotOperational,
)
from chalicelib.kernel.events import SIGNALS, EventType, News
from chalicelib.kernel.ids import CaseNo, RequestId, RowCode, UnitCode
from chalicelib.kernel.performing import actor_of, perform
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import Applicant, Subject
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.deadlines import plan_deadlines
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.changing import told
from chalicelib.units.use_cases.rights import load_unit

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.ports import Ports


@record(frozen=True)
class FileRequest:
    """``case_accepted_at`` None = now, or what the case's first request fixed."""

    row: RowCode
    case_no: CaseNo
    case_accepted_at: datetime | None
    applicant: Applicant
    subjects: tuple[Subject, ...]
    note: str


def file_request(command: FileRequest, call: SignedCall, ports: Ports) -> VerificationRequest:
    """File one verification request: 1 transaction, then 1 timer start.

    Raises RequestRefused (its subclasses in the order of the rule), CaseAcceptedAtFixed,
    CalendarYearMissing, FieldInvalid.
    """
    if command.case_accepted_at is not None and command.case_accepted_at > ports.clock.now():
        raise FieldInvalid(
            "case_accepted_at(办件受理时间)不能晚于现在,请核对。", field="case_accepted_at"
        )
    try:
        request = _file(command, call, ports)
    except CaseFixed as fixed:
        if command.case_accepted_at is not None:
            raise CaseAcceptedAtFixed(
                f"这个办件的受理时间已由首次申请确定为 {to_text(fixed.accepted_at)},"
                "请改成这个时间,或不填。",
                field="case_accepted_at",
            ) from fixed
        # Not held against this process's clock: the one that fixed it may be a little ahead.
        request = _file(replace(command, case_accepted_at=fixed.accepted_at), call, ports)
    ports.timers.start(request)
    return request


def _file(command: FileRequest, call: SignedCall, ports: Ports) -> VerificationRequest:
    id_ = RequestId(ports.random.id())

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        request = open_request(command, call.caller.unit, id_, now, ports)
        case = Case(request.requester, request.case_no, request.case_accepted_at, (id_,))
        quiet, commit = told(request, actor_of(call), now, ports)
        return quiet, replace(commit, case=case)

    return perform(call, ports, VerificationRequest, decide)


def open_request(
    command: FileRequest, requester: UnitCode, id_: RequestId, now: datetime, ports: Ports
) -> VerificationRequest:
    """Decide whether this request can be opened, and its due times."""
    known = ports.known_cases.accepted_at(requester, command.case_no)
    accepted_at = command.case_accepted_at or known or now
    edition = ports.catalogue.edition_at(accepted_at)
    row, issuer = refuse_request(edition, command.row, requester)
    missing = load_unit(requester, ports).missing_to_operate()
    if missing:
        raise RequesterNotOperational(
            f"本单位还不能发起核验:{';'.join(missing)}。补齐后请重试。", facts={"unit": requester}
        )
    plan = plan_deadlines(row, now, accepted_at, ports.policy, ports.calendars.current())
    connector = ports.sources.find(issuer, row.material.code) if row.is_shared else None
    if connector is not None:
        plan = plan.by_source(connector.name)
    filed = VerificationRequest(
        id=id_,
        row=command.row,
        edition=edition.number,
        requester=requester,
        issuer=issuer,
        case_no=command.case_no,
        case_accepted_at=accepted_at,
        applicant=command.applicant,
        subjects=command.subjects,
        note=command.note,
        plan=plan,
    )
    return tell_filed(filed, now, ports)


def tell_filed(request: VerificationRequest, now: datetime, ports: Ports) -> VerificationRequest:
    """The news of a new request; an issuer that can't operate is told to the office at once."""
    facts = [("row", str(request.row)), ("rule", request.plan.rule.value)]
    if request.plan.missing_year is not None:
        facts.append(("missing_year", str(request.plan.missing_year)))
    news: tuple[News, ...] = (News(EventType.REQUEST_FILED, now, "10-2", facts=tuple(facts)),)
    issuer = ports.units.unit(request.issuer)
    if issuer is None or not issuer.is_operational:
        event = EventType.ISSUER_NOT_OPERATIONAL
        news += (News(event, now, "16", SIGNALS[event]),)
    return replace(request, news=request.news + news)
