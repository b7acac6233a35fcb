"""Domain records -> JSON. Instants as RFC 3339 with +08:00 and milliseconds."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.domain.answers import Answer, Attachment
from chalicelib.domain.cases import CaseClocks
from chalicelib.domain.catalogue import CatalogueRow
from chalicelib.domain.clock import to_text
from chalicelib.domain.deadlines import Reason
from chalicelib.domain.notices import Notice
from chalicelib.domain.outcomes import Supervision
from chalicelib.domain.people import Applicant, Subject
from chalicelib.domain.requests import VerificationRequest
from chalicelib.domain.summaries import RequestSummary, masked_applicant, masked_subject

Json = dict[str, object]


def request_json(request: VerificationRequest, now: datetime, *, is_full: bool = True) -> Json:
    """The body of GET; without ``is_full`` people are masked and private texts left out."""
    plan = request.plan
    applicant = request.applicant if is_full else masked_applicant(request.applicant)
    subjects = request.subjects if is_full else tuple(map(masked_subject, request.subjects))
    body: Json = {
        "id": request.id,
        "state": request.state,
        "row": request.row,
        "edition": request.edition,
        "requester": request.requester,
        "issuer": request.issuer,
        "case_no": request.case_no,
        "case_accepted_at": to_text(request.case_accepted_at),
        "filed_at": to_text(request.filed_at),
        "accepted_at": request.accepted_at and to_text(request.accepted_at),
        "closed_at": request.closed_at and to_text(request.closed_at),
        "rule": plan.rule,
        "answer_by": to_text(plan.answer_by),
        "send_back_by": to_text(plan.send_back_by),
        "promised_by": plan.promised_by and to_text(plan.promised_by),
        "promise_pending_year": plan.missing_year,
        **_lateness(request.overdue_since(now), request.supervision(now), is_full=is_full),
        "parent": request.parent,
        "child": request.child,
        "applicant": applicant_json(applicant),
        "subjects": [subject_json(one) for one in subjects],
        "is_masked": not is_full,
        "why": [_reason_json(one) for one in plan.why],
        "policy_version": plan.policy_version,
        "calendar_version": plan.calendar_version,
    }
    if is_full:
        body.update(_private_json(request))
    if request.arbitration is not None:
        arbitration = request.arbitration
        body["arbitration"] = _present(
            {
                "state": arbitration.state,
                "unit": arbitration.unit,
                "reason": arbitration.reason if is_full else None,
                "at": arbitration.at and to_text(arbitration.at),
            }
        )
    return _present(body, keep=("supervision",))


def summary_json(summary: RequestSummary, now: datetime) -> Json:
    """A line of a list: masked for everyone."""
    return _present(
        {
            "id": summary.id,
            "state": summary.state,
            "row": summary.row,
            "requester": summary.requester,
            "issuer": summary.issuer,
            "case_no": summary.case_no,
            "filed_at": to_text(summary.filed_at),
            "accepted_at": summary.accepted_at and to_text(summary.accepted_at),
            "closed_at": summary.closed_at and to_text(summary.closed_at),
            "rule": summary.rule,
            "answer_by": to_text(summary.answer_by),
            "send_back_by": to_text(summary.send_back_by),
            "promised_by": summary.promised_by and to_text(summary.promised_by),
            **_lateness(summary.overdue_since(now), summary.supervision(now), is_full=False),
            "parent": summary.parent,
            "child": summary.child,
            "applicant": applicant_json(summary.applicant),
            "subjects": [subject_json(one) for one in summary.subjects],
            "is_masked": True,
        },
        keep=("supervision",),
    )


def applicant_json(applicant: Applicant) -> Json:
    return {
        "kind": applicant.kind.lower(),
        "name": applicant.name,
        "id_type": applicant.id_type,
        "id_no": applicant.id_no,
    }


def subject_json(subject: Subject) -> Json:
    return _present(
        {
            "relation": subject.relation,
            "name": subject.name,
            "id_type": subject.id_type,
            "id_no": subject.id_no,
        }
    )


def attachment_json(attachment: Attachment) -> Json:
    return _present(
        {
            "id": attachment.id,
            "name": attachment.name,
            "size": attachment.size,
            "sha256": attachment.sha256,
            "type": attachment.type,
        }
    )


def clocks_json(clocks: CaseClocks) -> Json:
    """Both clocks, each with its computation in words."""
    return {
        "case_no": clocks.case.case_no,
        "started_at": to_text(clocks.case.accepted_at),
        "now": to_text(clocks.now),
        "elapsed_ms": _ms(clocks.elapsed),
        "paused_ms": _ms(clocks.paused),
        "appraisal_ms": _ms(clocks.appraisal),
        "promised_by": clocks.promised_by and to_text(clocks.promised_by),
        "intervals": [
            {"from": to_text(one.since), "to": to_text(one.until), "requests": list(one.requests)}
            for one in clocks.intervals
        ],
        "why": [
            {
                "rule": "R6",
                "article": "10-2",
                "text": "考核计时 = 已用时间 - 核验时间;同时进行的核验只扣一次:"
                f"{_ms(clocks.elapsed)} - {_ms(clocks.paused)} = {_ms(clocks.appraisal)} 毫秒",
                "at": to_text(clocks.now),
            },
            {
                "rule": "R6",
                "article": "10-2",
                "text": "承诺时限从受理起连续计算,核验期间不停",
                "at": clocks.promised_by and to_text(clocks.promised_by),
            },
        ],
    }


def row_json(row: CatalogueRow) -> Json:
    """One row of the catalogue as it is published."""
    item = row.service_item
    return _present(
        {
            "row": row.code,
            "service_item": {
                "code": item.code,
                "name": item.name,
                "unit": item.unit,
                "kind": item.kind,
                "handling": item.handling,
                "promise": {"value": item.promise.value, "unit": item.promise.unit},
            },
            "material": {"code": row.material.code, "name": row.material.name},
            "issuer": row.issuer,
            "disposition": row.disposition,
            "methods": list(row.methods),
            "backing": row.backing,
            "legal_basis": [{"text": one.text, "level": one.level} for one in row.legal_basis],
            "exclusion": row.exclusion,
            "replacement": row.replacement or None,
            "waiver": row.waiver,
        }
    )


def notice_json(notice: Notice) -> Json:
    return {
        "id": notice.id,
        "event": notice.event,
        "audience": notice.audience,
        "request_id": notice.request,
        "row": notice.row,
        "text": notice.text,
        "at": to_text(notice.at),
    }


def _private_json(request: VerificationRequest) -> Json:
    """What only the two units see."""
    body: Json = {"note": request.note or None}
    if request.answer is not None:
        body["answer"] = _answer_json(request.answer)
    if request.sent_back is not None:
        back = request.sent_back
        body["send_back"] = {
            "reason": back.reason,
            "referral": _present({"unit": back.referral.unit, "note": back.referral.note}),
            "at": to_text(back.at),
            "is_late": back.is_late,
        }
    if request.withdrawal is not None:
        gone = request.withdrawal
        body["withdrawal"] = {"reason": gone.reason, "at": to_text(gone.at)}
    if request.extension is not None:
        extension = request.extension
        body["extension"] = {
            "reason": extension.reason,
            "until": to_text(extension.until),
            "at": to_text(extension.at),
            "previous": to_text(extension.previous),
        }
    if request.attachments and request.is_open:
        body["attachments"] = [attachment_json(one) for one in request.attachments]
    return body


def _answer_json(answer: Answer) -> Json:
    return {
        "conclusion": answer.conclusion,
        "facts": [{"name": one.name, "value": one.value} for one in answer.facts],
        "as_of": answer.as_of,
        "at": to_text(answer.at),
        "by": _present(
            {"unit": answer.by.unit, "member": answer.by.member, "role": answer.by.role.lower()}
        ),
        "attachments": [attachment_json(one) for one in answer.attachments],
    }


def _lateness(since: datetime | None, supervision: Supervision | None, *, is_full: bool) -> Json:
    told: Json | None = None
    if supervision is not None:
        note = supervision.note if is_full else None
        told = _present(
            {
                "state": supervision.state,
                "supervise_by": to_text(supervision.supervise_by),
                "note": note,
            }
        )
    return {
        "is_overdue": since is not None,
        "overdue_since": since and to_text(since),
        "supervision": told,
    }


def _reason_json(reason: Reason) -> Json:
    return {
        "rule": reason.rule,
        "article": reason.article,
        "text": reason.text,
        "at": reason.at and to_text(reason.at),
    }


def _present(body: Mapping[str, object], keep: tuple[str, ...] = ()) -> Json:
    """Absent members are left out, but for those the contract shows as null."""
    return {name: value for name, value in body.items() if value is not None or name in keep}


def _ms(period: timedelta) -> int:
    return period // timedelta(milliseconds=1)
