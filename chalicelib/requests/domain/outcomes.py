"""What can become of a request: the records a transition leaves behind (Art. 10-2)."""

from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record


class RequestState(StrEnum):
    """已发起, 已接收, 已出具, 已退回, 已撤回."""

    FILED = "FILED"
    ACCEPTED = "ACCEPTED"
    ANSWERED = "ANSWERED"
    SENT_BACK = "SENT_BACK"
    WITHDRAWN = "WITHDRAWN"


class SupervisionState(StrEnum):
    """督办中, 督办完成, 督办超时."""

    OPEN = "OPEN"
    DONE = "DONE"
    FAILED = "FAILED"


class ArbitrationState(StrEnum):
    """待裁定, 已裁定."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"


@record(frozen=True)
class Referral:
    """转办建议: another unit, or None = 不明 (then the office decides)."""

    unit: UnitCode | None
    note: str


@record(frozen=True)
class SendBack:
    """退回 for 不属本单位职责; late when after t0 + 30 minutes (accepted all the same)."""

    reason: str
    referral: Referral
    at: datetime
    is_late: bool


@record(frozen=True)
class Withdrawal:
    """撤回 by the requester."""

    reason: str
    at: datetime


@record(frozen=True)
class Extension:
    """延期: ``until`` replaces ``previous`` as answer_by."""

    reason: str
    until: datetime
    at: datetime
    previous: datetime


@record(frozen=True)
class Arbitration:
    """裁定 by the task-force office; ``unit``, ``reason``, ``at`` once DECIDED."""

    state: ArbitrationState
    unit: UnitCode | None = None
    reason: str | None = None
    at: datetime | None = None


@record(frozen=True)
class SupervisionNote:
    """What the supervisor (or the office in his place) noted."""

    note: str
    at: datetime
    by: str


@record(frozen=True)
class Supervision:
    """督办, as it stands at one moment."""

    state: SupervisionState
    supervise_by: datetime
    note: str | None


def supervision_of(
    answer_by: datetime,
    supervise_by: datetime,
    ended: datetime,
    *,
    is_closed: bool,
    note: str | None = None,
) -> Supervision | None:
    """R5 from the stored times; ``ended`` is the closing time or now.

    None while not late; exactly at ``supervise_by`` counts.
    """
    if ended <= answer_by:
        return None
    if ended > supervise_by:
        state = SupervisionState.FAILED
    else:
        state = SupervisionState.DONE if is_closed else SupervisionState.OPEN
    return Supervision(state, supervise_by, note)
