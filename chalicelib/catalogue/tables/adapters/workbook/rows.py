"""A workbook -> numbered rows of cells, read row by row and never run: no macro, no formula."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from chalicelib.catalogue.tables.adapters.workbook.bounded_xml import Shape, Work, read_part
from chalicelib.catalogue.tables.adapters.workbook.guard import check_workbook
from chalicelib.catalogue.tables.adapters.workbook.parts import (
    check_types,
    date_styles,
    joined,
    sheet_part,
    strings,
)
from chalicelib.catalogue.tables.domain.cells import MOST_COLUMNS, Cell, Row, UnreadableCell
from chalicelib.catalogue.tables.domain.formula_guard import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""Excel's last row and column; what is said to be beyond them is damaged."""
_COLUMN = re.compile(r"([A-Z]{1,3})[0-9]{1,7}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_SHEET: Shape = {
    "worksheet": {
        "sheetData": {"row": {"c": {"v": {}, "f": {}, "is": {"t": {}, "r": {"t": {}}}}}},
    }
}

FORMULA = UnreadableCell("单元格是公式", "请粘贴为数值")
A_DATE = UnreadableCell("单元格是日期或时间", "把单元格格式改成文本,再填文字")


def workbook_rows(content: bytes) -> Iterator[Row]:
    """Raises TableRefused."""
    check_workbook(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        work = Work()
        check_types(archive, work)
        name = sheet_part(archive, work)
        rows = _Rows(strings(archive, work), date_styles(archive, work), work)
        for _ in read_part(archive, name, _SHEET, rows, work):
            yield from rows.taken()


class _Rows:
    """Rows as they become whole: their numbers ascending, blank ones left out."""

    def __init__(self, shared: Sequence[str], dates: set[int], work: Work) -> None:
        self._shared = shared
        self._dates = dates
        self._work = work
        self._whole: list[Row] = []
        self._number = 0
        self._cells: list[Cell] = []
        self._column = 0
        self._kind = "n"
        self._style = "0"
        self._value = self._inline = ""
        self._is_formula = False

    def taken(self) -> list[Row]:
        """What became whole since it was asked last."""
        whole, self._whole = self._whole, []
        return whole

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._column = _column(attributes.get("r"), self._column)
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._value = self._inline = ""
            self._is_formula = False
        elif name == "row":
            number = int(attributes.get("r", self._number + 1))
            if not self._number < number <= LAST_ROW:
                raise ValueError("rows ascend")
            self._number, self._cells, self._column = number, [], 0

    def closed(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "c":
            self._keep()
        elif name == "t":
            self._inline = joined(self._inline, text)
        elif name == "f":
            self._is_formula = True
        elif name == "row" and any(self._cells):
            self._whole.append((self._number, self._cells))

    def _keep(self) -> None:
        """The cell that is whole now, in its column; what is right of the table is left out."""
        if self._column > MOST_COLUMNS:
            return
        cell = FORMULA if self._is_formula else self._cell()
        if isinstance(cell, str):
            self._work.characters(len(cell))
        self._cells += [""] * (self._column - 1 - len(self._cells))
        self._cells.append(cell)

    def _cell(self) -> Cell:
        kind, value = self._kind, self._value
        if kind == "inlineStr":
            return unguarded(self._inline)
        if not value:
            return ""
        if kind == "s":
            return unguarded(self._shared[_index(value)])
        if kind == "n":
            return A_DATE if _index(self._style) in self._dates else _typed(value)
        return _other(kind, value)


def _other(kind: str, value: str) -> Cell:
    if kind == "str":
        return unguarded(value)
    if kind == "b":
        return "是" if int(value) else "否"
    if kind == "e":
        return UnreadableCell(f"单元格是错误值 {value[:20]}", "填写正确的内容")
    if kind == "d":
        return A_DATE
    raise ValueError("no kind of cell")


def _column(reference: str | None, before: int) -> int:
    """From 1. Columns ascend in a row; one that is not told follows the one before."""
    if reference is None:
        column = before + 1
    else:
        found = _COLUMN.fullmatch(reference)
        column = 0
        for letter in found[1] if found else "":
            column = column * 26 + ord(letter) - ord("A") + 1
    if not before < column <= LAST_COLUMN:
        raise ValueError("columns ascend")
    return column


def _index(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("counted from 0")
    return number


def _typed(value: str) -> str:
    """A number as it was typed: no ``.0`` behind a whole one."""
    if not _NUMBER.fullmatch(value):
        raise ValueError("no number")
    if value.lstrip("-").isdigit():
        return str(int(value))
    number = float(value)
    is_whole = number.is_integer() and abs(number) < 1e15
    return str(int(number)) if is_whole else str(number)
