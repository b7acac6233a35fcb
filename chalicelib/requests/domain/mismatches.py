"""信息不符 (Art. 11-2): what the applicant said differs from what was obtained.

Only a recorded mismatch unlocks asking the applicant for a supplement; then a new verification
follows. The issuer's material prevails; an objection and its outcome (行政复议) are recorded,
never decided by this system.
"""

from __future__ import annotations

from dataclasses import field as hidden
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import NoMismatch
from chalicelib.kernel.events import EventType
from chalicelib.kernel.records import record
from chalicelib.requests.domain.outcomes import RequestState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.requests.domain.request import VerificationRequest

MOST_RECORDS = 10


def record_mismatch(request: VerificationRequest, mismatch: Mismatch) -> VerificationRequest:
    """The requester found a difference between the application and the answer."""
    if request.state is not RequestState.ANSWERED:
        raise NoMismatch("只有已出具的核验结果才能与申请信息比对,请等待出具。")
    _refuse_many(request.mismatches, "不符")
    changed = replace(request, mismatches=(*request.mismatches, mismatch))
    return changed.tell(EventType.MISMATCH_RECORDED, mismatch.at, "11-2")


def ask_supplement(request: VerificationRequest, what: str, now: datetime) -> VerificationRequest:
    """Ask the applicant for a supplement; without a recorded mismatch this is 索要证明."""
    if not request.mismatches:
        raise NoMismatch(
            "没有信息不符的记录,不能要求申请人补充材料(第十一条);"
            "确有不符的,请先登记不符的字段和两方的值。"
        )
    _refuse_many(request.supplements, "补充")
    changed = replace(request, supplements=(*request.supplements, Supplement(what, now)))
    return changed.tell(EventType.SUPPLEMENT_ASKED, now, "11-2")


def record_objection(request: VerificationRequest, objection: Objection) -> VerificationRequest:
    """The applicant disputes the issuer's material; the material prevails meanwhile."""
    if not request.mismatches:
        raise NoMismatch("没有信息不符的记录,无从登记异议;请先登记不符的字段。")
    _refuse_many(request.objections, "异议")
    changed = replace(request, objections=(*request.objections, objection))
    return changed.tell(EventType.OBJECTION_RECORDED, objection.at, "11-2")


def _refuse_many(records: Sequence[object], what: str) -> None:
    """OURS: a record that only grows would one day hold up every other act on the request."""
    if len(records) >= MOST_RECORDS:
        raise NoMismatch(f"一件申请最多登记 {MOST_RECORDS} 条{what},请合并后登记。")


@record(frozen=True)
class Mismatch:
    """One field with the applicant's value and the obtained one."""

    field: str
    applicant_value: str = hidden(repr=False)
    obtained_value: str = hidden(repr=False)
    at: datetime


@record(frozen=True)
class Supplement:
    """What the applicant was asked to bring or correct."""

    what: str
    at: datetime


@record(frozen=True)
class Objection:
    """异议, and the outcome (of 行政复议, say) once there is one."""

    objection: str = hidden(repr=False)
    at: datetime
    outcome: str | None = None
