"""How far an import is, and what it found: for the unit that started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.tables.domain.errors import ImportUnknown
from chalicelib.catalogue.tables.domain.imports import CatalogueImport

if TYPE_CHECKING:
    from chalicelib.catalogue.tables.ports import Ports
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import ImportId


def load_import(id_: ImportId, caller: Caller, ports: Ports) -> CatalogueImport:
    """Raises ImportUnknown, also for another unit's."""
    found = ports.lists.listed(CatalogueImport, caller.unit, id_)
    if found is None:
        raise ImportUnknown(f"本单位没有编号为 {id_} 的导入,请核对编号。", field="import")
    return found
