"""通知: what a unit was told, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.listing import sealed_page
from chalicelib.kernel.records import record
from chalicelib.notices.domain.notice import Audience, Notice

if TYPE_CHECKING:
    from chalicelib.kernel.commits import Page
    from chalicelib.notices.ports import Ports


@record(frozen=True)
class ListNotices:
    unit: UnitCode
    audience: Audience
    limit: int
    cursor: str | None


def list_notices(query: ListNotices, ports: Ports) -> Page[Notice]:
    """One query. Raises CursorInvalid."""
    bound_to = f"{query.unit}|notices|{query.audience}"

    def read(after: str | None) -> Page[Notice]:
        return ports.notices.page(query.unit, query.audience, query.limit, after)

    return sealed_page(read, query.cursor, bound_to, ports)
