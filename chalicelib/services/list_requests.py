"""收件 and 发件: one page of a unit's requests by due time, masked."""

from dataclasses import dataclass

from chalicelib.domain.ids import UnitCode
from chalicelib.domain.outcomes import RequestState
from chalicelib.domain.summaries import RequestSummary
from chalicelib.services.ports import Ports
from chalicelib.services.storing import Box, BoxQuery, Page


@dataclass(frozen=True)
class ListRequests:
    unit: UnitCode
    box: Box
    state: RequestState | None
    limit: int
    cursor: str | None


def list_requests(query: ListRequests, ports: Ports) -> Page[RequestSummary]:
    """One query. ``after`` of the page is a sealed cursor. Raises CursorInvalid."""
    bound_to = f"{query.unit}|{query.box}|{query.state or ''}"
    after = None
    if query.cursor is not None:
        after = ports.cursors.open(query.cursor, bound_to)
    page = ports.store.box(BoxQuery(query.unit, query.box, query.state, query.limit, after))
    sealed = None if page.after is None else ports.cursors.seal(page.after, bound_to)
    return Page(page.items, sealed)
