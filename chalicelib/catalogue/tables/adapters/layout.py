"""How the sheet 清单 looks: a frozen header, widths that show what stands in the columns."""

from typing import Any

from chalicelib.catalogue.domain import words

SHEET = "清单"
_WIDTHS = {
    words.CODE: 10,
    words.UNIT: 18,
    words.KIND: 10,
    words.ITEM_CODE: 10,
    words.ITEM_NAME: 26,
    words.HANDLING: 10,
    words.PROMISE: 12,
    words.MATERIAL: 26,
    words.ISSUER: 18,
    words.BASIS: 40,
    words.LEVEL: 16,
    words.DISPOSITION: 8,
    words.METHODS: 20,
    words.BACKING: 10,
    words.EXCLUSION: 10,
    words.REPLACEMENT: 22,
    words.NOTE: 40,
}


def lay_out(sheet: Any) -> None:
    """Widths in characters, the header in sight while scrolling."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for at, name in enumerate(words.COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[name]
