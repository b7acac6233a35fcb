"""Complaints -> JSON: to the public state and reply, to the office everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.complaints.domain.codes import printed_code
from chalicelib.complaints.domain.complaint import (
    Complaint,
    ComplaintSummary,
    Concern,
    summarise_complaint,
)
from chalicelib.http.fields import present
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.complaints.use_cases.following import ComplaintProgress
    from chalicelib.complaints.use_cases.reading import ComplaintReading
    from chalicelib.complaints.use_cases.receiving import Receipt

Json = dict[str, object]


def receipt_json(receipt: Receipt) -> Json:
    """The code is here and nowhere else."""
    return {
        "code": printed_code(receipt.code),
        "received_at": to_text(receipt.received_at),
        "due_by": to_text(receipt.due_by),
    }


def progress_json(progress: ComplaintProgress) -> Json:
    return {
        "state": progress.state,
        "due_by": to_text(progress.due_by),
        "reply": progress.reply,
        "replied_at": None if progress.replied_at is None else to_text(progress.replied_at),
    }


def complaint_line_json(line: ComplaintSummary, now: datetime) -> Json:
    """Without a word anybody wrote."""
    return present(
        {
            "complaint": line.id,
            "channel": line.channel,
            "state": line.state,
            "about": _about_json(line.about),
            "received_at": to_text(line.received_at),
            "due_by": to_text(line.due_by),
            "is_overdue": line.is_overdue(now),
            "is_extended": line.is_extended,
            "asked_unit": line.asked_unit,
            "outcome": line.outcome,
            "replied_at": None if line.replied_at is None else to_text(line.replied_at),
        }
    )


def complaint_json(reading: ComplaintReading, now: datetime) -> Json:
    """In full, as this caller may see it."""
    one = reading.complaint
    body = complaint_line_json(summarise_complaint(one), now)
    body["text"] = one.text
    if reading.shows_contact:
        body["contact"] = one.contact
    return body | _history_json(one)


def _history_json(one: Complaint) -> Json:
    body: Json = {
        "assignments": [
            {"unit": each.unit, "at": to_text(each.at), "by": each.by} for each in one.assignments
        ],
        "proposals": [
            {"unit": each.unit, "text": each.text, "at": to_text(each.at), "by": each.by}
            for each in one.proposals
        ],
    }
    if one.recorded_by is not None:
        body["recorded_by"] = one.recorded_by
    if one.extension is not None:
        extension = one.extension
        body["extension"] = {
            "reason": extension.reason,
            "at": to_text(extension.at),
            "by": extension.by,
        }
    if one.reply is not None:
        reply = one.reply
        body["reply"] = present(
            {
                "text": reply.text,
                "outcome": reply.outcome,
                "signal": reply.signal,
                "at": to_text(reply.at),
                "by": reply.by,
            }
        )
    return body


def _about_json(about: Concern) -> Json:
    return present({"unit": about.unit, "row": about.row, "item": about.item})
