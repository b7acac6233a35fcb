"""How far an import is, and what it found: for the unit that started it."""

from chalicelib.domain.catalogue_imports import CatalogueImport
from chalicelib.domain.ids import ImportId
from chalicelib.domain.import_errors import ImportUnknown
from chalicelib.domain.keys import Caller
from chalicelib.services.ports import Ports


def load_import(id_: ImportId, caller: Caller, ports: Ports) -> CatalogueImport:
    """Raises ImportUnknown, also for another unit's."""
    found = ports.store.listed(CatalogueImport, caller.unit, id_)
    if found is None:
        raise ImportUnknown(f"本单位没有编号为 {id_} 的导入,请核对编号。", field="import")
    return found
