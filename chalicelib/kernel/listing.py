"""What stands on a list: one page with a sealed cursor, or all of it for a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from chalicelib.kernel.commits import Listed, ListQuery, Lists, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.kernel.ports import Ports

PAGE = 100

OneListed = TypeVar("OneListed", bound=Listed)


@dataclass(frozen=True)
class ListPage:
    """What a caller says of the page it wants."""

    limit: int
    cursor: str | None


def page_of_list(query: ListQuery[OneListed], cursor: str | None, ports: Ports) -> Page[OneListed]:
    """One query. ``after`` of the page is a sealed cursor. Raises CursorInvalid."""
    bound_to = f"{query.kind.__name__}|{query.list_of}|{query.is_second}|{query.newest_first}"
    if cursor is not None:
        query = replace(query, after=ports.cursors.open(cursor, bound_to))
    page = ports.lists.listing(query)
    sealed = None if page.after is None else ports.cursors.seal(page.after, bound_to)
    return Page(page.items, sealed)


def every_listed(kind: type[OneListed], list_of: str, lists: Lists) -> Iterator[OneListed]:
    """The whole list, read page by page; for workers."""
    after: str | None = None
    while True:
        page = lists.listing(ListQuery(kind, list_of, PAGE, after))
        yield from page.items
        after = page.after
        if after is None:
            return
