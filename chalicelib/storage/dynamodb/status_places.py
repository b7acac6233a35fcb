"""The places of the status lists: taken once, and what is not valid there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.claims import ProofStatus

if TYPE_CHECKING:
    from chalicelib.storage.dynamodb.reading import Table


class PlaceTable:
    """The PlaceStore port."""

    def __init__(self, table: Table) -> None:
        self._record = table.record

    @reaching_the_table()
    def status_marks(self, shard: int) -> tuple[StatusMark, ...]:
        found = self._record.query(f"MARKS#{shard}", consistent_read=True)
        marks = (StatusMark(shard, int(one.sk), ProofStatus(str(one.kind))) for one in found)
        return tuple(one for one in marks if one.status is not ProofStatus.VALID)

    @reaching_the_table()
    def has_places(self, shard: int) -> bool:
        return any(self._record.query(f"PLACES#{shard}", limit=1, consistent_read=True))
