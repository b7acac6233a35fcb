"""Tables on this machine: read, uploaded, and made of the rows that the system gives."""

from collections.abc import Mapping, Sequence
from typing import Any

import urllib3

from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    CatalogueRow,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    LegalBasis,
    Method,
    ProofMaterial,
    ServiceItem,
)
from chalicelib.catalogue.tables.adapters.writing import write_csv, write_workbook
from chalicelib.catalogue.tables.domain.cells import cells_of
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.times.promises import Promise, PromiseUnit

Json = Mapping[str, Any]
WRITERS = {".xlsx": write_workbook, ".csv": write_csv}
"""How a table is written, by the end of its file's name."""


class UploadRefused(Exception):
    """The form was not taken."""


def upload(form: Json, name: str, content: bytes) -> None:
    """Post the file with its presigned form. Raises UploadRefused."""
    fields: list[Any] = list(form["fields"].items())
    fields.append(("file", (name, content, "application/octet-stream")))
    body, kind = urllib3.encode_multipart_formdata(fields)
    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5.0, read=60.0), retries=False)
    try:
        reply = pool.request("POST", form["url"], body=body, headers={"Content-Type": kind})
    except urllib3.exceptions.HTTPError as failure:
        raise UploadRefused(f"上传没有完成({type(failure).__name__}),请稍候重试。") from None
    if reply.status >= 300:
        raise UploadRefused(f"上传被拒绝(HTTP {reply.status}),请重新导入。")


def table_of(rows: Sequence[Json], names: Mapping[UnitCode, str], ending: str) -> bytes:
    """The rows as a table; ``ending`` is ``.xlsx`` or ``.csv``."""
    return WRITERS[ending](cells_of(row_of_json(one), names) for one in rows)


def row_of_json(row: Json) -> CatalogueRow:
    """A row as the API gives it."""
    item, promise = row["service_item"], row["service_item"]["promise"]
    return CatalogueRow(
        code=RowCode(row["row"]),
        service_item=ServiceItem(
            code=item["code"],
            name=item["name"],
            unit=UnitCode(item["unit"]),
            kind=ItemKind(item["kind"]),
            handling=Handling(item["handling"]),
            promise=Promise(promise["value"], PromiseUnit(promise["unit"])),
        ),
        material=ProofMaterial(row["material"]["code"], row["material"]["name"]),
        issuer=UnitCode(row["issuer"]) if "issuer" in row else None,
        disposition=Disposition(row["disposition"]),
        methods=tuple(map(Method, row.get("methods", ()))),
        backing=DataBacking(row["backing"]),
        legal_basis=tuple(
            LegalBasis(one["text"], BasisLevel(one["level"])) for one in row.get("legal_basis", ())
        ),
        exclusion=Exclusion(row["exclusion"]) if "exclusion" in row else None,
        replacement=row.get("replacement", ""),
        waiver=row.get("waiver"),
        note=row.get("note", ""),
    )
