"""提交、登记投诉 (Art. 18): the one write of the public that nobody signs, and what came by
letter, mail or 12345, taken in by an officer.

What stands between it and a flood is the limit per source and altogether; between a lost answer
and a second complaint, the ``op`` the page drew: the same ``op`` with the same content gets the
same code again.
"""

from __future__ import annotations

import json
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.codes import complaint_code_of
from chalicelib.complaints.domain.complaint import (
    USUAL_DAYS,
    Complaint,
    ComplaintChannel,
    Concern,
    due_after,
    received,
)
from chalicelib.complaints.domain.errors import TooManyComplaints
from chalicelib.complaints.use_cases.changing import complaint_told
from chalicelib.complaints.use_cases.limiting import limit_source
from chalicelib.kernel.commits import Commit, RevisionLost
from chalicelib.kernel.errors import (
    ConcurrentChange,
    FieldInvalid,
    NotFound,
    OperationReused,
    RowUnknown,
)
from chalicelib.kernel.events import THE_SYSTEM
from chalicelib.kernel.ids import ComplaintId, RowCode, UnitCode
from chalicelib.kernel.performing import actor_of, perform
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import load_unit, person, require_officer

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.callers import SignedCall

ID_CHARACTERS = 32
"""128 bits of the keyed digest: no two complaints meet."""


@record(frozen=True)
class SentComplaint:
    """What somebody sent: about a ``row`` or a ``unit``, one of them."""

    row: RowCode | None
    unit: UnitCode | None
    item: str | None
    channel: ComplaintChannel
    text: str = field(repr=False)
    contact: str | None = field(repr=False)

    def __post_init__(self) -> None:
        if (self.row is None) == (self.unit is None):
            raise FieldInvalid("row(清单条目)和 unit(单位)要写一个,只写一个。", field="row")


@record(frozen=True)
class Receipt:
    """What the complainant is given: once, and again for a repeat of the same op."""

    complaint: ComplaintId
    code: str = field(repr=False)
    received_at: datetime
    due_by: datetime


def code_for(ports: Ports, *op: str) -> str:
    """The code of what is sent under this ``op``: always the same, so that a repeat gets it again
    although it is kept nowhere. Nobody without our key can make it from the ``op``."""
    return complaint_code_of(int(ports.open_calls.digests.blind_index("complaint-code", *op), 16))


def id_for(code: str, ports: Ports) -> ComplaintId:
    """Under what a complaint stands: a keyed digest of its code, from which no code is made."""
    digest = ports.open_calls.digests.blind_index("complaint", code)
    return ComplaintId(digest[:ID_CHARACTERS])


def fingerprint_of(sent: SentComplaint, ports: Ports) -> str:
    """A keyed digest of what was sent; a plain one of a short text could be guessed."""
    said = [sent.row, sent.unit, sent.item, sent.channel, sent.text, sent.contact]
    return ports.open_calls.digests.blind_index("complaint-sent", json.dumps(said))


def new_complaint(
    code: str, sent: SentComplaint, received_at: datetime, recorded_by: str | None, ports: Ports
) -> Complaint:
    """``recorded_by`` None: by the public. Raises RowUnknown, UnitUnknown, FieldInvalid (item)."""
    complaint = Complaint(
        id=id_for(code, ports),
        channel=sent.channel,
        about=concern_of(sent, ports),
        text=sent.text,
        contact=sent.contact,
        received_at=received_at,
        fingerprint=fingerprint_of(sent, ports),
        recorded_by=recorded_by,
    )
    return received(complaint, ports.clock.now())


def concern_of(sent: SentComplaint, ports: Ports) -> Concern:
    """The unit concerned, by the catalogue in force now."""
    rows = ports.catalogue.edition_at(ports.clock.now()).rows
    if sent.row is not None:
        row = rows.get(sent.row)
        if row is None:
            raise RowUnknown(
                "现行清单里没有这一条,可能已经调整;请刷新清单,或改为选择单位再提交。", field="row"
            )
        item = row.service_item
        if sent.item not in (None, item.code):
            raise FieldInvalid("item 不是这一条清单的事项,请改正或不填。", field="item")
        return Concern(item.unit, row.code, item.code)
    unit = load_unit(UnitCode(str(sent.unit)), ports).code
    if sent.item is not None and not any(
        one.service_item.code == sent.item and one.service_item.unit == unit
        for one in rows.values()
    ):
        raise FieldInvalid("item 不是这个单位在现行清单里的事项,请改正或不填。", field="item")
    return Concern(unit, None, sent.item)


def receipt_of(complaint: Complaint, code: str) -> Receipt:
    """As it was first given, whatever was extended since."""
    due_by = due_after(complaint.received_at, USUAL_DAYS)
    return Receipt(complaint.id, code, complaint.received_at, due_by)


@record(frozen=True)
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
        limit_source("complain", command.address, ports.open_calls.complaining, ports)
        now = ports.clock.now()
        complaint = new_complaint(code, command.sent, now, None, ports)
        kept, commit = complaint_told(complaint, THE_SYSTEM, now, ports)
        ports.commit(commit)
    except (RevisionLost, TooManyComplaints, NotFound) as refused:
        return _first_receipt(command, code, refused, ports)
    return receipt_of(kept, code)


def _first_receipt(
    command: ReceiveComplaint, code: str, refused: Exception, ports: Ports
) -> Receipt:
    """What this ``op`` got before; ``refused`` is raised where it got nothing."""
    known = ports.complaints.complaint(id_for(code, ports))
    if known is not None and known.fingerprint == fingerprint_of(command.sent, ports):
        return receipt_of(known, code)
    if not isinstance(refused, RevisionLost):
        raise refused
    if known is None:
        raise ConcurrentChange("这件投诉正在登记,请稍候用同一 op 重试。") from None
    raise OperationReused(
        "这个 op 已用于另一件投诉(内容不同);新的投诉请换一个新的 op。", field="op"
    ) from None


@record(frozen=True)
class RecordComplaint:
    """``received_at`` None = now; its time begins on the day the letter came."""

    sent: SentComplaint
    received_at: datetime | None


def record_complaint(command: RecordComplaint, call: SignedCall, ports: Ports) -> Receipt:
    """With a code for the complainant. 1 transaction; the same op gets the same code again.

    Raises FieldInvalid (channel, received_at, item), RowUnknown, UnitUnknown, RoleNotAllowed.
    """
    sent = command.sent
    if sent.channel is ComplaintChannel.SITE:
        raise FieldInvalid("SITE 是群众在本站提交的;登记时请写实际的渠道。", field="channel")
    code = code_for(ports, call.caller.unit, str(call.op))

    def decide(now: datetime) -> tuple[Complaint, Commit]:
        require_officer(call.caller, now, ports)
        received_at = command.received_at or now
        if received_at > now:
            raise FieldInvalid("received_at 不能晚于现在,请核对。", field="received_at")
        complaint = new_complaint(code, sent, received_at, person(call.caller), ports)
        return complaint_told(complaint, actor_of(call), now, ports)

    return receipt_of(perform(call, ports, Complaint, decide), code)
