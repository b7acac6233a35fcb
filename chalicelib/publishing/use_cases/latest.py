"""The latest editions, as everybody is told of them."""

from chalicelib.catalogue.domain.editions import EditionRecord
from chalicelib.kernel.commits import ListQuery, Lists

LATEST = 24
"""So many editions' keys stand in the JWKS, and so many entries in the feeds: two years at one
a month."""


def latest_editions(lists: Lists) -> tuple[EditionRecord, ...]:
    """Those whose files are published, newest first: 1 query."""
    page = lists.listing(ListQuery(EditionRecord, "", LATEST, newest_first=True))
    return tuple(one for one in page.items if one.sha256 is not None)
