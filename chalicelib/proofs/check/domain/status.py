"""Does a proof count now? Its dates and its place on the status list, looked at once its signature
holds (check.py says in which order)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.kernel.records import record
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.check.domain.words import Notes, shown
from chalicelib.proofs.status.domain import StatusSheet, StatusUnreadable
from chalicelib.requests.domain.claims import ProofStatus

SKEW = timedelta(seconds=60)

ReadStatus = Callable[[int], StatusSheet]
"""shard -> the list whose signature held. Raises StatusUnreadable."""


@record(frozen=True)
class Dated:
    """What both a token and a file receipt say: their [shard, index], from when, until when."""

    place: tuple[int, int]
    issued_at: datetime
    expires_at: datetime


@record(frozen=True)
class TimeAndStatus:
    """``list_time`` is the list's ``iat`` where its signature held."""

    outcome: CheckOutcome
    list_time: datetime | None
    clock_behind: bool


@record(frozen=True)
class _Found:
    """What the list said; ``status`` is None with the reason in ``why``."""

    status: ProofStatus | None
    as_of: datetime | None
    why: str


def judge_status(
    dated: Dated, read_status: ReadStatus, now: datetime, notes: Notes
) -> TimeAndStatus:
    """Expiry and status of a verified content; ``now`` is the reader's clock, aware."""
    found = _look_up(dated, read_status, now)
    bound = max(now, found.as_of) if found.as_of else now
    clock_behind = max(bound, dated.issued_at) - now > SKEW
    if clock_behind:
        notes.fails("本机时钟", f"比系统已签出的时间慢(现在是 {shown(now)}),请校准后再核验")
    is_expired = dated.expires_at <= bound
    if is_expired:
        notes.fails("有效期", f"已于 {shown(dated.expires_at)} 到期")
    else:
        notes.holds("有效期", f"{shown(dated.issued_at)} 起,{shown(dated.expires_at)} 止")
    _note_status(found, notes)
    return TimeAndStatus(_outcome(found.status, is_expired), found.as_of, clock_behind)


def _look_up(dated: Dated, read_status: ReadStatus, now: datetime) -> _Found:
    shard, index = dated.place
    try:
        sheet = read_status(shard)
        if sheet.shard != shard:
            raise StatusUnreadable("取到的是另一片状态列表")
        status = sheet.status_of(index)
    except StatusUnreadable as error:
        return _Found(None, error.as_of, error.why)
    bound = max(now, sheet.issued_at)
    if bound >= sheet.expires_at:
        return _Found(None, sheet.issued_at, "状态列表已过时,请联网后再核验")
    if dated.issued_at - bound > SKEW:
        why = "证明的时间比本机和状态列表都晚,请校准本机时钟后再核验"
        return _Found(None, sheet.issued_at, why)
    return _Found(status, sheet.issued_at, "")


def _note_status(found: _Found, notes: Notes) -> None:
    as_of = f"(状态截至 {shown(found.as_of)})" if found.as_of else ""
    if found.status is None:
        notes.open("状态", f"没有查明是否撤销:{found.why}{as_of}")
    elif found.status is ProofStatus.VALID:
        notes.holds("状态", f"没有撤销,没有暂停{as_of}")
    elif found.status is ProofStatus.REVOKED:
        notes.fails("状态", f"出具单位已撤销{as_of}")
    else:
        notes.fails("状态", f"已暂停使用{as_of}")


def _outcome(status: ProofStatus | None, is_expired: bool) -> CheckOutcome:
    if status is ProofStatus.REVOKED:
        return CheckOutcome.REVOKED
    if is_expired:
        return CheckOutcome.EXPIRED
    if status is None:
        return CheckOutcome.STATUS_UNKNOWN
    if status is ProofStatus.SUSPENDED:
        return CheckOutcome.SUSPENDED
    return CheckOutcome.VALID
