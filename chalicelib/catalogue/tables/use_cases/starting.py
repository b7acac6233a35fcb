"""Start an import whose table was uploaded; the work follows from the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.tables.domain.imports import CatalogueImport, ImportQueue
from chalicelib.catalogue.tables.use_cases.reading_jobs import load_import
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.events import EventType, News
from chalicelib.kernel.ids import ImportId
from chalicelib.kernel.performing import actor_of, events_of, perform
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.catalogue.tables.ports import Ports
    from chalicelib.kernel.callers import SignedCall


@record(frozen=True)
class StartImport:
    """``dry_run`` stores nothing; ``skip_bad`` takes the good rows and leaves out the bad."""

    id: ImportId
    dry_run: bool
    skip_bad: bool


def start_import(command: StartImport, call: SignedCall, ports: Ports) -> CatalogueImport:
    """Raises ImportUnknown, ImportStateForbids, TooManyImports."""

    def decide(now: datetime) -> tuple[CatalogueImport, Commit]:
        found = load_import(command.id, call.caller, ports)
        job = found.start(now, dry_run=command.dry_run, skip_bad=command.skip_bad)
        queue = _queue(job, ports)
        facts = (("unit", str(job.by.unit)), ("import", str(job.id)))
        news = News(EventType.IMPORT_STARTED, now, "5-1", facts=facts)
        events = events_of(f"import:{job.id}", (news,), actor_of(call), ports.random)
        follow = OutboxEntry(events[0].id, None, events, now, now)
        return job, Commit(saves=(job, queue), events=events, outbox=(follow,))

    return perform(call, ports, CatalogueImport, decide)


def _queue(job: CatalogueImport, ports: Ports) -> ImportQueue:
    """At most MOST_AT_ONCE reads: the queue never holds more."""
    unit = job.by.unit
    queue = ports.lists.listed(ImportQueue, "", unit) or ImportQueue(unit)
    found = (ports.lists.listed(CatalogueImport, unit, one) for one in queue.started)
    return queue.joined(job.id, tuple(one.id for one in found if one and not one.is_over))
