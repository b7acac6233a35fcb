"""清单调整 of one unit, or of all for the office; newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.adjustments.use_cases.rights import load_adjustment, require_reader
from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.commits import ListQuery, Page
from chalicelib.kernel.errors import NotAParty
from chalicelib.kernel.ids import AdjustmentId, UnitCode
from chalicelib.kernel.listing import ListPage, page_of_list
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from chalicelib.adjustments.ports import Ports


@record(frozen=True)
class ListAdjustments:
    """``unit`` None = of every unit."""

    unit: UnitCode | None
    page: ListPage


def list_adjustments(query: ListAdjustments, caller: Caller, ports: Ports) -> Page[Adjustment]:
    """One query. Raises NotAParty, UnitUnknown, CursorInvalid."""
    if query.unit is not None:
        require_reader(caller, query.unit, ports)
        asked = ListQuery(Adjustment, query.unit, query.page.limit, newest_first=True)
    elif caller.role in {Role.OFFICER, Role.PUBLISHER}:
        asked = ListQuery(Adjustment, "all", query.page.limit, newest_first=True, is_second=True)
    else:
        raise NotAParty("各单位只能查看本单位的调整,请写明 unit。")
    return page_of_list(asked, query.page.cursor, ports)


def read_adjustment(id_: AdjustmentId, caller: Caller, ports: Ports) -> Adjustment:
    """1 read. Raises AdjustmentUnknown, NotAParty."""
    found = load_adjustment(id_, ports)
    require_reader(caller, found.unit, ports)
    return found
