"""落实 (Art. 13, 5-2): what follows a published edition: tasks for the units whose rows it
changed, and the adjustments that it shows are out; a unit says that a target is in line.

``open_propagation`` follows EDITION_PUBLISHED and is safe to run again at any point.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment, AdjustmentState
from chalicelib.adjustments.domain.errors import PropagationTaskUnknown
from chalicelib.adjustments.domain.propagation import (
    PropagationTarget,
    PropagationTask,
    propagation_due,
    task_key,
)
from chalicelib.adjustments.use_cases.changing import adjustment_told
from chalicelib.adjustments.use_cases.rights import require_reader, require_spokesman_or_officer
from chalicelib.catalogue.domain.editions import EditionRecord, edition_key
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.kernel.callers import Caller, Role, SignedCall
from chalicelib.kernel.commits import Commit, ListQuery, Page, RevisionLost
from chalicelib.kernel.errors import FieldMissing, NotAParty
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.listing import ListPage, every_listed, page_of_list
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import person

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.adjustments.ports import Ports


@record(frozen=True)
class CompletePropagation:
    edition: int
    unit: UnitCode
    target: PropagationTarget
    evidence: str


def complete_propagation(
    command: CompletePropagation, call: SignedCall, ports: Ports
) -> PropagationTask:
    """By the unit, its sector authority or an officer; late ones are taken.

    Raises UnitUnknown, RoleNotAllowed, PropagationTaskUnknown, PropagationTaskDone.
    """

    def decide(now: datetime) -> tuple[PropagationTask, Commit]:
        require_spokesman_or_officer(call.caller, command.unit, now, ports)
        key = task_key(command.edition, command.target)
        task = ports.lists.listed(PropagationTask, command.unit, key)
        if task is None:
            raise PropagationTaskUnknown(
                "没有这项落实任务,请核对版次、单位和落实位置。", field="task"
            )
        done = task.completed(command.evidence, person(call.caller), now)
        facts = (
            ("edition", str(done.edition)),
            ("unit", done.unit),
            ("target", done.target.value),
            ("is_late", str(done.overdue_since(now) is not None).lower()),
        )
        news = (News(EventType.PROPAGATION_DONE, now, "13", facts=facts),)
        events = events_of(f"propagation:{done.id}", news, actor_of(call), ports.random)
        return done, Commit(saves=(done,), events=events)

    return perform(call, ports, PropagationTask, decide)


@record(frozen=True)
class ListPropagation:
    """Of ``unit``, or of ``edition`` where no unit is named."""

    unit: UnitCode | None
    edition: int | None
    page: ListPage


def list_propagation(query: ListPropagation, caller: Caller, ports: Ports) -> Page[PropagationTask]:
    """One query. Raises FieldMissing, NotAParty, UnitUnknown, CursorInvalid."""
    limit = query.page.limit
    if query.unit is not None:
        require_reader(caller, query.unit, ports)
        asked = ListQuery(PropagationTask, query.unit, limit, newest_first=True)
    elif caller.role not in {Role.OFFICER, Role.PUBLISHER}:
        raise NotAParty("各单位只能查看本单位的落实任务,请写明 unit。")
    elif query.edition is None:
        raise FieldMissing("请写明 unit(单位)或 edition(版次)。", field="edition")
    else:
        asked = ListQuery(PropagationTask, f"{query.edition:06d}", limit, is_second=True)
    return page_of_list(asked, query.page.cursor, ports)


Rows = dict[RowCode, CatalogueRow]


def open_propagation(event: Event, ports: Ports) -> None:
    """Per changed unit: 4 tasks in one transaction, then its adjustments that are shown.

    Raises Misconfigured where an edition's document is lost.
    """
    number = int(dict(event.news.facts)["edition"])
    edition = ports.lists.listed(EditionRecord, "", edition_key(number))
    if edition is None:
        return
    before, after = _rows_of_units(number - 1, ports), _rows_of_units(number, ports)
    for unit in sorted(before.keys() | after.keys()):
        if before[unit] != after[unit]:
            _open_tasks(unit, edition, ports)
            _tell_adjustments(unit, edition, (before[unit], after[unit]), ports)


def _rows_of_units(number: int, ports: Ports) -> defaultdict[UnitCode, Rows]:
    """The rows of an edition, by the unit whose item it is; nothing where there is none."""
    rows: defaultdict[UnitCode, Rows] = defaultdict(dict)
    record = ports.lists.listed(EditionRecord, "", edition_key(number))
    if record is not None:
        for row in ports.contents.rows(record.content):
            rows[row.service_item.unit][row.code] = row
    return rows


def _open_tasks(unit: UnitCode, edition: EditionRecord, ports: Ports) -> None:
    first = task_key(edition.number, PropagationTarget.INTAKE_SYSTEM)
    if ports.lists.listed(PropagationTask, unit, first) is not None:
        return
    now = ports.clock.now()
    # Whatever is published later than it counts is counted from when it could be known.
    due = propagation_due(
        max(edition.effective_from, edition.published_at), ports.calendars.current()
    )
    tasks = tuple(
        PropagationTask(edition.number, unit, target, now, due) for target in PropagationTarget
    )
    facts = (("edition", str(edition.number)), ("unit", unit))
    news = (News(EventType.PROPAGATION_OPENED, now, "13", facts=facts),)
    events = events_of(f"unit:{unit}", news, THE_SYSTEM, ports.random)
    with suppress(RevisionLost):  # another process has opened them
        ports.commit(Commit(saves=tasks, events=events))
    if due.missing_year is not None:
        ports.telemetry.count("calendar_year_missing", "ALL")
        ports.telemetry.log("calendar_year_missing", year=due.missing_year)


def _tell_adjustments(
    unit: UnitCode, edition: EditionRecord, rows: tuple[Rows, Rows], ports: Ports
) -> None:
    for one in every_listed(Adjustment, unit, ports.lists):
        if one.state is AdjustmentState.AGREED and one.is_shown_by(*rows):
            shown = one.published(edition.number, edition.published_at)
            _, commit = adjustment_told(shown, THE_SYSTEM, ports)
            ports.commit(commit)
