"""Complaints, by due time: all of them, and those a unit is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.complaints.domain.complaint import Complaint, ComplaintSummary
from chalicelib.storage.dynamodb.places import complaint_place, complaints_list

if TYPE_CHECKING:
    from chalicelib.complaints.ports import ComplaintQuery
    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.ids import ComplaintId
    from chalicelib.storage.dynamodb.reading import Table


class ComplaintTable:
    """The ComplaintStore port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def complaint(self, complaint: ComplaintId) -> Complaint | None:
        item = self._table.get(complaint_place(complaint))
        return None if item is None else self._table.items.sealed(item, Complaint)

    def complaints(self, query: ComplaintQuery) -> Page[ComplaintSummary]:
        record, of_unit = self._table.record, query.unit is not None
        index: Any = {
            (False, False): record.box_index,
            (False, True): record.box_state_index,
            (True, False): record.sent_index,
            (True, True): record.sent_state_index,
        }[of_unit, query.state is not None]
        hash_key = complaints_list(query.unit, query.state)
        return self._table.summaries(index, hash_key, query, ComplaintSummary)
