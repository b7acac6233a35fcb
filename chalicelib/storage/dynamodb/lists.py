"""What stands on a list of its kind: drafts, editions, imports, adjustments, calendar years …"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

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
        if query.is_second:
            return self._second(query)
        key = self._table.record.sk
        beyond = None
        if query.after is not None:
            beyond = key < query.after if query.newest_first else key > query.after
        found = list(
            self._table.record.query(
                listed_place(kind_of(query.kind), query.list_of, "").pk,
                beyond,
                limit=query.limit + 1,
                scan_index_forward=not query.newest_first,
                consistent_read=True,
            )
        )
        shown = found[: query.limit]
        items = tuple(self._table.items.plain(one, query.kind) for one in shown)
        return Page(items, shown[-1].sk if len(found) > query.limit else None)

    def _second(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        """By the ``box`` index, which follows the table a moment later."""
        place = self._table.record.place
        beyond = None
        if query.after is not None:
            beyond = place < query.after if query.newest_first else place > query.after
        found = list(
            self._table.record.box_index.query(
                listed_place(kind_of(query.kind), query.list_of, "").pk,
                beyond,
                limit=query.limit + 1,
                scan_index_forward=not query.newest_first,
            )
        )
        shown = found[: query.limit]
        items = tuple(decode(one.summary or b"", query.kind) for one in shown)
        return Page(items, str(shown[-1].place) if len(found) > query.limit else None)
