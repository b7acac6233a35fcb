"""The two clocks of a case (R6, Art. 10-2).

The appraisal clock is the elapsed time less the length of the *union* of the case's
verification intervals, so two in parallel pause it once. The promise clock never pauses.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.kernel.ids import CaseNo, RequestId, UnitCode
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chalicelib.requests.domain.request import VerificationRequest


@record(frozen=True)
class Case:
    """办件 of one requester. ``accepted_at`` is fixed by the case's first request."""

    requester: UnitCode
    case_no: CaseNo
    accepted_at: datetime
    requests: tuple[RequestId, ...] = ()


@record(frozen=True)
class Interval:
    """Time in which at least one verification of the case ran; ``until`` is now if it runs."""

    since: datetime
    until: datetime
    requests: tuple[RequestId, ...]


@record(frozen=True)
class CaseClocks:
    """Both clocks with what they were computed from. Durations are whole milliseconds."""

    case: Case
    now: datetime
    promised_by: datetime | None
    intervals: tuple[Interval, ...]

    @property
    def elapsed(self) -> timedelta:
        return self.now - self.case.accepted_at

    @property
    def paused(self) -> timedelta:
        return sum((one.until - one.since for one in self.intervals), timedelta())

    @property
    def appraisal(self) -> timedelta:
        return self.elapsed - self.paused


def case_clocks(case: Case, requests: Sequence[VerificationRequest], now: datetime) -> CaseClocks:
    """Compute both clocks. ``promised_by`` is the earliest of the case's requests."""
    promises = [one.plan.promised_by for one in requests if one.plan.promised_by is not None]
    spans = ((one.filed_at, one.closed_at or now, one.id) for one in requests)
    return CaseClocks(
        case=case,
        now=now,
        promised_by=min(promises, default=None),
        intervals=tuple(_union(spans)),
    )


def _union(spans: Iterable[tuple[datetime, datetime, RequestId]]) -> Iterable[Interval]:
    merged: list[Interval] = []
    for since, until, request in sorted(spans):
        if merged and since <= merged[-1].until:
            last = merged.pop()
            merged.append(Interval(last.since, max(last.until, until), (*last.requests, request)))
        else:
            merged.append(Interval(since, until, (request,)))
    return merged
