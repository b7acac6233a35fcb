"""What is wrong with a cell of a unit's table, as its staff are told (docs/catalogue.md)."""

from chalicelib.kernel.records import record


@record(frozen=True)
class CellFault:
    """What is wrong with one cell. ``row`` is as Excel shows it: the header is row 1. Without
    a ``column`` it is about the whole row."""

    row: int
    column: str
    reason: str
    instead: str

    @property
    def text(self) -> str:
        where = f"“{self.column}”" if self.column else ""
        return f"第 {self.row} 行{where}:{self.reason};{self.instead}"
