"""A workbook -> numbered rows of cells, read row by row and never run: no macro, no formula."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from chalicelib.adapters.tables.layout import SHEET
from chalicelib.adapters.tables.reading import MOST_COLUMNS
from chalicelib.adapters.tables.workbook_guard import SAVE_AS, check_workbook
from chalicelib.domain.catalogue_cells import Cell, UnreadableCell
from chalicelib.domain.catalogue_words import look
from chalicelib.domain.formula_guard import unguarded
from chalicelib.domain.import_errors import TableRefused

LAST_ROW = 1_048_576
"""Excel's last row: a row said to be beyond it would be padded with millions before it."""
LONGEST_CELL = 32_767
"""Excel's own limit, in characters."""

FORMULA = UnreadableCell("单元格是公式", "请粘贴为数值")
A_DATE = UnreadableCell("单元格是日期或时间", "把单元格格式改成文本,再填文字")


def workbook_rows(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Raises TableRefused."""
    try:
        check_workbook(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            yield from _sheet_rows(_sheet(book))
        finally:
            book.close()
    except TableRefused:
        raise
    except Exception:  # noqa: BLE001  # openpyxl meets a damaged part in whatever way it happens to
        raise TableRefused(f"工作簿已损坏,读不出来;{SAVE_AS}") from None


def _sheet(book: Any) -> Any:
    """The sheet 清单, else the first one."""
    sheets = [one for one in book.worksheets if hasattr(one, "iter_rows")]
    if not sheets:
        raise TableRefused(f"工作簿里没有工作表;{SAVE_AS}")
    sheet = next((one for one in sheets if look(one.title) == SHEET), sheets[0])
    # What the file claims about its size is nothing to go by; a wrong claim costs rows or time.
    sheet.reset_dimensions()
    return sheet


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=LAST_ROW)
    for number, cells in enumerate(rows, start=1):
        if all(one is EMPTY_CELL for one in cells):
            continue
        found = [_cell(one) for one in cells]
        if any(found):
            yield number, found


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind == "f":
        return FORMULA
    if kind == "e":
        return UnreadableCell(f"单元格是错误值 {str(value)[:20]}", "填写正确的内容")
    if isinstance(value, datetime | date | time | timedelta):
        return A_DATE
    return unguarded(value[: LONGEST_CELL + 1]) if isinstance(value, str) else _typed(value)


def _typed(value: bool | int | float) -> str:
    """As it was typed: no ``.0`` behind a whole number."""
    if isinstance(value, bool):
        return "是" if value else "否"
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return str(int(value)) if is_whole else str(value)
