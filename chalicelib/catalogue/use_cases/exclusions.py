"""决定不适用情形 (Art. 2-2): by an officer, with who decided, when, and when to look again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.rows import Exclusion
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.units.use_cases.rights import person, require_officer

if TYPE_CHECKING:
    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import SignedCall


@record(frozen=True)
class DecideExclusion:
    """``decided_by`` names the decision: a meeting's minutes, a document's number."""

    row: RowCode
    exclusion: Exclusion
    reason: str
    decided_by: str
    decided_on: date
    review_on: date


def decide_exclusion(command: DecideExclusion, call: SignedCall, ports: Ports) -> ExclusionDecision:
    """The newest decision about a row stands; earlier ones are in the ledger. Raises
    RoleNotAllowed, FieldInvalid."""

    def decide(now: datetime) -> tuple[ExclusionDecision, Commit]:
        require_officer(call.caller, now, ports)
        if command.decided_on > now.astimezone(SHANGHAI).date():
            raise FieldInvalid("决定日期不能晚于今天。", field="decided_on")
        if command.review_on <= command.decided_on:
            raise FieldInvalid("复核日期要晚于决定日期。", field="review_on")
        known = ports.lists.listed(ExclusionDecision, "", command.row)
        decision = ExclusionDecision(
            row=command.row,
            exclusion=command.exclusion,
            reason=command.reason,
            decided_by=command.decided_by,
            decided_on=command.decided_on,
            review_on=command.review_on,
            recorded_by=person(call.caller),
            recorded_at=now,
        )
        if known is not None:
            decision = replace(decision, revision=known.revision)
        facts = (
            ("row", str(command.row)),
            ("exclusion", command.exclusion.value),
            ("decided_by", command.decided_by),
            ("decided_on", command.decided_on.isoformat()),
            ("review_on", command.review_on.isoformat()),
        )
        news = News(EventType.EXCLUSION_DECIDED, now, "2-2", facts=facts)
        events = events_of(f"exclusion:{command.row}", (news,), actor_of(call), ports.random)
        return decision, Commit(saves=(decision,), events=events)

    return perform(call, ports, ExclusionDecision, decide)
