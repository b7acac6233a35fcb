"""Typed ids. Random ids carry no time, so that partition keys stay spread."""

from typing import NewType

UnitCode = NewType("UnitCode", str)
MemberId = NewType("MemberId", str)
KeyId = NewType("KeyId", str)
RowCode = NewType("RowCode", str)
RequestId = NewType("RequestId", str)
CaseNo = NewType("CaseNo", str)
ComplaintId = NewType("ComplaintId", str)
OperationId = NewType("OperationId", str)
AttachmentId = NewType("AttachmentId", str)
ProofId = NewType("ProofId", str)
EventId = NewType("EventId", str)
NoticeId = NewType("NoticeId", str)
AdjustmentId = NewType("AdjustmentId", str)
UnitRecordId = NewType("UnitRecordId", str)
ImportId = NewType("ImportId", str)
WebhookId = NewType("WebhookId", str)
