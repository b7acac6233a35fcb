"""清单调整 (Art. 5-2): a reason to reduce, change or add arose; the unit reports in writing.

The report is due at the end of the 3rd working day after the day of the cause. REGISTERED ->
REPORTED -> AGREED | REFUSED, AGREED -> PUBLISHED. Lateness is a fact beside the state, computed
from the stored time and now; noting it (signal V4) happens once, also when nobody ever reports.

Over 300 lines: all states of one aggregate and what each allows.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.errors import AdjustmentRuleBroken, AdjustmentStateForbids
from chalicelib.catalogue.domain.rows import CatalogueRow, Method
from chalicelib.kernel.errors import FieldInvalid, FieldMissing
from chalicelib.kernel.events import SIGNALS, EventType, News
from chalicelib.kernel.ids import AdjustmentId, RowCode, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI, sort_key, to_text

if TYPE_CHECKING:
    from chalicelib.kernel.times.working_days import WorkingDayCalendar

IN_FORCE = date(2022, 6, 28)
"""The rule is in force from this day; a cause before it starts no clock."""
MOST_ROWS = 100

_ROW = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


class AdjustmentKind(StrEnum):
    """减少, 变更, 增加 (Art. 5-2)."""

    REDUCE = "REDUCE"
    CHANGE = "CHANGE"
    ADD = "ADD"


class AdjustmentState(StrEnum):
    """待报告, 已报告, 同意调整, 不同意调整, 已公布."""

    REGISTERED = "REGISTERED"
    REPORTED = "REPORTED"
    AGREED = "AGREED"
    REFUSED = "REFUSED"
    PUBLISHED = "PUBLISHED"


STATE_WORDS = {
    AdjustmentState.REGISTERED: "还没有报告",
    AdjustmentState.REPORTED: "已经报告",
    AdjustmentState.AGREED: "专班办公室已同意",
    AdjustmentState.REFUSED: "专班办公室未同意",
    AdjustmentState.PUBLISHED: "已经公布",
}


@record(frozen=True)
class WrittenReport:
    """书面报告 to the task-force office. ``document_no`` is the unit's own number, if any."""

    text: str
    document_no: str | None
    by: str
    at: datetime


@record(frozen=True)
class AdjustmentDecision:
    """What the office decided; ``number`` is that of a written decision, if there is one."""

    is_agreed: bool
    number: str | None
    reason: str
    by: str
    at: datetime


@record(frozen=True)
class Adjustment:
    """One adjustment of one unit's rows. Persons are written ``unit:member``.

    ``rows_before`` are codes of edition ``base``, ``rows_after`` codes of the unit's draft and
    then of ``edition``, the first published one that shows the adjustment. ``methods`` say how
    the applicant is spared an added proof, ``override`` is the office's decision that it can't
    be. ``timer`` numbers its timers.
    """

    id: AdjustmentId
    unit: UnitCode
    kind: AdjustmentKind
    cause: str
    cause_date: date
    base: int
    registered_by: str
    registered_at: datetime
    report_by: datetime
    calendar_version: str
    rows_before: tuple[RowCode, ...] = ()
    rows_after: tuple[RowCode, ...] = ()
    methods: tuple[Method, ...] = ()
    override: str | None = None
    state: AdjustmentState = AdjustmentState.REGISTERED
    report: WrittenReport | None = None
    decision: AdjustmentDecision | None = None
    edition: int | None = None
    is_late_noted: bool = False
    timer: int = 1
    revision: int = 0
    news: tuple[News, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Raises FieldInvalid, FieldMissing, AdjustmentRuleBroken."""
        _check_day(self.cause_date, self.registered_at)
        _check_rows("rows_before", self.rows_before)
        _check_rows("rows_after", self.rows_after)
        if self.kind is not AdjustmentKind.ADD and not self.rows_before:
            raise FieldMissing(
                "减少、变更要写明是现行清单的哪几行,请填写 rows_before。", field="rows_before"
            )
        if self.kind is AdjustmentKind.ADD and not self.methods and self.override is None:
            raise AdjustmentRuleBroken(
                "增加证明的,本单位要自行明确怎样让申请人免提交:数据共享、告知承诺、部门核验"
                "至少选一种;由申请人提交不是办法。确实都不行的,填写工作专班决定的文号(override)。",
                field="methods",
            )

    @property
    def list_of(self) -> str:
        return self.unit

    @property
    def key(self) -> str:
        return self.id

    @property
    def second_list(self) -> str:
        """The office sees those of all units, newest first; they are few."""
        return "all"

    # --- facts beside the state -----------------------------------------------------------

    def overdue_since(self, now: datetime) -> datetime | None:
        """When lateness began; it stays after a late report. Exactly at due is on time."""
        if self.state is AdjustmentState.REFUSED and self.report is None:
            return self.report_by if self.is_late_noted else None
        reported = self.report.at if self.report else now
        return self.report_by if reported > self.report_by else None

    def next_check_at(self) -> datetime | None:
        """When a timer or the sweeper has something to do, else None."""
        is_waiting = self.state is AdjustmentState.REGISTERED and not self.is_late_noted
        return self.report_by if is_waiting else None

    # --- what time does ---------------------------------------------------------------------

    def pass_time(self, now: datetime) -> Adjustment:
        """Note that the report is late. Safe to run late, early and twice."""
        if self.is_late_noted or self.overdue_since(now) is None:
            return self
        late = replace(self, is_late_noted=True)
        return late.tell(EventType.ADJUSTMENT_OVERDUE, self.report_by, "16")

    def recounted(self, calendar: WorkingDayCalendar, now: datetime) -> Adjustment:
        """The due time by another calendar, with a record of it.

        Only while the report is awaited and not late; nobody becomes late in retrospect (OURS),
        so a due time that would already be over leaves the stored one standing.
        """
        if self.next_check_at() is None or now > self.report_by:
            return self
        due = calendar.adjustment_report_due(self.cause_date)
        if due == self.report_by or due <= now:
            return self
        facts = (
            ("calendar_before", self.calendar_version),
            ("calendar_after", calendar.version),
            ("report_by_before", to_text(self.report_by)),
            ("report_by_after", to_text(due)),
        )
        version, timer = calendar.version, self.timer + 1
        moved = replace(self, report_by=due, calendar_version=version, timer=timer)
        return moved.tell(EventType.DEADLINES_RECOUNTED, now, "5-2", facts)

    # --- what people do -----------------------------------------------------------------------

    def registered(self) -> Adjustment:
        """登记; a cause of long ago is late from the start."""
        told = self.tell(
            EventType.ADJUSTMENT_REGISTERED,
            self.registered_at,
            "5-2",
            (
                ("unit", self.unit),
                ("kind", self.kind.value),
                ("cause_date", self.cause_date.isoformat()),
                ("report_by", to_text(self.report_by)),
                ("calendar", self.calendar_version),
            ),
        )
        return told.pass_time(self.registered_at)

    def reported(self, report: WrittenReport, rows_after: tuple[RowCode, ...]) -> Adjustment:
        """书面报告, once; after the due time it is taken all the same, and its lateness stays."""
        if self.state is not AdjustmentState.REGISTERED:
            raise self._state_forbids("报告")
        rows = rows_after or self.rows_after
        if not rows and self.kind is AdjustmentKind.CHANGE:
            rows = self.rows_before
        if not rows and self.kind is AdjustmentKind.ADD:
            raise FieldMissing(
                "增加的要写明编制稿里新增的是哪几行,请填写 rows_after。", field="rows_after"
            )
        done = replace(
            self, state=AdjustmentState.REPORTED, report=report, rows_after=rows
        ).pass_time(report.at)
        facts = (("is_late", str(done.is_late_noted).lower()),)
        return done.tell(EventType.ADJUSTMENT_REPORTED, report.at, "5-2", facts)

    def decided(self, decision: AdjustmentDecision) -> Adjustment:
        """The office agrees to what was reported, or finds that nothing is to be adjusted."""
        awaited = {AdjustmentState.REPORTED}
        if not decision.is_agreed:
            awaited.add(AdjustmentState.REGISTERED)
        if self.state not in awaited:
            raise self._state_forbids("同意" if decision.is_agreed else "不同意")
        if decision.is_agreed and self.override is not None and decision.number != self.override:
            raise FieldInvalid(
                f"这项增加没有免提交的办法,要凭工作专班的决定:decision_no 要与登记的文号 "
                f"{self.override} 一致。",
                field="decision_no",
            )
        noted = self.pass_time(decision.at)
        state = AdjustmentState.AGREED if decision.is_agreed else AdjustmentState.REFUSED
        facts = (("verdict", state.value), ("decision_no", decision.number or ""))
        done = replace(noted, state=state, decision=decision)
        return done.tell(EventType.ADJUSTMENT_DECIDED, decision.at, "5-2", facts)

    def published(self, edition: int, at: datetime) -> Adjustment:
        """The first edition that shows it is out."""
        if self.state is not AdjustmentState.AGREED:
            return self
        done = replace(self, state=AdjustmentState.PUBLISHED, edition=edition)
        facts = (("edition", str(edition)),)
        return done.tell(EventType.ADJUSTMENT_PUBLISHED, at, "5-2", facts)

    def is_shown_by(
        self, before: dict[RowCode, CatalogueRow], after: dict[RowCode, CatalogueRow]
    ) -> bool:
        """Do the rows ``after`` differ from those ``before`` as this adjustment says?"""
        gone = set(self.rows_before) - set(self.rows_after)
        concerned = gone | set(self.rows_after)
        stands = all(code in after for code in self.rows_after)
        left = not any(code in after for code in gone)
        return stands and left and any(before.get(one) != after.get(one) for one in concerned)

    def tell(
        self,
        event: EventType,
        at: datetime,
        article: str,
        facts: tuple[tuple[str, str], ...] = (),
    ) -> Adjustment:
        news = News(event, at, article, SIGNALS.get(event), facts)
        return replace(self, news=(*self.news, news))

    def _state_forbids(self, act: str) -> AdjustmentStateForbids:
        return AdjustmentStateForbids(
            f"不能{act}:这项调整{STATE_WORDS[self.state]},请刷新后查看。",
            facts={"state": self.state.value},
        )


def adjustment_id(unit: UnitCode, at: datetime, drawn: str) -> AdjustmentId:
    """Ids are in the order of registration, and say of which unit."""
    return AdjustmentId(f"{sort_key(at)}-{unit}-{drawn}")


def unit_of(id_: AdjustmentId) -> UnitCode:
    """The unit that an id names; one that nobody made names none that exists."""
    return UnitCode(id_.partition("-")[2].partition("-")[0])


def _check_day(cause_date: date, registered_at: datetime) -> None:
    if cause_date > registered_at.astimezone(SHANGHAI).date():
        raise FieldInvalid("cause_date(原因发生之日)不能晚于今天,请核对。", field="cause_date")
    if cause_date < IN_FORCE:
        raise FieldInvalid(
            f"工作规则自 {IN_FORCE} 起施行,在此之前的原因不用报告,请核对 cause_date。",
            field="cause_date",
        )


def _check_rows(name: str, rows: tuple[RowCode, ...]) -> None:
    if len(rows) > MOST_ROWS or len(set(rows)) != len(rows):
        raise FieldInvalid(f"{name} 最多 {MOST_ROWS} 行,每行只写一次,请分开登记。", field=name)
    for one in rows:
        if not _ROW.fullmatch(one):
            raise FieldInvalid(
                f"{name} 里的“{one}”不是清单编号:字母或数字开头,只用字母、数字和 . _ -,"
                "最多 32 个。",
                field=name,
            )
