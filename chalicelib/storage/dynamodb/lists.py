"""What stands on a list of its kind: drafts, editions, imports, adjustments, calendar years …"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.cloud.codec import decode
from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.kernel.commits import Listed, ListQuery, Page
from chalicelib.storage.dynamodb.places import listed_place
from chalicelib.storage.kinds import kind_of

if TYPE_CHECKING:
    from chalicelib.storage.dynamodb.reading import Table

OneListed = TypeVar("OneListed", bound=Listed)


class ListTable:
    """The Lists port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None:
        return self._table.plain(listed_place(kind_of(kind), list_of, key), kind)

    @reaching_the_table()
    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        """A second list is read by the ``box`` index, which follows the table a moment later."""
        record, partition = self._table.record, listed_place(kind_of(query.kind), query.list_of, "")
        key = record.place if query.is_second else record.sk
        beyond = None
        if query.after is not None:
            beyond = key < query.after if query.newest_first else key > query.after
        how: dict[str, Any] = {
            "limit": query.limit + 1,
            "scan_index_forward": not query.newest_first,
        }
        if query.is_second:
            found = list(record.box_index.query(partition.pk, beyond, **how))
            lines = [decode(one.summary or b"", query.kind) for one in found[: query.limit]]
        else:
            found = list(record.query(partition.pk, beyond, consistent_read=True, **how))
            lines = [self._table.items.plain(one, query.kind) for one in found[: query.limit]]
        last = found[query.limit - 1] if len(found) > query.limit else None
        after = None if last is None else str(last.place if query.is_second else last.sk)
        return Page(tuple(lines), after)
