"""核验申请: one verification request and its states (Art. 10-2).

FILED -> ACCEPTED -> ANSWERED | SENT_BACK | WITHDRAWN. Lateness is a fact beside the state, and
supervision another: both are computed from the stored times and now on every read, so a timer
that fires late, early or twice changes nothing. Each transition returns the changed request
with the news of it; none asks the machine for the time.
"""

from dataclasses import field, replace
from datetime import datetime

from chalicelib.kernel.errors import (
    ExtensionForbidden,
    FieldInvalid,
    NotOverdue,
    StateForbids,
)
from chalicelib.kernel.events import SIGNALS, EventType, News
from chalicelib.kernel.ids import CaseNo, RequestId, RowCode, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.people import Applicant, Subject
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.domain.answers import Answer, Attachment
from chalicelib.requests.domain.copies import ProofRegister
from chalicelib.requests.domain.deadlines import DeadlinePlan, Rule
from chalicelib.requests.domain.mismatches import Mismatch, Objection, Supplement
from chalicelib.requests.domain.outcomes import (
    Arbitration,
    ArbitrationState,
    Extension,
    Referral,
    RequestState,
    SendBack,
    Supervision,
    SupervisionNote,
    SupervisionState,
    Withdrawal,
    supervision_of,
)

MOST_NOTES = 20  # OURS: a record that only grows would hold up every other act
OPEN_STATES = frozenset({RequestState.FILED, RequestState.ACCEPTED})

STATE_WORDS = {
    RequestState.FILED: "已发起",
    RequestState.ACCEPTED: "已接收",
    RequestState.ANSWERED: "已出具",
    RequestState.SENT_BACK: "已退回",
    RequestState.WITHDRAWN: "已撤回",
}


@record(frozen=True)
class VerificationRequest:
    """核验申请. ``revision`` counts stored changes (0 = never stored), ``timer`` its timers,
    ``visited`` the issuers that sent it back in this chain; ``data_key`` is the wrapped key its
    stored form is sealed under."""

    id: RequestId
    row: RowCode
    edition: int
    requester: UnitCode
    issuer: UnitCode
    case_no: CaseNo
    case_accepted_at: datetime
    applicant: Applicant
    subjects: tuple[Subject, ...]
    note: str
    plan: DeadlinePlan
    state: RequestState = RequestState.FILED
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    answer: Answer | None = None
    sent_back: SendBack | None = None
    withdrawal: Withdrawal | None = None
    extension: Extension | None = None
    arbitration: Arbitration | None = None
    supervision_notes: tuple[SupervisionNote, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    objections: tuple[Objection, ...] = ()
    proofs: ProofRegister = field(default_factory=ProofRegister)
    parent: RequestId | None = None
    child: RequestId | None = None
    visited: tuple[UnitCode, ...] = ()
    is_reminded: bool = False
    is_overdue_noted: bool = False
    is_failure_noted: bool = False
    timer: int = 1
    revision: int = 0
    news: tuple[News, ...] = field(default=(), compare=False)
    data_key: bytes = field(default=b"", compare=False, repr=False)

    def __post_init__(self) -> None:
        """A closed request says when and how; an open one says neither."""
        if (self.closed_at is None) != (self.state in OPEN_STATES):
            raise ValueError("a request has a closing time exactly when it is closed")
        if (self.answer is not None) != (self.state is RequestState.ANSWERED):
            raise ValueError("a request has an answer exactly when it is ANSWERED")
        if (self.sent_back is not None) != (self.state is RequestState.SENT_BACK):
            raise ValueError("a request has a send-back exactly when it is SENT_BACK")

    # --- facts beside the state -----------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def filed_at(self) -> datetime:
        return self.plan.filed_at

    def overdue_since(self, now: datetime) -> datetime | None:
        """When lateness began; it stays after a late answer. Exactly at due is on time."""
        ended = self.closed_at or now
        return self.plan.answer_by if ended > self.plan.answer_by else None

    def supervision(self, now: datetime) -> Supervision | None:
        """null -> OPEN at the breach -> DONE if closed by ``supervise_by`` -> else FAILED."""
        notes = self.supervision_notes
        return supervision_of(
            self.plan.answer_by,
            self.plan.supervise_by,
            self.closed_at or now,
            is_closed=self.closed_at is not None,
            note=notes[-1].note if notes else None,
        )

    def next_check_at(self) -> datetime | None:
        """The next moment at which a timer or the sweeper has something to do, else None."""
        moments = [] if self.is_reminded else [self.plan.remind_at]
        moments += [] if self.is_overdue_noted else [self.plan.answer_by]
        moments += [] if self.is_failure_noted else [self.plan.supervise_by]
        return min(moments) if moments and self.is_open else None

    # --- what time does ---------------------------------------------------------------------

    def pass_time(self, now: datetime) -> "VerificationRequest":
        """Note every due time that has passed. Safe to run late, early and twice."""
        request, ended = self, self.closed_at or now
        if not self.is_reminded and self.is_open and now >= self.plan.remind_at:
            request = replace(request, is_reminded=True)
            if now <= self.plan.answer_by:
                request = request.tell(EventType.REMINDER_DUE, self.plan.remind_at, "10-2")
        if not self.is_overdue_noted and ended > self.plan.answer_by:
            request = replace(request, is_overdue_noted=True)
            request = request.tell(EventType.REQUEST_OVERDUE, self.plan.answer_by, "10-2")
        if not self.is_failure_noted and ended > self.plan.supervise_by:
            request = replace(request, is_failure_noted=True)
            request = request.tell(EventType.SUPERVISION_FAILED, self.plan.supervise_by, "16")
        return request

    # --- what people do -----------------------------------------------------------------------

    def accept(self, now: datetime) -> "VerificationRequest":
        """The agent opened it (接收)."""
        request = self.pass_time(now)
        if self.state is not RequestState.FILED:
            raise self.state_forbids("接收", now)
        request = replace(request, state=RequestState.ACCEPTED, accepted_at=now)
        return request.tell(EventType.REQUEST_ACCEPTED, now, "10-2")

    def give_answer(self, answer: Answer) -> "VerificationRequest":
        """核验并出具; from FILED it records acceptance at the same instant."""
        request = self._close(answer.at, RequestState.ANSWERED, "出具", answer=answer)
        facts = (("conclusion", answer.conclusion.value),)
        return request.tell(EventType.REQUEST_ANSWERED, answer.at, "10-2", facts)._supervised(
            answer.at
        )

    def hand_over(self, now: datetime) -> "VerificationRequest":
        """The database stayed silent: people answer, by the due time that stood from t0."""
        request = replace(self.pass_time(now), plan=self.plan.by_people(now))
        return request.tell(EventType.SOURCE_SILENT, now, "7-2")

    def send_back(self, reason: str, referral: Referral, now: datetime) -> "VerificationRequest":
        """不属本单位职责: back with reason and referral; after 30 minutes it is flagged late."""
        if referral.unit == self.issuer:
            raise FieldInvalid(
                "不能建议转给本单位自己,请填写应当负责的单位。", field="referral.unit"
            )
        is_late = now > self.plan.send_back_by
        # A second send-back in one chain covers the loop A -> B -> A too (推诿); a requester
        # that is told to look at home could not re-route, so the office decides that, too.
        needs_office = referral.unit in (None, self.requester) or bool(self.visited)
        sent_back = SendBack(reason, referral, now, is_late)
        arbitration = Arbitration(ArbitrationState.OPEN) if needs_office else None
        request = self._close(
            now, RequestState.SENT_BACK, "退回", sent_back=sent_back, arbitration=arbitration
        )
        facts = (
            ("referral", referral.unit or "UNCLEAR"),
            ("is_late", str(is_late).lower()),
            ("arbitration", "OPEN" if needs_office else "NONE"),
            ("is_referral_loop", str(referral.unit in self.visited).lower()),
        )
        return request.tell(EventType.REQUEST_SENT_BACK, now, "10-2", facts)._supervised(now)

    def withdraw(self, reason: str, now: datetime) -> "VerificationRequest":
        """The requester no longer needs it; lateness, if any, stays."""
        withdrawal = Withdrawal(reason, now)
        request = self._close(now, RequestState.WITHDRAWN, "撤回", withdrawal=withdrawal)
        return request.tell(EventType.REQUEST_WITHDRAWN, now, "10-2")._supervised(now)

    def extend(self, reason: str, until: datetime, now: datetime) -> "VerificationRequest":
        """延期: R1 and R3 only, once, before due, never past the promise (OURS).

        Supervision follows the new ``answer_by``; ``send_back_by`` does not move.
        """
        if not self.is_open:
            raise self.state_forbids("延期", now)
        self._refuse_extension(until, now)
        request = self.pass_time(now)
        plan = self.plan.extended(until)
        request = replace(
            request,
            plan=plan,
            extension=Extension(reason, until, now, self.plan.answer_by),
            # Whoever extends within the last fifth of the new time needs no second reminder.
            is_reminded=now >= plan.remind_at,
            timer=self.timer + 1,
        )
        return request.tell(EventType.REQUEST_EXTENDED, now, "10-2", (("until", to_text(until)),))

    def note_supervision(self, note: SupervisionNote) -> "VerificationRequest":
        """The supervisor's note is a record; it ends nothing."""
        request = self.pass_time(note.at)
        if self.overdue_since(note.at) is None:
            raise NotOverdue(
                f"这件申请没有超时(核验时限 {to_text(self.plan.answer_by)}),没有督办可记录。"
            )
        if len(self.supervision_notes) >= MOST_NOTES:
            raise NotOverdue(f"一件申请最多记录 {MOST_NOTES} 条督办情况,请改为办结。")
        request = replace(request, supervision_notes=(*self.supervision_notes, note))
        return request.tell(EventType.SUPERVISION_NOTED, note.at, "10-2")

    def attach(self, attachment: Attachment, now: datetime) -> "VerificationRequest":
        """Prepare one attachment of the coming answer."""
        if not self.is_open:
            raise self.state_forbids("添加附件", now)
        request = replace(self.pass_time(now), attachments=(*self.attachments, attachment))
        return request.tell(EventType.ATTACHMENT_PREPARED, now)

    def _close(
        self, at: datetime, state: RequestState, act: str, **outcome: object
    ) -> "VerificationRequest":
        if not self.is_open:
            raise self.state_forbids(act, at)
        noted = self.pass_time(at)
        accepted_at = self.accepted_at
        if accepted_at is None and state is not RequestState.WITHDRAWN:
            accepted_at = at
        return replace(noted, state=state, closed_at=at, accepted_at=accepted_at, **outcome)  # type: ignore[arg-type]  # the keyword is one of this class's own fields

    def _supervised(self, closed_at: datetime) -> "VerificationRequest":
        """Closing a late request in time ends its supervision as DONE."""
        supervision = self.supervision(closed_at)
        if supervision is None or supervision.state is not SupervisionState.DONE:
            return self
        return self.tell(EventType.SUPERVISION_DONE, closed_at, "10-2")

    def _refuse_extension(self, until: datetime, now: datetime) -> None:
        plan = self.plan
        if plan.rule not in {Rule.R1, Rule.R3}:
            raise ExtensionForbidden("即办件(R2)不能延期,请在时限内答复。")
        if self.extension is not None:
            raise ExtensionForbidden("这件申请已经延期一次,不能再延。")
        if now > plan.answer_by:
            raise ExtensionForbidden("核验时限已过,不能再申请延期,请尽快答复。")
        if plan.promised_by is None:
            raise ExtensionForbidden(
                f"承诺时限待定(工作日历缺 {plan.missing_year} 年),暂不能延期。"
            )
        if not plan.answer_by < until <= plan.promised_by:
            raise ExtensionForbidden(
                f"延期时间必须晚于 {to_text(plan.answer_by)},"
                f"不晚于承诺时限 {to_text(plan.promised_by)}。",
                field="until",
            )

    def state_forbids(self, act: str, now: datetime) -> StateForbids:
        """The refusal that names the state and since when."""
        since = self.closed_at or self.accepted_at or self.filed_at
        return StateForbids(
            f"不能{act}:这件申请{STATE_WORDS[self.state]}(时间 {to_text(since)})。"
            "请刷新后查看最新结果。",
            facts={"state": self.state.value, "since": to_text(since), "now": to_text(now)},
        )

    def tell(
        self,
        event: EventType,
        at: datetime,
        article: str | None = None,
        facts: tuple[tuple[str, str], ...] = (),
    ) -> "VerificationRequest":
        """Add one piece of news, to become a ledger entry."""
        news = News(event, at, article, SIGNALS.get(event), facts)
        return replace(self, news=(*self.news, news))
