"""Workbooks with something wrong in them: what the tests of bombs build theirs from."""

import io
import secrets
import zipfile

import pytest

from chalicelib.catalogue.tables.domain.errors import TableRefused
from tests.tables import cells, read, repacked, workbook_of

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
BOOK_PART = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPENED = {
    TYPES: "Types",
    BOOK_PART: "workbook",
    LINKS: "Relationships",
    STRINGS: "sst",
    STYLES: "styleSheet",
    SHEET: "worksheet",
}
"""The parts that are read, and their outermost elements."""
BOOK = repacked(workbook_of(cells()), {STRINGS: b"<sst></sst>"})


def part_of(book: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name)


def with_sheet(xml: str) -> bytes:
    return repacked(BOOK, {SHEET: xml.encode()})


def sheet(rows: str, before: str = "") -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}{before}<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'


def salted(count: int) -> str:
    """Text that hardly compresses, so that no ratio gives it away."""
    return secrets.token_hex(count // 2)


def refused(content: bytes) -> str:
    with pytest.raises(TableRefused) as caught:
        read(content)
    return caught.value.detail
