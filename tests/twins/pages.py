"""Cut a sorted list into pages."""

from collections.abc import Iterable
from typing import TypeVar

from chalicelib.kernel.commits import Page

Item = TypeVar("Item")


def page_of(
    entries: Iterable[tuple[str, Item]],
    limit: int,
    after: str | None,
    *,
    newest_first: bool = False,
) -> Page[Item]:
    """The ``limit`` entries after the sort key ``after``; ``Page.after`` is None at the end."""
    ordered = sorted(entries, key=lambda entry: entry[0], reverse=newest_first)
    if after is not None:
        ordered = [one for one in ordered if (one[0] < after) == newest_first and one[0] != after]
    shown = ordered[:limit]
    has_more = len(ordered) > limit
    return Page(tuple(item for _, item in shown), shown[-1][0] if has_more else None)
