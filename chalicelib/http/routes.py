"""A path, who may call it, and the view that answers: as data, so that who serves one call loads
one view."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chalicelib.http.access import Access


class Route(NamedTuple):
    """``view`` is ``module:function`` below ``chalicelib``, loaded at the first call.
    ``parameters`` are the query parameters it reads; a signed call with any other is refused."""

    method: str
    path: str
    access: Access
    view: str
    parameters: tuple[str, ...] = ()
