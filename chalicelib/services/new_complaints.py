"""What a new complaint is made of: whom it concerns, its code, its receipt (Art. 18)."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.complaint_codes import complaint_code_of
from chalicelib.domain.complaints import (
    USUAL_DAYS,
    Complaint,
    ComplaintChannel,
    Concern,
    due_after,
    received,
)
from chalicelib.domain.errors import FieldInvalid, RowUnknown
from chalicelib.domain.ids import ComplaintId, RowCode, UnitCode
from chalicelib.services.access_rights import load_unit
from chalicelib.services.ports import Ports

ID_CHARACTERS = 32
"""128 bits of the keyed digest: no two complaints meet."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Receipt:
    """What the complainant is given: once, and again for a repeat of the same op."""

    complaint: ComplaintId
    code: str = field(repr=False)
    received_at: datetime
    due_by: datetime


def code_for(ports: Ports, *op: str) -> str:
    """The code of what is sent under this ``op``: always the same, so that a repeat gets it again
    although it is kept nowhere. Nobody without our key can make it from the ``op``."""
    return complaint_code_of(int(ports.complaints.digests.blind_index("complaint-code", *op), 16))


def id_for(code: str, ports: Ports) -> ComplaintId:
    """Under what a complaint stands: a keyed digest of its code, from which no code is made."""
    digest = ports.complaints.digests.blind_index("complaint", code)
    return ComplaintId(digest[:ID_CHARACTERS])


def fingerprint_of(sent: SentComplaint, ports: Ports) -> str:
    """A keyed digest of what was sent; a plain one of a short text could be guessed."""
    said = [sent.row, sent.unit, sent.item, sent.channel, sent.text, sent.contact]
    return ports.complaints.digests.blind_index("complaint-sent", json.dumps(said))


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
