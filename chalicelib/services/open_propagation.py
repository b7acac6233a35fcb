"""What follows a published edition (Art. 13, 5-2): tasks for the units whose rows it changed, and
the adjustments that it shows are out.

A follower of EDITION_PUBLISHED; safe to run again at any point.
"""

from collections import defaultdict
from contextlib import suppress

from chalicelib.domain.adjustments import Adjustment, AdjustmentState
from chalicelib.domain.catalogue import CatalogueRow
from chalicelib.domain.editions import EditionRecord, edition_key
from chalicelib.domain.events import THE_SYSTEM, Event, EventType, News
from chalicelib.domain.ids import RowCode, UnitCode
from chalicelib.domain.propagation import (
    PropagationTarget,
    PropagationTask,
    propagation_due,
    task_key,
)
from chalicelib.services.changing_adjustments import adjustment_told
from chalicelib.services.listing import every_listed
from chalicelib.services.performing import events_of
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Commit, RevisionLost

Rows = dict[RowCode, CatalogueRow]


def open_propagation(event: Event, ports: Ports) -> None:
    """Per changed unit: 4 tasks in one transaction, then its adjustments that are shown.

    Raises Misconfigured where an edition's document is lost.
    """
    number = int(dict(event.news.facts)["edition"])
    edition = ports.store.listed(EditionRecord, "", edition_key(number))
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
    record = ports.store.listed(EditionRecord, "", edition_key(number))
    if record is not None:
        for row in ports.contents.rows(record.content):
            rows[row.service_item.unit][row.code] = row
    return rows


def _open_tasks(unit: UnitCode, edition: EditionRecord, ports: Ports) -> None:
    first = task_key(edition.number, PropagationTarget.INTAKE_SYSTEM)
    if ports.store.listed(PropagationTask, unit, first) is not None:
        return
    now = ports.clock.now()
    # Whatever is published later than it counts is counted from when it could be known.
    due = propagation_due(max(edition.effective_from, edition.published_at), ports.calendar)
    tasks = tuple(
        PropagationTask(edition.number, unit, target, now, due) for target in PropagationTarget
    )
    facts = (("edition", str(edition.number)), ("unit", unit))
    news = (News(EventType.PROPAGATION_OPENED, now, "13", facts=facts),)
    events = events_of(f"unit:{unit}", news, THE_SYSTEM, ports.random)
    with suppress(RevisionLost):  # another process has opened them
        ports.store.commit(Commit(saves=tasks, events=events))
    if due.missing_year is not None:
        ports.telemetry.count("calendar_year_missing", "ALL")
        ports.telemetry.log("calendar_year_missing", year=due.missing_year)


def _tell_adjustments(
    unit: UnitCode, edition: EditionRecord, rows: tuple[Rows, Rows], ports: Ports
) -> None:
    for one in every_listed(Adjustment, unit, ports):
        if one.state is AdjustmentState.AGREED and one.is_shown_by(*rows):
            shown = one.published(edition.number, edition.published_at)
            _, commit = adjustment_told(shown, THE_SYSTEM, ports)
            ports.store.commit(commit)
