"""/v1/complaints: what anybody may send and follow; beside it the office's side (Art. 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from chalicelib.complaints.api.json import (
    complaint_json,
    complaint_line_json,
    progress_json,
    receipt_json,
)
from chalicelib.complaints.domain.complaint import (
    Complaint,
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintState,
)
from chalicelib.complaints.domain.words import clean_words
from chalicelib.http.blueprint import Answer, Call, OpenCall
from chalicelib.http.fields import LONGEST_SHORT, Fields
from chalicelib.http.paging import choice_parameter, cursor_parameter, limit_parameter
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.events import Signal
from chalicelib.kernel.ids import ComplaintId, RowCode, UnitCode
from chalicelib.kernel.texts.people import clean_name
from chalicelib.keys.domain.claims import JTI_FORM

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports
    from chalicelib.complaints.use_cases.receiving import SentComplaint

LONGEST_CODE = 32


# --- the public -------------------------------------------------------------------------------


def complain(call: OpenCall[Ports]) -> Answer:
    from chalicelib.complaints.use_cases.receiving import ReceiveComplaint, receive_complaint

    with Fields(call.incoming.json()) as fields:
        op = fields.text("op", LONGEST_SHORT)
        if not JTI_FORM.fullmatch(op):
            raise FieldInvalid(
                "op 必须是 22 到 64 个 base64url 字符:每件投诉用一个新的 128 位随机数,重试时不变。",
                field="op",
            )
        command = ReceiveComplaint(op, _sent(fields), call.incoming.source(call.settings))
    return Answer(receipt_json(receive_complaint(command, call.ports)), 201)


def follow(call: OpenCall[Ports], code: str) -> Answer:
    from chalicelib.complaints.use_cases.following import read_complaint_state

    call.incoming.refuse_other_parameters()
    address = call.incoming.source(call.settings)
    return Answer(progress_json(read_complaint_state(unquote(code), address, call.ports)))


# --- the office, and the unit it asks -----------------------------------------------------------


def record(call: Call[Ports]) -> Answer:
    from chalicelib.complaints.use_cases.receiving import RecordComplaint, record_complaint

    with Fields(call.body()) as fields:
        command = RecordComplaint(_sent(fields), fields.optional_instant("received_at"))
    receipt = record_complaint(command, call.signed, call.ports)
    return Answer({"complaint": receipt.complaint, **receipt_json(receipt)}, 201)


def page(call: Call[Ports]) -> Answer:
    from chalicelib.complaints.use_cases.listing import ListComplaints, list_complaints

    query = ListComplaints(
        state=choice_parameter(call, "state", ComplaintState),
        limit=limit_parameter(call),
        cursor=cursor_parameter(call),
    )
    ports = call.ports
    found = list_complaints(query, call.signed.caller, ports)
    now = ports.clock.now()
    items = [complaint_line_json(one, now) for one in found.items]
    return Answer({"items": items, "next_cursor": found.after})


def read(call: Call[Ports], complaint: str) -> Answer:
    from chalicelib.complaints.use_cases.reading import read_complaint

    ports = call.ports
    reading = read_complaint(ComplaintId(complaint), call.signed, ports)
    return Answer(complaint_json(reading, ports.clock.now()))


def assign(call: Call[Ports], complaint: str) -> Answer:
    from chalicelib.complaints.use_cases.handling import assign_complaint

    with Fields(call.body()) as fields:
        unit = UnitCode(fields.text("unit", LONGEST_CODE))
    id_, ports = ComplaintId(complaint), call.ports
    return _told(call, assign_complaint(id_, unit, call.signed, ports))


def propose(call: Call[Ports], complaint: str) -> Answer:
    from chalicelib.complaints.use_cases.handling import propose_reply

    with Fields(call.body()) as fields:
        text = clean_words(fields.raw("text"), "text")
    id_, ports = ComplaintId(complaint), call.ports
    return _told(call, propose_reply(id_, text, call.signed, ports))


def extend(call: Call[Ports], complaint: str) -> Answer:
    from chalicelib.complaints.use_cases.handling import extend_complaint

    with Fields(call.body()) as fields:
        reason = fields.text("reason")
    id_, ports = ComplaintId(complaint), call.ports
    return _told(call, extend_complaint(id_, reason, call.signed, ports))


def reply(call: Call[Ports], complaint: str) -> Answer:
    from chalicelib.complaints.use_cases.handling import ReplyToComplaint, reply_to_complaint

    with Fields(call.body()) as fields:
        command = ReplyToComplaint(
            id=ComplaintId(complaint),
            text=clean_words(fields.raw("text"), "text"),
            outcome=fields.choice("outcome", ComplaintOutcome),
            signal=fields.optional_choice("signal", Signal),
        )
    return _told(call, reply_to_complaint(command, call.signed, call.ports))


def _told(call: Call[Ports], complaint: Complaint) -> Answer:
    """After an act: its line, so that nothing is read in full without a record of it."""
    from chalicelib.complaints.domain.complaint import summarise_complaint

    now = call.ports.clock.now()
    return Answer(complaint_line_json(summarise_complaint(complaint), now))


def _sent(fields: Fields) -> SentComplaint:
    """{row | unit, item?, channel, text, contact?}."""
    from chalicelib.complaints.use_cases.receiving import SentComplaint

    row = fields.optional_text("row", LONGEST_CODE)
    unit = fields.optional_text("unit", LONGEST_CODE)
    contact = fields.raw("contact")
    return SentComplaint(
        row=None if row is None else RowCode(row),
        unit=None if unit is None else UnitCode(unit),
        item=fields.optional_text("item", LONGEST_CODE),
        channel=fields.choice("channel", ComplaintChannel),
        text=clean_words(fields.raw("text"), "text"),
        contact=None if contact in (None, "") else clean_name(contact, "contact"),
    )
