"""提交投诉 (Art. 18): the one write of the public that nobody signs.

What stands between it and a flood is the limit per source and altogether; between a lost answer
and a second complaint, the ``op`` the page drew: the same ``op`` with the same content gets the
same code again.
"""

from dataclasses import dataclass, field

from chalicelib.domain.complaint_errors import TooManyComplaints
from chalicelib.domain.complaints import ComplaintChannel
from chalicelib.domain.errors import ConcurrentChange, FieldInvalid, NotFound, OperationReused
from chalicelib.domain.events import THE_SYSTEM
from chalicelib.services.changing_complaints import complaint_told
from chalicelib.services.limit_source import limit_source
from chalicelib.services.new_complaints import (
    Receipt,
    SentComplaint,
    code_for,
    fingerprint_of,
    id_for,
    new_complaint,
    receipt_of,
)
from chalicelib.services.ports import Ports
from chalicelib.services.storing import RevisionLost


@dataclass(frozen=True)
class ReceiveComplaint:
    """``op`` is drawn by the page, >= 128 random bits; ``address`` is counted, never kept."""

    op: str = field(repr=False)
    sent: SentComplaint
    address: str = field(repr=False)


def receive_complaint(command: ReceiveComplaint, ports: Ports) -> Receipt:
    """Up to 3 counts and 1 transaction, no KMS; a repeat adds 1 read.

    Raises FieldInvalid (channel, item), RowUnknown, UnitUnknown, TooManyComplaints,
    OperationReused, Unavailable.
    """
    if command.sent.channel is not ComplaintChannel.SITE:
        raise FieldInvalid(
            "从本站提交的投诉 channel 只能是 SITE;别的渠道收到的由专班办公室登记。", field="channel"
        )
    code = code_for(ports, command.op)
    try:
        limit_source("complain", command.address, ports.complaints.complaining, ports)
        now = ports.clock.now()
        complaint = new_complaint(code, command.sent, now, None, ports)
        kept, commit = complaint_told(complaint, THE_SYSTEM, now, ports)
        ports.store.commit(commit)
    except (RevisionLost, TooManyComplaints, NotFound) as refused:
        return _first_receipt(command, code, refused, ports)
    return receipt_of(kept, code)


def _first_receipt(
    command: ReceiveComplaint, code: str, refused: Exception, ports: Ports
) -> Receipt:
    """What this ``op`` got before; ``refused`` is raised where it got nothing."""
    known = ports.store.complaint(id_for(code, ports))
    if known is not None and known.fingerprint == fingerprint_of(command.sent, ports):
        return receipt_of(known, code)
    if not isinstance(refused, RevisionLost):
        raise refused
    if known is None:
        raise ConcurrentChange("这件投诉正在登记,请稍候用同一 op 重试。") from None
    raise OperationReused(
        "这个 op 已用于另一件投诉(内容不同);新的投诉请换一个新的 op。", field="op"
    ) from None
