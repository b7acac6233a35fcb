"""落实任务 of one unit, newest edition first, or of one edition for the office."""

from dataclasses import dataclass

from chalicelib.domain.errors import FieldMissing, NotAParty
from chalicelib.domain.ids import UnitCode
from chalicelib.domain.keys import Caller
from chalicelib.domain.propagation import PropagationTask
from chalicelib.domain.units import Role
from chalicelib.services.adjustment_rights import require_reader
from chalicelib.services.listing import ListPage, page_of_list
from chalicelib.services.ports import Ports
from chalicelib.services.storing import ListQuery, Page


@dataclass(frozen=True)
class ListPropagation:
    """Of ``unit``, or of ``edition`` where no unit is named."""

    unit: UnitCode | None
    edition: int | None
    page: ListPage


def list_propagation(query: ListPropagation, caller: Caller, ports: Ports) -> Page[PropagationTask]:
    """One query. Raises FieldMissing, NotAParty, UnitUnknown, CursorInvalid."""
    limit = query.page.limit
    if query.unit is not None:
        require_reader(caller, query.unit, ports)
        asked = ListQuery(PropagationTask, query.unit, limit, newest_first=True)
    elif caller.role not in {Role.OFFICER, Role.PUBLISHER}:
        raise NotAParty("各单位只能查看本单位的落实任务,请写明 unit。")
    elif query.edition is None:
        raise FieldMissing("请写明 unit(单位)或 edition(版次)。", field="edition")
    else:
        asked = ListQuery(PropagationTask, f"{query.edition:06d}", limit, is_second=True)
    return page_of_list(asked, query.page.cursor, ports)
