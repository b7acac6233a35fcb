"""投诉列表: one page by due time, without a word anybody wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.complaints.domain.complaint import ComplaintQuery, ComplaintState, ComplaintSummary
from chalicelib.kernel.commits import Page
from chalicelib.units.use_cases.rights import is_officer

if TYPE_CHECKING:
    from chalicelib.complaints.ports import Ports
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import UnitCode


@dataclass(frozen=True)
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
    after = None
    if query.cursor is not None:
        after = ports.cursors.open(query.cursor, bound_to)
    page = ports.complaints.complaints(ComplaintQuery(unit, query.state, query.limit, after))
    sealed = None if page.after is None else ports.cursors.seal(page.after, bound_to)
    return Page(page.items, sealed)
