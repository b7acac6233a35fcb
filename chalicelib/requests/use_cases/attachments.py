"""Attachments of an answer: announced first, then uploaded by presigned POST."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import AttachmentRefused, AttachmentUnknown, FieldInvalid
from chalicelib.kernel.files import LARGEST_ATTACHMENT, Upload
from chalicelib.kernel.ids import AttachmentId, RequestId
from chalicelib.kernel.records import record
from chalicelib.requests.domain.answers import Attachment
from chalicelib.requests.use_cases.changing import change_request
from chalicelib.requests.use_cases.reading import record_access
from chalicelib.requests.use_cases.rights import load_request, require_issuer, sees_in_full

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.ports import Ports

MOST_ATTACHMENTS = 20
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@record(frozen=True)
class PrepareAttachment:
    """``sha256`` is lower-case hex; ``size`` in bytes."""

    id: RequestId
    name: str
    size: int
    sha256: str


def prepare_attachment(
    command: PrepareAttachment, call: SignedCall, ports: Ports
) -> tuple[VerificationRequest, Attachment, Upload]:
    """Announce one file and get the form to upload it with (10 MB at most).

    Raises FieldInvalid, NotTheIssuer, StateForbids, AttachmentRefused.
    """
    if not 0 < command.size <= LARGEST_ATTACHMENT:
        raise FieldInvalid("附件大小要在 1 字节到 10 MB 之间,请压缩或拆分。", field="size")
    if not _SHA256.fullmatch(command.sha256):
        raise FieldInvalid("sha256 要写成 64 位小写十六进制。", field="sha256")
    announced = Attachment(
        AttachmentId(ports.random.id()), command.name, command.size, command.sha256
    )

    def act(request: VerificationRequest, now: datetime) -> VerificationRequest:
        require_issuer(call.caller, request, ports)
        if len(request.attachments) >= MOST_ATTACHMENTS:
            raise AttachmentRefused(f"一件申请最多 {MOST_ATTACHMENTS} 个附件。", field="name")
        return request.attach(announced, now)

    request = change_request(command.id, call, ports, act)
    # A repeated op answers with the attachment that its first call announced.
    announced = request.attachments[-1]
    return request, announced, ports.objects.upload(request.id, announced.id, announced.size)


def attachment_link(
    id_: RequestId, attachment: AttachmentId, call: SignedCall, ports: Ports
) -> str:
    """A short-lived download address for the two units; writes an access record."""
    request = load_request(id_, ports)
    files = request.answer.attachments if request.answer else ()
    found = next((one for one in files if one.id == attachment), None)
    if not sees_in_full(call.caller, request, ports) or found is None:
        raise AttachmentUnknown(f"没有编号为 {attachment} 的附件。", field="attachment")
    record_access(request, call, ports)
    return ports.objects.download_url(id_, attachment, found.name)
