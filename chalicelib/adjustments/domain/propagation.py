"""清单公布之后 (Art. 13): each unit brings its systems and guides in line with the edition.

A task for each of four targets, for every unit whose rows the edition changed. Whether one is
overdue is a fact, computed on every read.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.adjustments.domain.errors import PropagationTaskDone
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI, to_text
from chalicelib.kernel.times.working_days import WorkingDayCalendar, end_of_day

PROPAGATION_DAYS = 3  # OURS: Art. 13 names no period; that of Art. 5-2 serves


class PropagationTarget(StrEnum):
    """综合受理系统, 其他审批系统, 政务服务网办事要素, 纸质办事指南."""

    INTAKE_SYSTEM = "INTAKE_SYSTEM"
    APPROVAL_SYSTEM = "APPROVAL_SYSTEM"
    SERVICE_SITE = "SERVICE_SITE"
    PAPER_GUIDE = "PAPER_GUIDE"


@record(frozen=True)
class PropagationDue:
    """End of the 3rd working day after ``counted_from``; 待定 (None) while a year is missing."""

    counted_from: datetime
    done_by: datetime | None
    missing_year: int | None
    calendar_version: str


@record(frozen=True)
class PropagationTask:
    """One target of one unit for one edition. ``by`` is written ``unit:member``."""

    edition: int
    unit: UnitCode
    target: PropagationTarget
    opened_at: datetime
    due: PropagationDue
    done_at: datetime | None = None
    evidence: str | None = None
    by: str | None = None
    revision: int = 0

    @property
    def list_of(self) -> str:
        return self.unit

    @property
    def key(self) -> str:
        return task_key(self.edition, self.target)

    @property
    def second_list(self) -> str:
        """The office sees an edition's tasks of all units."""
        return f"{self.edition:06d}"

    @property
    def id(self) -> str:
        return f"{self.edition}-{self.unit}-{self.target}"

    def overdue_since(self, now: datetime) -> datetime | None:
        """Exactly at due is on time; lateness stays after it is done."""
        due, ended = self.due.done_by, self.done_at or now
        return due if due is not None and ended > due else None

    def completed(self, evidence: str, by: str, now: datetime) -> "PropagationTask":
        """Raises PropagationTaskDone."""
        if self.done_at is not None:
            raise PropagationTaskDone(
                f"这项任务已于 {to_text(self.done_at)} 完成,不用再报。",
                facts={"done_at": to_text(self.done_at)},
            )
        return replace(self, done_at=now, evidence=evidence, by=by)

    def recounted(self, calendar: WorkingDayCalendar, now: datetime) -> "PropagationTask":
        """The due time by another calendar; what is done or late stays as it is, and nobody
        becomes late in retrospect (OURS)."""
        fresh = propagation_due(self.due.counted_from, calendar)
        old, new = self.due.done_by, fresh.done_by
        is_settled = self.done_at is not None or (old is not None and now > old)
        if is_settled or new is None or new == old or (old is not None and new <= now):
            return self
        return replace(self, due=fresh)


def task_key(edition: int, target: PropagationTarget) -> str:
    return f"{edition:06d}-{target}"


def propagation_due(counted_from: datetime, calendar: WorkingDayCalendar) -> PropagationDue:
    """The day itself is not counted (民法典 201); due at 24:00 of the last day."""
    first = counted_from.astimezone(SHANGHAI).date()
    last = calendar.earliest_working_day_after(first, PROPAGATION_DAYS)
    done_by = end_of_day(last.day) if last.missing_year is None else None
    return PropagationDue(counted_from, done_by, last.missing_year, calendar.version)
