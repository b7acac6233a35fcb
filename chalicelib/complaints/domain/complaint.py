"""投诉 (Art. 18): received, handled, replied to; the complainant follows it by a code.

Nobody has to say who he is. What he writes is for the task-force office; the unit concerned sees
the text once the office asks it, and never the contact (OURS).
"""

from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.complaints.domain.errors import ComplaintRuleBroken
from chalicelib.kernel.events import EventType, News, Signal
from chalicelib.kernel.ids import ComplaintId, RowCode, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.kernel.times.working_days import end_of_day

LONGEST_TEXT = 2_000
USUAL_DAYS = 15
EXTENDED_DAYS = 20
MOST_ASSIGNMENTS = 10
MOST_PROPOSALS = 10
FOUND_BY_PERSONS = frozenset({Signal.V2, Signal.V6})


class ComplaintChannel(StrEnum):
    """证明事项清理投诉监督平台, 好差评, 信函, 邮件, 12345, 本站."""

    CLEANUP_PLATFORM = "CLEANUP_PLATFORM"
    RATING_SYSTEM = "RATING_SYSTEM"
    LETTER = "LETTER"
    EMAIL = "EMAIL"
    HOTLINE_12345 = "HOTLINE_12345"
    SITE = "SITE"


class ComplaintState(StrEnum):
    """已收到, 办理中, 已答复."""

    RECEIVED = "RECEIVED"
    HANDLING = "HANDLING"
    REPLIED = "REPLIED"


class ComplaintOutcome(StrEnum):
    """属实, 不属实, 已解答 (there was nothing to find out)."""

    UPHELD = "UPHELD"
    NOT_UPHELD = "NOT_UPHELD"
    EXPLAINED = "EXPLAINED"


@record(frozen=True)
class Concern:
    """What it is about: a row of the catalogue or a unit, perhaps one item of it. ``unit`` is the
    unit concerned, of a row the one whose item it is."""

    unit: UnitCode
    row: RowCode | None = None
    item: str | None = None


@record(frozen=True)
class Assignment:
    """转办: the unit concerned is asked; ``by`` is a person (``unit:member``)."""

    unit: UnitCode
    at: datetime
    by: str


@record(frozen=True)
class Proposal:
    """答复意见 of the unit that was asked; the office decides."""

    text: str = field(repr=False)
    unit: UnitCode
    at: datetime
    by: str


@record(frozen=True)
class ComplaintExtension:
    """延期 to the 20th day, once, in a special case."""

    reason: str
    at: datetime
    by: str


@record(frozen=True)
class Reply:
    """答复: ``text`` is read by whoever holds the code. ``signal`` only where it was upheld."""

    text: str = field(repr=False)
    outcome: ComplaintOutcome
    at: datetime
    by: str
    signal: Signal | None = None

    def __post_init__(self) -> None:
        if self.signal is None:
            return
        if self.outcome is not ComplaintOutcome.UPHELD or self.signal not in FOUND_BY_PERSONS:
            raise ComplaintRuleBroken(
                "只有认定属实的投诉才能记追责信号,且只能是 V2(清单外索要)或 V6(仍然索要)。",
                field="signal",
            )


@record(frozen=True)
class Complaint:
    """One complaint. ``fingerprint`` is a keyed digest of what was sent, so that a repeat is known
    for one; ``recorded_by`` is the officer who took it in, None for the public. ``data_key`` is
    the wrapped key its stored form is sealed under: without it nobody reads it again."""

    id: ComplaintId
    channel: ComplaintChannel
    about: Concern
    text: str = field(repr=False)
    contact: str | None = field(repr=False)
    received_at: datetime
    fingerprint: str
    recorded_by: str | None = None
    assignments: tuple[Assignment, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    extension: ComplaintExtension | None = None
    reply: Reply | None = None
    revision: int = 0
    news: tuple[News, ...] = field(default=(), compare=False)
    data_key: bytes = field(default=b"", compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.recorded_by is None) != (self.channel is ComplaintChannel.SITE):
            raise ValueError("only what comes from the site is recorded by nobody")
        if self.proposals and not self.assignments:
            raise ValueError("only a unit that was asked proposes a reply")

    # --- facts --------------------------------------------------------------------------------

    @property
    def state(self) -> ComplaintState:
        if self.reply is not None:
            return ComplaintState.REPLIED
        return ComplaintState.HANDLING if self.assignments else ComplaintState.RECEIVED

    @property
    def is_open(self) -> bool:
        return self.reply is None

    @property
    def due_by(self) -> datetime:
        """24:00 of the 15th day after the day of receipt, of the 20th once extended (OURS)."""
        days = USUAL_DAYS if self.extension is None else EXTENDED_DAYS
        return due_after(self.received_at, days)

    @property
    def asked_unit(self) -> UnitCode | None:
        """The unit that was asked last."""
        return self.assignments[-1].unit if self.assignments else None

    def is_overdue(self, now: datetime) -> bool:
        """Exactly at ``due_by`` is on time; a late reply stays late."""
        ended = now if self.reply is None else self.reply.at
        return ended > self.due_by

    # --- acts ---------------------------------------------------------------------------------

    def assign(self, assignment: Assignment) -> "Complaint":
        """Ask a unit, or another one; from then on it is being handled. Raises
        ComplaintRuleBroken."""
        self._refuse_replied()
        if len(self.assignments) >= MOST_ASSIGNMENTS:
            raise ComplaintRuleBroken(
                f"这件投诉已经转办 {MOST_ASSIGNMENTS} 次,请由专班办公室直接答复。"
            )
        told = self._news(EventType.COMPLAINT_ASSIGNED, assignment.at, unit=assignment.unit)
        return replace(self, assignments=(*self.assignments, assignment), news=told)

    def propose(self, proposal: Proposal) -> "Complaint":
        """The unit asked says what it would answer. Raises ComplaintRuleBroken."""
        self._refuse_replied()
        if proposal.unit != self.asked_unit:
            raise ComplaintRuleBroken("这件投诉没有转给本单位,不能提答复意见。")
        if len(self.proposals) >= MOST_PROPOSALS:
            raise ComplaintRuleBroken(f"答复意见最多 {MOST_PROPOSALS} 条,请与专班办公室联系。")
        told = self._news(EventType.COMPLAINT_PROPOSED, proposal.at, unit=proposal.unit)
        return replace(self, proposals=(*self.proposals, proposal), news=told)

    def extend(self, extension: ComplaintExtension) -> "Complaint":
        """Once, before it is due. Raises ComplaintRuleBroken."""
        self._refuse_replied()
        if self.extension is not None:
            raise ComplaintRuleBroken("这件投诉已经延期过一次,不能再延;请尽快答复。")
        if self.is_overdue(extension.at):
            raise ComplaintRuleBroken("答复时限已过,不能再延期;请尽快答复。")
        told = self._news(EventType.COMPLAINT_EXTENDED, extension.at)
        return replace(self, extension=extension, news=told)

    def answer(self, reply: Reply) -> "Complaint":
        """The last act; a late reply is taken and stays late. Raises ComplaintRuleBroken."""
        self._refuse_replied()
        facts = {"outcome": reply.outcome.value, "unit": self.about.unit}
        told = self._news(EventType.COMPLAINT_REPLIED, reply.at, reply.signal, **facts)
        return replace(self, reply=reply, news=told)

    def _refuse_replied(self) -> None:
        if self.reply is not None:
            raise ComplaintRuleBroken("这件投诉已经答复,不能再改;有新情况请作为新的投诉登记。")

    def _news(
        self, kind: EventType, at: datetime, signal: Signal | None = None, **facts: str
    ) -> tuple[News, ...]:
        return (*self.news, News(kind, at, "18", signal, tuple(sorted(facts.items()))))


def received(complaint: Complaint, now: datetime) -> Complaint:
    """With the news of its receipt: where it came from and which unit it is about, no words.
    A letter's own time may lie before ``now``."""
    facts = (("channel", complaint.channel.value), ("unit", str(complaint.about.unit)))
    news = News(EventType.COMPLAINT_RECEIVED, now, "18", facts=facts)
    return replace(complaint, news=(news,))


def due_after(received_at: datetime, days: int) -> datetime:
    """24:00 in Asia/Shanghai of the day so many calendar days after; the first day is not
    counted (民法典 201), and no day is skipped, since people wait on holidays, too (OURS)."""
    return end_of_day(received_at.astimezone(SHANGHAI).date() + timedelta(days=days))


@record(frozen=True)
class ComplaintSummary:
    """A line of a list: nothing anybody wrote, no contact."""

    id: ComplaintId
    channel: ComplaintChannel
    state: ComplaintState
    about: Concern
    received_at: datetime
    due_by: datetime
    replied_at: datetime | None = None
    asked_unit: UnitCode | None = None
    is_extended: bool = False
    outcome: ComplaintOutcome | None = None

    def is_overdue(self, now: datetime) -> bool:
        return (self.replied_at or now) > self.due_by


def summarise_complaint(complaint: Complaint) -> ComplaintSummary:
    reply = complaint.reply
    return ComplaintSummary(
        id=complaint.id,
        channel=complaint.channel,
        state=complaint.state,
        about=complaint.about,
        received_at=complaint.received_at,
        due_by=complaint.due_by,
        replied_at=None if reply is None else reply.at,
        asked_unit=complaint.asked_unit,
        is_extended=complaint.extension is not None,
        outcome=None if reply is None else reply.outcome,
    )


@record(frozen=True)
class ComplaintQuery:
    """One page of complaints, by due time: all of them, or those ``unit`` is asked about.
    ``state`` None = those still open."""

    unit: UnitCode | None
    state: ComplaintState | None
    limit: int
    after: str | None = None
