"""How every part of the store reads: single gets, one query a page, no scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, TypeVar

from pynamodb.exceptions import DoesNotExist

from chalicelib.cloud.codec import decode
from chalicelib.cloud.dynamodb.failures import reaching_the_table
from chalicelib.cloud.dynamodb.record import Record
from chalicelib.kernel.commits import Page
from chalicelib.kernel.records import record
from chalicelib.storage.dynamodb.items import Items
from chalicelib.storage.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.cloud.dynamodb.record import Place

T = TypeVar("T")


class PageQuery(Protocol):
    @property
    def limit(self) -> int: ...

    @property
    def after(self) -> str | None: ...


@record(frozen=True)
class Table:
    """The one table, bound, and how its items are read back."""

    record: type[Record]
    items: Items

    @reaching_the_table()
    def get(self, place: Place) -> Record | None:
        try:
            return self.record.get(place.pk, place.sk, consistent_read=True)
        except DoesNotExist:
            return None

    def plain(self, place: Place, kind: type[T]) -> T | None:
        """What stands there if it is of this kind: after an erasure something else may."""
        item = self.get(place)
        return self.items.plain(item, kind) if is_kind(item, kind) else None

    @reaching_the_table()
    def batch(self, places: Sequence[Place]) -> list[Record]:
        """One batch read; what does not exist is left out."""
        keys = [(place.pk, place.sk) for place in places]
        return list(self.record.batch_get(keys, consistent_read=True))

    @reaching_the_table()
    def every(self, pk: str, prefix: str, kind: type[T]) -> tuple[T, ...]:
        """Everything of a partition whose sort key begins so: one query."""
        beginning = self.record.sk.startswith(prefix) if prefix else None
        found = self.record.query(pk, beginning, consistent_read=True)
        return tuple(self.items.plain(one, kind) for one in found)

    @reaching_the_table()
    def summaries(self, index: Any, hash_key: str, query: PageQuery, kind: type[T]) -> Page[T]:
        """One query: the page is read from its start, so ``after`` is a sort key, not a token."""
        limit = query.limit
        condition = self.record.place > query.after if query.after else None
        found = list(index.query(hash_key, condition, limit=limit + 1, page_size=limit + 1))
        lines = tuple(decode(one.summary or b"", kind) for one in found[:limit])
        return Page(lines, found[limit - 1].place if len(found) > limit else None)


def is_kind(item: Record | None, kind: type[Any]) -> TypeGuard[Record]:
    """Does this kind stand at the place, or what was left of it after erasure?"""
    return item is not None and item.kind == kind_of(kind)
