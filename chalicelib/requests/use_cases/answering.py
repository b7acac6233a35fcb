"""接收、核验并出具 (Art. 10-2): the issuer's agent opens the request, the issuer answers it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import AttachmentRefused, AttachmentUnknown
from chalicelib.kernel.files import zip_names
from chalicelib.kernel.ids import AttachmentId, RequestId
from chalicelib.kernel.records import record
from chalicelib.requests.domain.answers import Attachment, Statement, attachment_type
from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.rights import require_issuer

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports


def accept_request(id_: RequestId, call: SignedCall, ports: Ports) -> VerificationRequest:
    """Raises RequestUnknown, NotTheIssuer, StateForbids."""

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        return request.accept(now)

    return change_request(id_, call, ports, act)


@record(frozen=True)
class AnswerRequest:
    """``attachments`` were uploaded before."""

    id: RequestId
    statement: Statement
    attachments: tuple[AttachmentId, ...]


def answer_request(command: AnswerRequest, call: SignedCall, ports: Ports) -> VerificationRequest:
    """1 read, 1 transaction, 1 timer stop; one more read per attachment.

    Raises RequestUnknown, NotTheIssuer, StateForbids, FieldInvalid, FieldMissing,
    AttachmentUnknown, AttachmentRefused.
    """

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        answer = command.statement.by(call.caller, now)
        answered = request.give_answer(answer)
        files = tuple(_checked(request, one, ports) for one in command.attachments)
        return replace(answered, answer=replace(answer, attachments=files))

    return change_request(command.id, call, ports, act)


def _checked(request: VerificationRequest, id_: AttachmentId, ports: Ports) -> Attachment:
    """The attachment with its type told by content. Size and digest must be as announced."""
    announced = next((one for one in request.attachments if one.id == id_), None)
    if announced is None:
        raise AttachmentUnknown(f"没有编号为 {id_} 的附件,请先申请上传。", field="attachments")
    content = ports.objects.read(request.id, id_)
    if content is None:
        raise AttachmentRefused(
            f"附件“{announced.name}”还没有上传,请上传后再答复。", field="attachments"
        )
    if len(content) != announced.size or hashlib.sha256(content).hexdigest() != announced.sha256:
        raise AttachmentRefused(
            f"附件“{announced.name}”与申报的大小或摘要不一致,请重新申请上传。", field="attachments"
        )
    kind = attachment_type(content, zip_names(content))
    if kind is None:
        raise AttachmentRefused(
            f"附件“{announced.name}”的内容不是 PDF、OFD、JPEG 或 PNG,请换成这几种格式。",
            field="attachments",
        )
    ports.objects.keep(request.id, id_, content)
    return replace(announced, type=kind)
