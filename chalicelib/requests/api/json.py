"""Requests, answers and what became of them -> JSON. Instants as RFC 3339 with +08:00 and
milliseconds.

Over 300 lines: one body, whatever of it a caller may see.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.http.fields import Json, present
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.domain.copies import EProof, ProofNote, ProofRegister
from chalicelib.requests.domain.summaries import RequestSummary, masked_applicant, masked_subject

if TYPE_CHECKING:
    from chalicelib.kernel.texts.people import Applicant, Subject
    from chalicelib.requests.domain.answers import Answer, Attachment
    from chalicelib.requests.domain.cases import CaseClocks
    from chalicelib.requests.domain.deadlines import DeadlinePlan, Reason
    from chalicelib.requests.domain.outcomes import Arbitration, Supervision
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def request_json(request: VerificationRequest, now: datetime, *, is_full: bool = True) -> Json:
    """The body of GET; without ``is_full`` people are masked and private texts left out."""
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
        "accepted_at": _time(request.accepted_at),
        "closed_at": _time(request.closed_at),
        **_plan_json(request.plan),
        **_lateness(request.overdue_since(now), request.supervision(now), is_full=is_full),
        "parent": request.parent,
        "child": request.child,
        "applicant": applicant_json(applicant),
        "subjects": [subject_json(one) for one in subjects],
        "is_masked": not is_full,
        "arbitration": _arbitration_json(request.arbitration, is_full=is_full),
    }
    if is_full:
        body.update(private_json(request))
    return present(body, keep=("supervision",))


def _plan_json(plan: DeadlinePlan) -> Json:
    return {
        "filed_at": to_text(plan.filed_at),
        "rule": plan.rule,
        "answer_by": to_text(plan.answer_by),
        "send_back_by": to_text(plan.send_back_by),
        "promised_by": _time(plan.promised_by),
        "promise_pending_year": plan.missing_year,
        "policy_version": plan.policy_version,
        "calendar_version": plan.calendar_version,
        "why": [_reason_json(one) for one in plan.why],
    }


def _arbitration_json(arbitration: Arbitration | None, *, is_full: bool) -> Json | None:
    if arbitration is None:
        return None
    return present(
        {
            "state": arbitration.state,
            "unit": arbitration.unit,
            "reason": arbitration.reason if is_full else None,
            "at": _time(arbitration.at),
        }
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def summary_json(summary: RequestSummary, now: datetime) -> Json:
    """A line of a list: masked for everyone."""
    return present(
        {
            "id": summary.id,
            "state": summary.state,
            "row": summary.row,
            "requester": summary.requester,
            "issuer": summary.issuer,
            "case_no": summary.case_no,
            "filed_at": to_text(summary.filed_at),
            "accepted_at": _time(summary.accepted_at),
            "closed_at": _time(summary.closed_at),
            "rule": summary.rule,
            "answer_by": to_text(summary.answer_by),
            "send_back_by": to_text(summary.send_back_by),
            "promised_by": _time(summary.promised_by),
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
    return present(
        {
            "relation": subject.relation,
            "name": subject.name,
            "id_type": subject.id_type,
            "id_no": subject.id_no,
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
        "promised_by": _time(clocks.promised_by),
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
                "at": _time(clocks.promised_by),
            },
        ],
    }


def _lateness(since: datetime | None, supervision: Supervision | None, *, is_full: bool) -> Json:
    told: Json | None = None
    if supervision is not None:
        note = supervision.note if is_full else None
        told = present(
            {
                "state": supervision.state,
                "supervise_by": to_text(supervision.supervise_by),
                "note": note,
            }
        )
    return {
        "is_overdue": since is not None,
        "overdue_since": _time(since),
        "supervision": told,
    }


def _reason_json(reason: Reason) -> Json:
    return {
        "rule": reason.rule,
        "article": reason.article,
        "text": reason.text,
        "at": _time(reason.at),
    }


def _ms(period: timedelta) -> int:
    return period // timedelta(milliseconds=1)


def register_json(register: ProofRegister, ports: Ports) -> Json | None:
    """What a request says of its proofs, and each copy in short; None without any. 1 batch read
    where there are copies."""
    if register == ProofRegister():
        return None
    ids = register.every_copy
    copies = ports.copies.proofs(ids) if ids else ()
    return present(
        {
            "status": register.status,
            "revocation": _note_json(register.revocation),
            "suspension": _note_json(register.suspension),
            "corrections": [_note_json(one) for one in register.corrections],
            "copies": [
                {
                    "proof_id": one.id,
                    "status": one.status,
                    "extracted_at": to_text(one.claims.extracted_at),
                    "pdf": _pdf_json(one),
                }
                for one in copies
            ],
        }
    )


def _pdf_json(proof: EProof) -> Json:
    file = proof.file
    return present(
        {
            "state": file.state.lower(),
            "href": f"/v1/proofs/{proof.id}/pdf",
            "sha256": file.sha256,
            "failure": file.failure,
        }
    )


def _note_json(note: ProofNote | None) -> Json | None:
    return None if note is None else {"reason": note.reason, "at": to_text(note.at)}


# --- what only the two units see ------------------------------------------------------------


def private_json(request: VerificationRequest) -> Json:
    """What only the two units see."""
    body: Json = {"note": request.note or None}
    if request.answer is not None:
        body["answer"] = _answer_json(request.answer)
    if request.sent_back is not None:
        back = request.sent_back
        body["send_back"] = {
            "reason": back.reason,
            "referral": present({"unit": back.referral.unit, "note": back.referral.note}),
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
    body.update(_dispute_json(request))
    if request.attachments and request.is_open:
        body["attachments"] = [attachment_json(one) for one in request.attachments]
    return body


def _dispute_json(request: VerificationRequest) -> Json:
    """信息不符 and what followed (Art. 11-2)."""
    body: Json = {}
    if request.mismatches:
        body["mismatches"] = [
            {
                "field": one.field,
                "applicant_value": one.applicant_value,
                "obtained_value": one.obtained_value,
                "at": to_text(one.at),
            }
            for one in request.mismatches
        ]
    if request.supplements:
        body["supplements"] = [
            {"reason": one.what, "at": to_text(one.at)} for one in request.supplements
        ]
    if request.objections:
        body["objections"] = [
            present({"objection": one.objection, "outcome": one.outcome, "at": to_text(one.at)})
            for one in request.objections
        ]
    return body


def _answer_json(answer: Answer) -> Json:
    return {
        "conclusion": answer.conclusion,
        "facts": [{"name": one.name, "value": one.value} for one in answer.facts],
        "as_of": answer.as_of,
        "at": to_text(answer.at),
        "by": present(
            {"unit": answer.by.unit, "member": answer.by.member, "role": answer.by.role.lower()}
        ),
        "attachments": [attachment_json(one) for one in answer.attachments],
        **({"source": answer.source} if answer.source else {}),
    }


def attachment_json(attachment: Attachment) -> Json:
    return present(
        {
            "id": attachment.id,
            "name": attachment.name,
            "size": attachment.size,
            "sha256": attachment.sha256,
            "type": attachment.type,
        }
    )
