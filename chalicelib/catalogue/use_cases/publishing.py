"""公布清单 (Art. 5-1): the agreed drafts become the next edition."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionRecord, EditionState
from chalicelib.catalogue.domain.errors import EditionTooEarly, EditionTooLate, NothingAgreed
from chalicelib.catalogue.domain.rules import check_rows, merged_rows
from chalicelib.catalogue.use_cases.records import every_draft, latest_edition
from chalicelib.catalogue.use_cases.rights import require_publisher
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.errors import TooLarge
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.times.clock import SHANGHAI, instant, to_text
from chalicelib.units.use_cases.rights import person

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import SignedCall

MOST_DRAFTS = 90
LONGEST_AHEAD = timedelta(days=90)
"""OURS: nothing may be published that is in force before it, so a year mistyped would keep every
later edition waiting, and what is published can't be taken back."""
THE_RULE_S_OWN_DAY = instant(datetime(2022, 6, 28, tzinfo=SHANGHAI))
"""市中政办发〔2022〕10号 is in force from the day it was issued."""


def publish_edition(
    effective_from: datetime | None, call: SignedCall, ports: Ports
) -> EditionRecord:
    """Edition N + 1 = edition N with the rows of every unit that has an agreed draft replaced.

    ``effective_from`` None = now. It is never before now, nor before the edition before; only a
    stage's first edition may be in force from an earlier day (OURS: the rule itself is in force
    from 2022-06-28), never more than 90 days ahead. Its files follow from the outbox. Raises
    RoleNotAllowed, NothingAgreed, SamePerson, EditionTooEarly, EditionTooLate, TooLarge.
    """

    def decide(now: datetime) -> tuple[EditionRecord, Commit]:
        require_publisher(call.caller, now, ports)
        drafts = [one for one in every_draft(ports) if one.state is EditionState.AGREED]
        if not drafts:
            raise NothingAgreed("没有专班办公室已同意、等待公布的编制稿。")
        if len(drafts) > MOST_DRAFTS:
            raise TooLarge(f"一次最多公布 {MOST_DRAFTS} 个单位的编制稿,请先退回一部分。")
        before = latest_edition(ports)
        if before is not None:
            # The clock of the process that published it may be a little ahead of this one's.
            now = max(now, before.published_at)
        begins = _begin(effective_from, before, now)
        number = 1 if before is None else before.number + 1
        taken = tuple(one.published(number, person(call.caller)) for one in drafts)
        rows = _next_rows(before, drafts, ports)
        edition = EditionRecord(
            number=number,
            effective_from=begins,
            published_at=now,
            published_by=person(call.caller),
            content=ports.contents.keep_rows(rows),
            row_count=len(rows),
            drafts=tuple((one.unit, one.content) for one in drafts),
        )
        return edition, _commit(edition, taken, call, ports)

    edition = perform(call, ports, EditionRecord, decide)
    ports.catalogue.refresh()
    return edition


def _begin(wanted: datetime | None, before: EditionRecord | None, now: datetime) -> datetime:
    begins = wanted or now
    earliest = THE_RULE_S_OWN_DAY if before is None else max(now, before.effective_from)
    if begins < earliest:
        raise EditionTooEarly(
            "实施时间不能早于现在和上一版的实施时间,第一版不能早于规则施行之日;"
            f"最早 {to_text(earliest)}。",
            field="effective_from",
        )
    if begins > (latest := max(earliest, now + LONGEST_AHEAD)):
        raise EditionTooLate(
            f"实施时间最晚在公布之后 {LONGEST_AHEAD.days} 天({to_text(latest)});"
            "以后各版都不能早于它,请核对年份。",
            field="effective_from",
        )
    return begins


def _next_rows(
    before: EditionRecord | None, drafts: list[CatalogueDraft], ports: Ports
) -> tuple[CatalogueRow, ...]:
    standing = () if before is None else ports.contents.rows(before.content)
    fresh = {one.unit: one.waived(ports.contents.rows(one.content)) for one in drafts}
    rows = merged_rows(standing, fresh)
    # Two drafts, each right when it was compiled, may claim the same row or item.
    check_rows(rows)
    return rows


def _commit(
    edition: EditionRecord, drafts: tuple[CatalogueDraft, ...], call: SignedCall, ports: Ports
) -> Commit:
    facts = (("edition", str(edition.number)), ("content", edition.content))
    news = News(EventType.EDITION_PUBLISHED, edition.published_at, "5-1", facts=facts)
    events = events_of(f"edition:{edition.number}", (news,), actor_of(call), ports.random)
    at = edition.published_at
    follow = OutboxEntry(events[0].id, None, events, at, at)
    return Commit(saves=(edition, *drafts), events=events, outbox=(follow,))
