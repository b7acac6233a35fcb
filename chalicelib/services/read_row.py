"""One row of the edition in force."""

from chalicelib.domain.catalogue import CatalogueRow
from chalicelib.domain.errors import RowUnknown
from chalicelib.domain.ids import RowCode
from chalicelib.services.ports import Ports


def read_row(code: str, ports: Ports) -> tuple[int, CatalogueRow]:
    """(number of the edition, row). Raises RowUnknown."""
    edition = ports.catalogue.edition_at(ports.clock.now())
    row = edition.rows.get(RowCode(code))
    if row is None:
        raise RowUnknown(
            f"现行清单(第 {edition.number} 版)里没有这个编号,请在公布的清单里查对。", field="row"
        )
    return edition.number, row
