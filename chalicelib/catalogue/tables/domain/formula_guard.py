"""Cells that a spreadsheet would run as a formula: made harmless on the way out, and given back
as they were on the way in (CSV injection, CWE-1236).

An apostrophe goes before a cell that begins like a formula, also where apostrophes or spaces
stand before it, so that taking one away again always gives the cell that was written.
"""

import re

GUARD = "'"
_STARTS = "=+\\-@|\t\r\n" + "\uff1d\uff0b\uff0d\uff20\uff5c"
"""The last five are the full-width forms of the first: some spreadsheets fold them."""
_DANGEROUS = re.compile(rf"['\s]*[{_STARTS}]")
_GUARDED = re.compile(rf"'['\s]*[{_STARTS}]")


def guarded(cell: str) -> str:
    """The cell as it may be written into a spreadsheet."""
    return GUARD + cell if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before :func:`guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell
