"""What only the two units see of a request: free texts, the answer, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.fields import Json, present
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from chalicelib.requests.domain.answers import Answer, Attachment
    from chalicelib.requests.domain.request import VerificationRequest


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
