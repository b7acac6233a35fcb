"""投诉列表: one page by due time, without a word anybody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.complaints.domain.complaint import ComplaintQuery, ComplaintState, ComplaintSummary
from chalicelib.kernel.listing import sealed_page
from chalicelib.kernel.records import record
from chalicelib.units.use_cases.rights import is_officer

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.ids import UnitCode


@record(frozen=True)
class ListComplaints:
    """``state`` None = everything still open."""

    state: ComplaintState | None
    limit: int
    cursor: str | None


def list_complaints(query: ListComplaints, caller: Caller, ports: Ports) -> Page[ComplaintSummary]:
    """Every complaint for officers, those the unit is asked about for its supervisor. One query.
    ``after`` of the page is a sealed cursor. Raises CursorInvalid."""
    is_office = is_officer(caller, ports.clock.now(), ports)
    unit: UnitCode | None = None if is_office else caller.unit
    bound_to = f"{unit or ''}|complaints|{query.state or ''}"

    def read(after: str | None) -> Page[ComplaintSummary]:
        return ports.complaints.complaints(ComplaintQuery(unit, query.state, query.limit, after))

    return sealed_page(read, query.cursor, bound_to, ports)
