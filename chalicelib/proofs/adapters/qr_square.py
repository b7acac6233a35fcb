"""The QR code of a proof's link: one byte segment, one numeric segment, ECC M; SVG and PNG.

The digits are packed by the numeric mode, 10 bits for three of them. More error correction did
not help at a fixed print size, fewer modules did: print at 34 mm or wider.
"""

import struct
import zlib
from html import escape

from chalicelib.kernel.records import record

QUIET_ZONE = 4
"""Modules of white on every side, demanded by ISO/IEC 18004."""


@record(frozen=True)
class QrSquare:
    """Rows of modules, True is dark, without the quiet zone. ``version`` is 1..40."""

    version: int
    rows: tuple[tuple[bool, ...], ...]

    def svg(self, title: str, description: str) -> str:
        """A crisp picture of any size; ``title`` and ``description`` are its text alternative."""
        width = len(self.rows) + 2 * QUIET_ZONE
        path = "".join(
            f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
            for y, row in enumerate(self.rows)
            for start, length in _runs(row)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}" role="img"'
            f' aria-label="{escape(title)}" shape-rendering="crispEdges">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
            f'<path fill="#fff" d="M0 0h{width}v{width}H0z"/><path fill="#000" d="{path}"/></svg>\n'
        )

    def png(self, scale: int = 8) -> bytes:
        """Black on white, ``scale`` pixels a module, one bit a pixel (PNG, ISO/IEC 15948)."""
        width = (len(self.rows) + 2 * QUIET_ZONE) * scale
        blank = _scan_line([False] * (width // scale), scale)
        lines = [blank] * (QUIET_ZONE * scale)
        side = (False,) * QUIET_ZONE
        for row in self.rows:
            lines += [_scan_line([*side, *row, *side], scale)] * scale
        lines += [blank] * (QUIET_ZONE * scale)
        header = struct.pack(">IIBBBBB", width, width, 1, 0, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)


def draw(url: str) -> QrSquare:
    """The square of ``https://HOST/p#`` + digits. Raises ValueError for a text without ``#``."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

    place, mark, digits = url.partition("#")
    if not mark:
        raise ValueError("a proof's link has its digits after #")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(QRData((place + mark).encode("ascii"), mode=MODE_8BIT_BYTE), optimize=0)
    code.add_data(QRData(digits.encode("ascii"), mode=MODE_NUMBER), optimize=0)
    code.make(fit=True)
    return QrSquare(code.version, tuple(tuple(map(bool, row)) for row in code.get_matrix()))


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """(start, length) of every run of dark modules."""
    found: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif is_dark:
            found.append((x, 1))
    return found


def _scan_line(modules: list[bool], scale: int) -> bytes:
    """A PNG line: filter type 0, then a bit a pixel, 1 is white."""
    bits = "".join(("0" if one else "1") * scale for one in modules)
    padded = bits + "1" * (-len(bits) % 8)
    return b"\0" + int(padded, 2).to_bytes(len(padded) // 8)


def _chunk(name: bytes, content: bytes) -> bytes:
    size, check = struct.pack(">I", len(content)), struct.pack(">I", zlib.crc32(name + content))
    return size + name + content + check
