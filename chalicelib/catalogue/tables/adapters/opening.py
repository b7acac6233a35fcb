"""A table's file -> numbered rows of cells, whatever Excel, WPS or LibreOffice made of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.words import COLUMNS
from chalicelib.catalogue.tables.domain.cells import MOST_COLUMNS, Row
from chalicelib.catalogue.tables.domain.errors import TableRefused
from chalicelib.catalogue.tables.domain.formula_guard import unguarded
from chalicelib.catalogue.tables.domain.imports import LARGEST_TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORKBOOKS = (b"PK", bytes.fromhex("d0cf11e0a1b11ae1"))


def open_table(content: bytes) -> Iterator[Row]:
    """The rows with the numbers Excel shows, blank ones left out, cells as text.

    Raises TableRefused at the first row for what is no table of ours, later for what is damaged.
    """
    if len(content) > LARGEST_TABLE:
        size, most = len(content) / 2**20, LARGEST_TABLE // 2**20
        raise TableRefused(f"文件有 {size:.1f} MB,最多 {most} MB;请分成几个文件。")
    if not content:
        raise TableRefused("文件是空的,请检查是不是选错了文件。")
    if not content.startswith(_WORKBOOKS):
        return _csv_rows(content)
    from chalicelib.catalogue.tables.adapters.workbook.rows import workbook_rows

    return workbook_rows(content)


def _csv_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    if text.partition("\n")[0].count("\t") > text.partition("\n")[0].count(","):
        raise TableRefused(
            "列之间是制表符,不是逗号;请在 Excel 里“另存为 CSV UTF-8(逗号分隔)”再导入。"
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                yield number, [unguarded(one) for one in cells[:MOST_COLUMNS]]
    except csv.Error:
        raise TableRefused(
            f"第 {number + 1} 行起不是 CSV:引号没有成对,或一个单元格太长;"
            "请用 Excel 打开检查,另存为 CSV UTF-8 再导入。"
        ) from None


def _decoded(content: bytes) -> str:
    """UTF-8 with or without BOM, or GB18030 as Chinese Excel writes it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableRefused("文件是 UTF-16 编码;请在 Excel 里“另存为 CSV UTF-8(逗号分隔)”再导入。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        at = failure.start
    header = content.partition(b"\n")[0]
    # A header that is readable as UTF-8 tells that the rest was meant as UTF-8, too.
    if not _names_columns(header, "utf-8-sig"):
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as failure:
            at = failure.start
    row = content.count(b"\n", 0, at) + 1
    raise TableRefused(
        f"第 {row} 行附近的文字编码不对(不是 UTF-8,也不是 GB18030);"
        "请在 Excel 里“另存为 CSV UTF-8(逗号分隔)”再导入。"
    )


def _names_columns(header: bytes, encoding: str) -> bool:
    try:
        text = header.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not text.isascii() and any(name in text for name in COLUMNS)
