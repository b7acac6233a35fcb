"""Tables as the units send them, good and bad, and what is read of them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from openpyxl import Workbook

from chalicelib.catalogue.adapters.seed import read_rows
from chalicelib.catalogue.domain.words import COLUMNS, UnitNames
from chalicelib.catalogue.tables.adapters.opening import open_table
from chalicelib.catalogue.tables.domain.table import ReadTable
from chalicelib.catalogue.tables.use_cases.reading import read_table
from chalicelib.kernel.ids import UnitCode

GOOD: Mapping[str, str] = {
    "编号": "ZM100",
    "索要单位": "区民政局",
    "清单类别": "政务服务",
    "事项编码": "SX100",
    "事项名称": "样例事项",
    "办件类型": "承诺件",
    "承诺时限": "20 工作日",
    "证明材料": "户籍信息",
    "开具单位": "区公安分局",
    "设定依据": "《义务教育法》第十二条",
    "依据层级": "法律",
    "处置": "保留",
    "核验方式": "部门核验",
    "数据库": "无",
}


@lru_cache(maxsize=1)
def names() -> dict[UnitCode, str]:
    return {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}


def cells(**changes: str) -> list[str]:
    """A good row with some cells changed, in the order of the columns."""
    return [{**GOOD, **changes}.get(name, "") for name in COLUMNS]


def wide(text: str) -> str:
    """In full-width forms, as a Chinese input method types them."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def read(content: bytes) -> ReadTable:
    return read_table(open_table(content), UnitNames(names()))


def csv_of(*rows: Sequence[str], header: Sequence[str] = COLUMNS, encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def workbook_of(
    *rows: Sequence[Any], header: Sequence[str] = COLUMNS, title: str = "清单"
) -> bytes:
    """As Excel writes one: values with their types."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in (header, *rows):
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def faults(table: ReadTable) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in table.faults]


def repacked(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """A workbook with parts replaced, added, or (None) left out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {one: old.read(one) for one in old.namelist()} | dict(changes)
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()
