"""Long lists: one page with a sealed cursor, or all of it for a worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from chalicelib.kernel.commits import Listed, ListQuery, Lists, Page
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chalicelib.kernel.ports import Ports

PAGE = 100

OneListed = TypeVar("OneListed", bound=Listed)
Line = TypeVar("Line")


@record(frozen=True)
class ListPage:
    """What a caller says of the page it wants."""

    limit: int
    cursor: str | None


def sealed_page(
    read: Callable[[str | None], Page[Line]], cursor: str | None, bound_to: str, ports: Ports
) -> Page[Line]:
    """The page that ``read`` finds behind the place of ``cursor``; its own ``after`` is a sealed
    cursor, good for what is ``bound_to`` the same. Raises CursorInvalid."""
    page = read(None if cursor is None else ports.cursors.open(cursor, bound_to))
    sealed = None if page.after is None else ports.cursors.seal(page.after, bound_to)
    return Page(page.items, sealed)


def every_page(read: Callable[[str | None], Page[Line]]) -> Iterator[Page[Line]]:
    """One after the other, to the last; for workers."""
    page = read(None)
    yield page
    while page.after is not None:
        page = read(page.after)
        yield page


def page_of_list(query: ListQuery[OneListed], cursor: str | None, ports: Ports) -> Page[OneListed]:
    """One query. ``after`` of the page is a sealed cursor. Raises CursorInvalid."""
    bound_to = f"{query.kind.__name__}|{query.list_of}|{query.is_second}|{query.newest_first}"

    def read(after: str | None) -> Page[OneListed]:
        return ports.lists.listing(replace(query, after=after))

    return sealed_page(read, cursor, bound_to, ports)


def every_listed(kind: type[OneListed], list_of: str, lists: Lists) -> Iterator[OneListed]:
    """The whole list, read page by page; for workers."""
    for page in every_page(lambda after: lists.listing(ListQuery(kind, list_of, PAGE, after))):
        yield from page.items
