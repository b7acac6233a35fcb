"""One row of the units' table: cells -> row, and row -> cells (docs/catalogue.md).

Everything wrong with a row is found in one go, each fault with its column, what is wrong and
what to write instead. Widths are adjusted where only a word of a fixed set, a code or a number
can stand (``ZM001``, ``30 工作日``); a name stays as it was written, in NFC.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from chalicelib.catalogue.domain.rows import (
    CatalogueRow,
    LegalBasis,
    ProofMaterial,
    ServiceItem,
)
from chalicelib.catalogue.domain.words import (
    BACKING,
    BACKINGS,
    BASIS,
    CODE,
    DISPOSITION,
    DISPOSITIONS,
    EXCLUSION,
    EXCLUSIONS,
    HANDLING,
    HANDLINGS,
    ISSUER,
    ITEM_CODE,
    ITEM_NAME,
    KIND,
    KINDS,
    LEVEL,
    LEVELS,
    MATERIAL,
    METHOD_WORDS,
    METHODS,
    NOTE,
    PROMISE,
    REPLACEMENT,
    UNIT,
    UnitNames,
    word_of,
)
from chalicelib.catalogue.tables.domain.faults import CellFault
from chalicelib.catalogue.tables.domain.values import (
    LONGEST_NAME,
    LONGEST_NOTE,
    CellRefused,
    choices,
    fit_text,
    one_line,
    read_basis,
    read_code,
    read_name,
    read_promise,
    read_word,
    read_words,
)
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.records import record


@record(frozen=True)
class UnreadableCell:
    """A cell that holds no text: a formula, a date, an error of Excel."""

    reason: str
    instead: str


Cell = str | UnreadableCell


Value = TypeVar("Value")


class RowReader:
    """Reads rows one by one; equal parts of rows are one object, for a list has many."""

    def __init__(self, units: UnitNames) -> None:
        self._units = units
        self._shared: dict[object, object] = {}

    def read(
        self, number: int, cells: Mapping[str, Cell]
    ) -> tuple[CatalogueRow | None, tuple[CellFault, ...]]:
        """The row with the number Excel shows, or everything that is wrong with it."""
        sheet = _Cells(number, cells)
        code = sheet.take(CODE, read_code)
        item = self._item(sheet)
        material = sheet.take(MATERIAL, read_name)
        issuer = sheet.take(ISSUER, lambda text: self._unit(text) if text else None)
        basis = self._basis(sheet)
        disposition = sheet.take(DISPOSITION, lambda text: read_word(text, DISPOSITIONS))
        methods = sheet.take(METHODS, lambda text: read_words(text, METHOD_WORDS)) or ()
        backing = sheet.take(BACKING, lambda text: read_word(text, BACKINGS))
        exclusion = sheet.take(
            EXCLUSION, lambda text: read_word(text, EXCLUSIONS) if text else None
        )
        replacement = sheet.take(REPLACEMENT, lambda text: one_line(text, LONGEST_NAME))
        note = sheet.take(NOTE, lambda text: one_line(text, LONGEST_NOTE))
        if code is None or item is None or material is None or sheet.faults:
            return None, tuple(sheet.faults)
        if disposition is None or backing is None:
            raise AssertionError("a missing word is a fault")
        row = CatalogueRow(
            code=RowCode(code),
            service_item=item,
            material=self._one(ProofMaterial("", material)),
            issuer=issuer,
            disposition=disposition,
            methods=self._one(methods),
            backing=backing,
            legal_basis=self._one(basis),
            exclusion=exclusion,
            replacement=self._one(replacement or ""),
            note=self._one(note or ""),
        )
        return row, ()

    def _item(self, sheet: "_Cells") -> ServiceItem | None:
        code = sheet.take(ITEM_CODE, read_code)
        name = sheet.take(ITEM_NAME, read_name)
        unit = sheet.take(UNIT, self._unit)
        kind = sheet.take(KIND, lambda text: read_word(text, KINDS))
        handling = sheet.take(HANDLING, lambda text: read_word(text, HANDLINGS))
        promise = sheet.take(PROMISE, read_promise)
        if code is None or name is None or unit is None:
            return None
        if kind is None or handling is None or promise is None:
            return None
        return self._one(ServiceItem(code, name, unit, kind, handling, promise))

    def _unit(self, text: str) -> UnitCode:
        name = read_name(text)
        found = self._units.code(name)
        if found is not None:
            return found
        near = self._units.nearest(name)
        meant = f"是不是“{near}”?请" if near else "请"
        raise CellRefused(
            f"没有登记的单位“{name}”", f"{meant}写登记的单位全称,或请专班办公室先登记"
        )

    def _basis(self, sheet: "_Cells") -> tuple[LegalBasis, ...]:
        texts = sheet.take(BASIS, read_basis) or ()
        levels = sheet.take(LEVEL, lambda text: read_words(text, LEVELS)) or ()
        if sheet.has_fault(BASIS, LEVEL) or (not texts and not levels):
            return ()
        if not texts:
            sheet.refuse(BASIS, "有依据层级,没有设定依据", "写法规名称和条款,或清空依据层级")
        elif not levels:
            sheet.refuse(LEVEL, "有设定依据,没有依据层级", f"从{choices(LEVELS)}中选")
        elif len(levels) not in (1, len(texts)):
            sheet.refuse(
                LEVEL,
                f"设定依据有 {len(texts)} 条,层级有 {len(levels)} 个",
                "每条依据一个层级,依据之间用 ; 分开,层级之间用 | 分开;全部相同的写一个",
            )
        else:
            each = levels if len(levels) == len(texts) else levels * len(texts)
            return tuple(map(LegalBasis, texts, each))
        return ()

    def _one(self, value: Value) -> Value:
        """The same object for equal values: 50,000 rows have few items and bases."""
        return self._shared.setdefault((type(value), value), value)  # type: ignore[return-value]  # the key holds the type


class _Cells:
    """The cells of one row being read; keeps what is wrong with them."""

    def __init__(self, number: int, cells: Mapping[str, Cell]) -> None:
        self._number = number
        self._cells = cells
        self.faults: list[CellFault] = []

    def take(self, column: str, read: Callable[[str], Value]) -> Value | None:
        cell = self._cells.get(column, "")
        try:
            if isinstance(cell, UnreadableCell):
                raise CellRefused(cell.reason, cell.instead)
            return read(fit_text(cell))
        except CellRefused as refused:
            self.refuse(column, refused.reason, refused.instead)
            return None

    def refuse(self, column: str, reason: str, instead: str) -> None:
        self.faults.append(CellFault(self._number, column, reason, instead))

    def has_fault(self, *columns: str) -> bool:
        return any(one.column in columns for one in self.faults)


def cells_of(row: CatalogueRow, names: Mapping[UnitCode, str]) -> tuple[str, ...]:
    """The cells of one row, in order. A unit nobody registered stands by its code."""
    item = row.service_item
    levels = [word_of(LEVELS, one.level) for one in row.legal_basis]
    return (
        row.code,
        names.get(item.unit, item.unit),
        word_of(KINDS, item.kind),
        item.code,
        item.name,
        word_of(HANDLINGS, item.handling),
        item.promise.text,
        row.material.name,
        names.get(row.issuer, row.issuer) if row.issuer else "",
        ";".join(one.text for one in row.legal_basis),
        "|".join(levels),
        word_of(DISPOSITIONS, row.disposition),
        "|".join(word_of(METHOD_WORDS, one) for one in row.methods),
        word_of(BACKINGS, row.backing),
        row.exclusion.value if row.exclusion else "",
        row.replacement,
        row.note,
    )


MOST_COLUMNS = 30


Row = tuple[int, Sequence[Cell]]
