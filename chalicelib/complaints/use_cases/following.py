"""凭查询码看办理情况 (Art. 18): the state and the reply, nothing else, for whoever has the code."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.codes import parse_complaint_code
from chalicelib.complaints.domain.complaint import ComplaintState
from chalicelib.complaints.domain.errors import ComplaintUnknown
from chalicelib.complaints.use_cases.limiting import limit_source
from chalicelib.complaints.use_cases.receiving import id_for
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports


@record(frozen=True)
class ComplaintProgress:
    """``due_by`` moves when the office takes its longer term; ``reply`` once REPLIED."""

    state: ComplaintState
    due_by: datetime
    reply: str | None = field(repr=False)
    replied_at: datetime | None


def read_complaint_state(typed: str, address: str, ports: Ports) -> ComplaintProgress:
    """A mistyped code is refused before anything is looked up or counted; every other one costs
    the same steps, known or not: 3 counts, 1 keyed digest, 1 read.

    Raises FieldInvalid (``code``), TooManyComplaints, ComplaintUnknown, Unavailable.
    """
    code = parse_complaint_code(typed)
    limit_source("follow", address, ports.open_calls.following, ports)
    found = ports.complaints.complaint(id_for(code, ports))
    if found is None:
        raise ComplaintUnknown("没有这个查询码,请对照提交时给的查询码再输一遍。", field="code")
    reply = found.reply
    return ComplaintProgress(
        state=found.state,
        due_by=found.due_by,
        reply=None if reply is None else reply.text,
        replied_at=None if reply is None else reply.at,
    )
