"""The units' table as a whole: its header, its rows, and what the rows say of each other."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueRow, ServiceItem
from chalicelib.catalogue.domain.words import (
    CODE,
    COLUMNS,
    HANDLING,
    ITEM_CODE,
    ITEM_NAME,
    KIND,
    MATERIAL,
    PROMISE,
    UNIT,
    UnitNames,
    look,
    nearest,
)
from chalicelib.catalogue.tables.domain.cells import Cell, RowReader, UnreadableCell
from chalicelib.catalogue.tables.domain.errors import TableRefused
from chalicelib.catalogue.tables.domain.faults import CellFault
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADER_ROW = 1
MOST_ROWS = 100_000
MOST_KEPT = 1_000


@record(frozen=True)
class NumberedRow:
    """A row and the number Excel shows it under."""

    number: int
    row: CatalogueRow


@record(frozen=True)
class ReadTable:
    """What a table holds. ``rows`` are the good ones; ``faults`` the first MOST_KEPT of
    ``fault_count``. Without a usable header there are no rows at all."""

    rows: tuple[NumberedRow, ...]
    row_count: int
    bad_rows: int
    faults: tuple[CellFault, ...]
    fault_count: int
    warnings: tuple[CellFault, ...]
    has_header: bool

    @property
    def is_whole(self) -> bool:
        return self.fault_count == 0


class TableReading:
    """Takes a table row by row, the header first, and says at the end what it held."""

    def __init__(self, units: UnitNames) -> None:
        self._reader = RowReader(units)
        self._columns: dict[int, str] = {}
        self._has_header = False
        self._is_begun = False
        self._rows: list[NumberedRow] = []
        self._faults: list[CellFault] = []
        self._fault_count = 0
        self._warnings: list[CellFault] = []
        self._bad_rows = 0
        self._codes: dict[str, int] = {}
        self._items: dict[str, tuple[int, ServiceItem]] = {}
        self._materials: dict[str, tuple[int, str]] = {}
        self._nameless: set[int] = set()

    @property
    def row_count(self) -> int:
        return len(self._rows) + self._bad_rows

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """One row; blank ones are nothing. Raises TableRefused beyond MOST_ROWS."""
        if not self._is_begun:
            self._header(cells if number == HEADER_ROW else ())
        if number == HEADER_ROW:
            return
        if not self._has_header or all(one == "" or _is_blank(one) for one in cells):
            return
        if self.row_count >= MOST_ROWS:
            raise TableRefused(f"表里超过 {MOST_ROWS} 行,请分成几个文件导入。")
        named = {name: cells[at] for at, name in self._columns.items() if at < len(cells)}
        row, faults = self._reader.read(number, named)
        found = [*faults, *self._beside(number, cells)]
        if row is not None:
            found += self._among_the_others(number, row)
        if found or row is None:
            self._bad_rows += 1
            self._keep(found)
        else:
            self._rows.append(NumberedRow(number, row))

    def result(self) -> ReadTable:
        if not self._is_begun:
            self._header(())
        if self._has_header and not self.row_count:
            self._keep([CellFault(2, "", "没有数据行", "从第 2 行起,一行写一个事项的一个证明材料")])
        return ReadTable(
            rows=tuple(self._rows),
            row_count=self.row_count,
            bad_rows=self._bad_rows,
            faults=tuple(self._faults),
            fault_count=self._fault_count,
            warnings=tuple(self._warnings),
            has_header=self._has_header,
        )

    def _header(self, cells: Sequence[Cell]) -> None:
        self._is_begun = True
        found: list[CellFault] = []
        names = [_heading(one) for one in cells]
        if not set(names) & set(COLUMNS):
            found.append(_fault("", "第 1 行不是列名", "第 1 行写列名;标题、说明移到别的工作表"))
        else:
            for at, name in enumerate(names):
                if not name:
                    continue
                if name not in COLUMNS:
                    near = nearest(name, COLUMNS)
                    meant = f"改成“{near}”" if near and near not in names else "删去这一列"
                    found.append(_fault(name, "不认识的列", meant))
                elif name in self._columns.values():
                    found.append(_fault(name, "这一列有两个", "只留一个"))
                else:
                    self._columns[at] = name
            missing = [one for one in COLUMNS if one not in names]
            found += [_fault(one, "缺少这一列", "加上这一列,没有内容也要有列名") for one in missing]
        self._keep(found)
        self._has_header = not found

    def _beside(self, number: int, cells: Sequence[Cell]) -> list[CellFault]:
        """What stands beside the table, under no name: once per column."""
        found = []
        for at, cell in enumerate(cells):
            if at not in self._columns and at not in self._nameless and not _is_blank(cell):
                self._nameless.add(at)
                column = f"第 {at + 1} 列"
                found.append(CellFault(number, column, "这一列没有列名", "写上列名,或清空这一列"))
        return found

    def _among_the_others(self, number: int, row: CatalogueRow) -> list[CellFault]:
        found = []
        first = self._codes.setdefault(row.code.casefold(), number)
        if first != number:
            reason = f"编号 {row.code} 与第 {first} 行相同"
            found.append(CellFault(number, CODE, reason, "每行一个编号,不重复(不分大小写)"))
        item = row.service_item
        at, known = self._items.setdefault(item.code.casefold(), (number, item))
        if known.code != item.code:
            reason = f"事项编码 {item.code} 与第 {at} 行的 {known.code} 只有大小写不同"
            instead = "同一事项写成一样;不同的事项换一个编码(不分大小写)"
            found.append(CellFault(number, ITEM_CODE, reason, instead))
        elif known is not item:
            found += [
                CellFault(
                    number, column, f"事项 {item.code} 在第 {at} 行写的不同", "同一事项各行要一致"
                )
                for column in _differing(known, item)
            ]
        self._compare_name(number, row.material.name)
        return found

    def _compare_name(self, number: int, name: str) -> None:
        """Another spelling of one name would get a code of its own: a warning."""
        first, known = self._materials.setdefault(look(name), (number, name))
        if known != name and len(self._warnings) < MOST_KEPT:
            reason = f"“{name}”与第 {first} 行的“{known}”只是全角半角或空格不同"
            self._warnings.append(CellFault(number, MATERIAL, reason, "是同一种材料的,写成一样"))

    def _keep(self, faults: Sequence[CellFault]) -> None:
        self._fault_count += len(faults)
        self._faults += faults[: max(0, MOST_KEPT - len(self._faults))]


def _differing(known: ServiceItem, item: ServiceItem) -> tuple[str, ...]:
    parts: Mapping[str, bool] = {
        ITEM_NAME: known.name != item.name,
        UNIT: known.unit != item.unit,
        KIND: known.kind is not item.kind,
        HANDLING: known.handling is not item.handling,
        PROMISE: known.promise != item.promise,
    }
    return tuple(column for column, differs in parts.items() if differs)


def _heading(cell: Cell) -> str:
    """A column's name as it is meant: width and spaces do not matter."""
    if isinstance(cell, UnreadableCell):
        return cell.reason
    return "".join(unicodedata.normalize("NFKC", cell).split())


def _fault(column: str, reason: str, instead: str) -> CellFault:
    return CellFault(HEADER_ROW, column, reason, instead)


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
