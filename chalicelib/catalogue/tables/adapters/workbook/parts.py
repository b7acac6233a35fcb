"""What is read of a workbook besides the rows: which part the sheet is, its strings, its dates.

Six parts are opened, the sheet among them, each where Excel, WPS and LibreOffice put it.
Drawings, comments, links, themes, properties stay closed whatever is in them.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.words import look
from chalicelib.catalogue.tables.adapters.layout import SHEET
from chalicelib.catalogue.tables.adapters.workbook.bounded_xml import (
    LONGEST_CELL,
    PartReader,
    Shape,
    Work,
    read_part,
)
from chalicelib.catalogue.tables.adapters.workbook.refusals import SAVE_AS, out_of_place, too_large
from chalicelib.catalogue.tables.domain.errors import TableRefused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping

TYPES = "[Content_Types].xml"
BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACES = (("sheet.main+xml", f"/{BOOK}"), ("sharedStrings+xml", f"/{STRINGS}"))

MOST_SHEETS = 500
MOST_STRINGS = 1_000_000
MOST_FORMATS = 65_536
"""Excel has at most 65,490 cell formats."""
_LONGEST_FORMAT = 255
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""ECMA-376-1, 18.8.30: the built-in formats of dates and times, the East Asian ones among them."""
_NOT_A_DATE = re.compile(r'"[^"]*"|[\\_*].|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_A_DATE = re.compile(r"[dmhys]|aaa", re.IGNORECASE)


def check_types(archive: zipfile.ZipFile, work: Work) -> None:
    """No macro by its type, and nothing where it is not looked at. Raises TableRefused."""
    _read(archive, TYPES, {"Types": {"Default": {}, "Override": {}}}, _Types(), work)


def sheet_part(archive: zipfile.ZipFile, work: Work) -> str:
    """The part of the sheet 清单, else of the first one. Raises TableRefused."""
    book = _Book()
    _read(archive, BOOK, {"workbook": {"sheets": {"sheet": {}}}}, book, work)
    links = _Links({link for _, link in book.sheets})
    _read(archive, _LINKS, {"Relationships": {"Relationship": {}}}, links, work)
    sheets = [(title, links.targets[link]) for title, link in book.sheets if link in links.targets]
    if not sheets:
        raise TableRefused(f"工作簿里没有工作表;{SAVE_AS}")
    target = next((one for title, one in sheets if look(title) == SHEET), sheets[0][1])
    name = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    if not _SHEETS.fullmatch(name) or name not in archive.NameToInfo:
        raise out_of_place()
    return name


def strings(archive: zipfile.ZipFile, work: Work) -> list[str]:
    """The shared strings. Raises TableRefused."""
    reader = _Strings()
    if STRINGS in archive.NameToInfo:
        shape: Shape = {"sst": {"si": {"t": {}, "r": {"t": {}}}}}
        _read(archive, STRINGS, shape, reader, work)
    return reader.strings


def date_styles(archive: zipfile.ZipFile, work: Work) -> set[int]:
    """The numbers of the cell styles that show a number as a date or a time. Raises
    TableRefused."""
    reader = _Styles()
    if _STYLES in archive.NameToInfo:
        shape: Shape = {"styleSheet": {"numFmts": {"numFmt": {}}, "cellXfs": {"xf": {}}}}
        _read(archive, _STYLES, shape, reader, work)
    return reader.dates


def _read(
    archive: zipfile.ZipFile, name: str, shape: Shape, reader: PartReader, work: Work
) -> None:
    for _ in read_part(archive, name, shape, reader, work):
        pass


class _Types:
    def opened(self, _name: str, attributes: Mapping[str, str]) -> None:
        kind, place = attributes.get("ContentType", ""), attributes.get("PartName", "")
        if "macroEnabled" in kind:
            raise TableRefused(f"工作簿带宏(.xlsm),不能采用;{SAVE_AS}")
        if any(kind.endswith(end) and place not in ("", where) for end, where in _PLACES):
            raise out_of_place()

    def closed(self, _name: str, _text: str) -> None:
        pass


class _Book:
    """The sheets in their order: (title, link)."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "sheet":
            return
        if len(self.sheets) == MOST_SHEETS:
            raise too_large("工作表", MOST_SHEETS, "个")
        link = next((one for name, one in attributes.items() if name.endswith(":id")), "")
        self.sheets.append((attributes.get("name", "")[:LONGEST_CELL], link))

    def closed(self, _name: str, _text: str) -> None:
        pass


class _Links:
    """Where the wanted links lead, if to a sheet with cells within the workbook."""

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self.targets: dict[str, str] = {}

    def opened(self, _name: str, attributes: Mapping[str, str]) -> None:
        id_, kind = attributes.get("Id", ""), attributes.get("Type", "")
        if id_ in self._wanted and kind.endswith("/worksheet"):
            is_outside = attributes.get("TargetMode") == "External"
            self.targets[id_] = "" if is_outside else attributes["Target"]

    def closed(self, _name: str, _text: str) -> None:
        pass


class _Strings:
    """Each with the text of its runs, without what says how it is pronounced."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._text = ""

    def opened(self, name: str, _attributes: Mapping[str, str]) -> None:
        if name == "si":
            if len(self.strings) == MOST_STRINGS:
                raise too_large("不同的文字", MOST_STRINGS, "段")
            self._text = ""

    def closed(self, name: str, text: str) -> None:
        if name == "t":
            self._text = joined(self._text, text)
        elif name == "si":
            self.strings.append(self._text)


class _Styles:
    def __init__(self) -> None:
        self.dates: set[int] = set()
        self._date_formats = set(_DATES)
        self._formats = 0
        self._styles = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "xf":
            if int(attributes.get("numFmtId", "0")) in self._date_formats:
                self.dates.add(self._styles)
            self._styles += 1
        elif name == "numFmt":
            self._formats += 1
            if _shows_a_date(attributes["formatCode"]):
                self._date_formats.add(int(attributes["numFmtId"]))
        if max(self._styles, self._formats) > MOST_FORMATS:
            raise too_large("单元格格式", MOST_FORMATS, "种")

    def closed(self, _name: str, _text: str) -> None:
        pass


def joined(text: str, more: str) -> str:
    """The two together, no longer than what tells that they are too long."""
    return text + more[: LONGEST_CELL + 1 - len(text)]


def _shows_a_date(code: str) -> bool:
    return _A_DATE.search(_NOT_A_DATE.sub("", code[:_LONGEST_FORMAT])) is not None
