"""收件、发件: one page of a unit's requests by due time, masked; its own requests about one
applicant, by keyed hash of the id number (SECURITY.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.listing import PAGE, every_page, sealed_page
from chalicelib.kernel.records import record
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.summaries import Box, BoxQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.texts.people import IdType
    from chalicelib.requests.domain.summaries import RequestSummary
    from chalicelib.requests.ports import Ports


def find_requests(
    requester: UnitCode, id_type: IdType, id_no: str, ports: Ports
) -> tuple[RequestSummary, ...]:
    """One query, at most 100, by due time, masked. The number is in canonical form."""
    return ports.requests.by_applicant(requester, id_type, id_no).items


@record(frozen=True)
class ListRequests:
    unit: UnitCode
    box: Box
    state: RequestState | None
    limit: int
    cursor: str | None


def list_requests(query: ListRequests, ports: Ports) -> Page[RequestSummary]:
    """One query. ``after`` of the page is a sealed cursor. Raises CursorInvalid."""
    bound_to = f"{query.unit}|{query.box}|{query.state or ''}"

    def read(after: str | None) -> Page[RequestSummary]:
        return ports.requests.box(BoxQuery(query.unit, query.box, query.state, query.limit, after))

    return sealed_page(read, query.cursor, bound_to, ports)


def every_box_page(
    unit: UnitCode, box: Box, state: RequestState, ports: Ports
) -> Iterator[Page[RequestSummary]]:
    """All of a unit's box, one query a page; for workers."""
    return every_page(lambda after: ports.requests.box(BoxQuery(unit, box, state, PAGE, after)))
