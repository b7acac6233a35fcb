"""收件、发件: a page of a unit's box, and its lines: what a list shows of a request, masked for
everyone (SECURITY.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.kernel.ids import CaseNo, RequestId, RowCode, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import Applicant, Subject, mask_id_no, mask_name
from chalicelib.requests.domain.deadlines import Rule
from chalicelib.requests.domain.outcomes import RequestState, Supervision, supervision_of

if TYPE_CHECKING:
    from chalicelib.requests.domain.request import VerificationRequest

LONGEST_SHOWN = 8


@record(frozen=True)
class RequestSummary:
    """Masked when it is made, so that no list ever holds a full name or number."""

    id: RequestId
    state: RequestState
    row: RowCode
    requester: UnitCode
    issuer: UnitCode
    case_no: CaseNo
    rule: Rule
    filed_at: datetime
    answer_by: datetime
    send_back_by: datetime
    supervise_by: datetime
    applicant: Applicant
    subjects: tuple[Subject, ...]
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    promised_by: datetime | None = None
    parent: RequestId | None = None
    child: RequestId | None = None

    def overdue_since(self, now: datetime) -> datetime | None:
        return self.answer_by if (self.closed_at or now) > self.answer_by else None

    def supervision(self, now: datetime) -> Supervision | None:
        return supervision_of(
            self.answer_by,
            self.supervise_by,
            self.closed_at or now,
            is_closed=self.closed_at is not None,
        )


def summarise(request: VerificationRequest) -> RequestSummary:
    """The masked line of this request."""
    plan = request.plan
    return RequestSummary(
        id=request.id,
        state=request.state,
        row=request.row,
        requester=request.requester,
        issuer=request.issuer,
        case_no=request.case_no,
        rule=plan.rule,
        filed_at=plan.filed_at,
        answer_by=plan.answer_by,
        send_back_by=plan.send_back_by,
        supervise_by=plan.supervise_by,
        applicant=masked_applicant(request.applicant),
        subjects=tuple(masked_subject(one) for one in request.subjects),
        accepted_at=request.accepted_at,
        closed_at=request.closed_at,
        promised_by=plan.promised_by,
        parent=request.parent,
        child=request.child,
    )


def masked_applicant(applicant: Applicant) -> Applicant:
    """What anyone but the two units may see of an applicant."""
    masked_no = mask_id_no(applicant.id_no)
    return replace(applicant, name=mask_name(applicant.name), id_no=masked_no)


def masked_subject(subject: Subject) -> Subject:
    """What anyone but the two units may see of a subject."""
    masked_no = None if subject.id_no is None else mask_id_no(subject.id_no)
    return replace(subject, name=mask_name(subject.name), id_no=masked_no)


def proved_subject(request: VerificationRequest) -> str:
    """The masked name a proof shows: whom the fact is about, the applicant by default."""
    named = request.subjects[0].name if request.subjects else request.applicant.name
    masked = mask_name(named)
    if len(masked) <= LONGEST_SHOWN:
        return masked
    return f"{masked[0]}***{masked[-1]}"  # the token has no room for a hundred characters


class Box(StrEnum):
    """收件 of the issuer, 发件 of the requester."""

    INBOX = "inbox"
    OUTBOX = "outbox"


@record(frozen=True)
class BoxQuery:
    """One page of a unit's box, by due time. ``state`` None = all states."""

    unit: UnitCode
    box: Box
    state: RequestState | None
    limit: int
    after: str | None = None
