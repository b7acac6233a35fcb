"""The XML of a workbook's part, read in chunks and never held as a tree.

Whatever can grow has a bound here, so that what one workbook costs is known before it is opened:
elements and characters over all of its parts, depth, names and single tokens in each. What a
reader did not ask for is passed over, and counts all the same.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Protocol
from xml.parsers import expat

from chalicelib.catalogue.tables.adapters.workbook.refusals import SAVE_AS, damaged, too_large
from chalicelib.catalogue.tables.domain.errors import TableRefused

CHUNK = 64 * 1024
LONGEST_CELL = 32_767
"""Excel's own limit, in characters. One more is kept, so that a longer text is told from it."""
LONGEST_TOKEN = 1024 * 1024
"""Bytes of a tag or a comment: expat begins it anew with every chunk until it is whole."""
DEEPEST = 100
MOST_NAMES = 5_000
"""Different names of elements and attributes: the parser keeps each of them."""
MOST_ELEMENTS = 10_000_000
"""100,000 full rows have about 5,000,000; Python sees about a million in a second."""
MOST_CHARACTERS = 100_000_000
"""Of all cells together: a shared text of 32,767 counts wherever it is used."""

Shape = Mapping[str, "Shape"]
"""The elements that are read, by name without prefix; those without any within hold text."""

_UNREADABLE: tuple[type[Exception], ...] = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    NotImplementedError,  # zipfile, for a packing or an encryption it does not know
    RuntimeError,
)
"""What a damaged part may raise, in the archive, the parser or a reader."""


class PartReader(Protocol):
    """Hears of the elements of its shape, and of no others."""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def closed(self, name: str, text: str) -> None:
        """``text`` is that of an element without any within, cut behind LONGEST_CELL + 1."""


class Work:
    """What reading one workbook may still cost, over all of its parts."""

    def __init__(self) -> None:
        self._elements = MOST_ELEMENTS
        self._characters = MOST_CHARACTERS

    def elements(self, count: int) -> None:
        self._elements -= count
        if self._elements < 0:
            raise too_large("内容", MOST_ELEMENTS, "个单元")

    def characters(self, count: int) -> None:
        self._characters -= count
        if self._characters < 0:
            raise too_large("各单元格的文字合计", MOST_CHARACTERS, "个字符")


def read_part(
    archive: zipfile.ZipFile, name: str, shape: Shape, reader: PartReader, work: Work
) -> Iterator[None]:
    """Reads the part, stopping after each chunk for what it gave. Raises TableRefused."""
    try:
        with archive.open(name) as part:
            xml = _BoundedXml(shape, reader, work)
            while chunk := part.read(CHUNK):
                xml.feed(chunk)
                yield
            xml.close()
    except _UNREADABLE:
        raise damaged(name) from None


class _BoundedXml:
    def __init__(self, shape: Shape, reader: PartReader, work: Work) -> None:
        self._open = [shape]
        self._aside = 0
        self._reader = reader
        self._work = work
        self._elements = 0
        self._is_text = False
        self._pieces: list[str] = []
        self._length = 0
        self._fed = 0
        self._names: dict[str, str] = {}
        parser = expat.ParserCreate(intern=self._names)
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._said
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise too_large("一个标记", LONGEST_TOKEN, "字节")
        if len(self._names) > MOST_NAMES:
            raise too_large("不同的标记", MOST_NAMES, "个")
        # A chunk has few enough of them to be counted afterwards.
        self._work.elements(self._elements)
        self._elements = 0

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._aside:
            self._aside += 1
            if self._aside > DEEPEST:
                raise too_large("标记的层数", DEEPEST, "层")
            return
        if ":" in name:
            name = name.rpartition(":")[2]
        within = self._open[-1].get(name)
        if within is None:
            if len(self._open) == 1:
                raise ValueError("another kind of part")
            self._aside = 1
            return
        self._open.append(within)
        if not within:
            self._is_text, self._length = True, 0
            self._pieces.clear()
        self._reader.opened(name, attributes)

    def _ended(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        if ":" in name:
            name = name.rpartition(":")[2]
        text = ""
        if not self._open.pop():
            text = "".join(self._pieces)[: LONGEST_CELL + 1]
            self._is_text = False
        self._reader.closed(name, text)

    def _said(self, text: str) -> None:
        if self._is_text and not self._aside and self._length <= LONGEST_CELL:
            self._pieces.append(text)
            self._length += len(text)


def _refuse_doctype(*_declared: object) -> None:
    """Entities come from there, and no Excel writes one."""
    raise TableRefused(f"工作簿的部件里有文档类型声明,不能采用;{SAVE_AS}")
