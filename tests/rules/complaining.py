"""A district that complaints come to: the public, the office, the unit that is asked."""

import secrets
from datetime import datetime

from chalicelib.background.outbox import deliver_outbox
from chalicelib.complaints.domain.complaint import Complaint, ComplaintChannel, ComplaintOutcome
from chalicelib.complaints.use_cases.following import ComplaintProgress, read_complaint_state
from chalicelib.complaints.use_cases.handling import (
    ReplyToComplaint,
    assign_complaint,
    extend_complaint,
    propose_reply,
    reply_to_complaint,
)
from chalicelib.complaints.use_cases.listing import ListComplaints, list_complaints
from chalicelib.complaints.use_cases.reading import ComplaintReading, read_complaint
from chalicelib.complaints.use_cases.receiving import (
    Receipt,
    ReceiveComplaint,
    RecordComplaint,
    SentComplaint,
    receive_complaint,
    record_complaint,
)
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.events import EventType, Signal
from chalicelib.kernel.ids import ComplaintId, RowCode, UnitCode
from tests import worlds
from tests.rules.world import CIVIL_AFFAIRS, START, District

TEXT = "窗口仍然要我交收入证明。"
CONTACT = "样例联系方式"
REASON = "需要向市级主管部门核实情况"
ADDRESS = "203.0.113.7"
OFFICER = worlds.officer()


def sent(
    text: str = TEXT,
    row: str | None = "ZM007",
    unit: str | None = None,
    channel: ComplaintChannel = ComplaintChannel.SITE,
    item: str | None = None,
) -> SentComplaint:
    return SentComplaint(
        row=None if row is None else RowCode(row),
        unit=None if unit is None else UnitCode(unit),
        item=item,
        channel=channel,
        text=text,
        contact=CONTACT,
    )


class Complaining(District):
    """Acts on complaints; who usually does them does them unless told."""

    def __init__(self, start: datetime = START) -> None:
        super().__init__(start)

    def complain(
        self, what: SentComplaint | None = None, op: str | None = None, address: str = ADDRESS
    ) -> Receipt:
        command = ReceiveComplaint(op or secrets.token_urlsafe(16), what or sent(), address)
        return receive_complaint(command, self.ports)

    def record(
        self, what: SentComplaint, at: datetime | None = None, by: Caller = OFFICER
    ) -> Receipt:
        return record_complaint(RecordComplaint(what, at), worlds.call_by(by), self.ports)

    def follow_up(self, code: str, address: str = ADDRESS) -> ComplaintProgress:
        return read_complaint_state(code, address, self.ports)

    def assign(
        self, id_: ComplaintId, unit: UnitCode = CIVIL_AFFAIRS, by: Caller = OFFICER
    ) -> None:
        assign_complaint(id_, unit, worlds.call_by(by), self.ports)

    def propose(self, id_: ComplaintId, by: Caller, text: str = "确有此事,已改正。") -> None:
        propose_reply(id_, text, worlds.call_by(by), self.ports)

    def extend_term(self, id_: ComplaintId, reason: str = REASON, by: Caller = OFFICER) -> None:
        extend_complaint(id_, reason, worlds.call_by(by), self.ports)

    def reply(
        self,
        id_: ComplaintId,
        text: str = "已责成窗口改正。",
        outcome: ComplaintOutcome = ComplaintOutcome.EXPLAINED,
        signal: Signal | None = None,
        by: Caller = OFFICER,
    ) -> None:
        command = ReplyToComplaint(id_, text, outcome, signal)
        reply_to_complaint(command, worlds.call_by(by), self.ports)

    def read(self, id_: ComplaintId, by: Caller = OFFICER) -> ComplaintReading:
        return read_complaint(id_, worlds.call_by(by), self.ports)

    def listed(self, by: Caller = OFFICER) -> list[ComplaintId]:
        """The open ones this caller sees, by due time."""
        page = list_complaints(ListComplaints(None, 100, None), by, self.ports)
        return [one.id for one in page.items]

    def kept(self, id_: ComplaintId) -> Complaint:
        found = self.ports.complaints.complaint(id_)
        assert found is not None
        return found

    def ledger(self, id_: ComplaintId) -> list[EventType]:
        return [one.news.type for one in self.ports.ledger.events(id_)]

    def tell(self) -> None:
        deliver_outbox(self.ports)
