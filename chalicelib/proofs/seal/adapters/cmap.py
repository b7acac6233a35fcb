"""Which characters a font face holds: the ``cmap`` table of an OpenType file (ISO/IEC 14496-22).

Forty lines instead of a font library of 30 MB in the layer; the tests hold it to that library.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Unicode subtables, the widest first: full repertoire (format 12), then the BMP (format 4).
_SUBTABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))


def characters_of(path: Path, index: int = 0) -> frozenset[int]:
    """The code points of face ``index`` of a .ttf, .otf or .ttc file that have a glyph.

    Raises ValueError if the file is no font with a Unicode character map.
    """
    try:
        with path.open("rb") as file:
            start = 0
            if file.read(4) == b"ttcf":
                file.seek(12 + 4 * index)
                (start,) = struct.unpack(">I", file.read(4))
            file.seek(start + 4)
            (count,) = struct.unpack(">H", file.read(2))
            file.seek(start + 12)
            records = struct.iter_unpack(">4sIII", file.read(16 * count))
            place, size = next((at, size) for tag, _, at, size in records if tag == b"cmap")
            file.seek(place)
            return _characters(file.read(size))
    except (struct.error, StopIteration) as error:
        raise ValueError(f"{path}: no font with a Unicode character map") from error


def _characters(table: bytes) -> frozenset[int]:
    (count,) = struct.unpack_from(">H", table, 2)
    records = struct.iter_unpack(">HHI", table[4 : 4 + 8 * count])
    places = {(platform, encoding): place for platform, encoding, place in records}
    place = next(places[key] for key in _SUBTABLES if key in places)
    (kind,) = struct.unpack_from(">H", table, place)
    if kind == 12:
        return _segmented_coverage(table, place)
    if kind == 4:
        return _segment_mapping(table, place)
    raise ValueError(f"character map of format {kind}")


def _segmented_coverage(table: bytes, place: int) -> frozenset[int]:
    (count,) = struct.unpack_from(">I", table, place + 12)
    groups = struct.iter_unpack(">III", table[place + 16 : place + 16 + 12 * count])
    return frozenset(
        point
        for first, last, glyph in groups
        for point in range(first, last + 1)
        if glyph + point - first
    )


def _segment_mapping(table: bytes, place: int) -> frozenset[int]:
    (double,) = struct.unpack_from(">H", table, place + 6)
    count = double // 2
    words = struct.unpack_from(f">{count}H", table, place + 14)
    starts_at = place + 16 + double
    starts = struct.unpack_from(f">{count}H", table, starts_at)
    deltas = struct.unpack_from(f">{count}H", table, starts_at + double)
    offsets_at = starts_at + 2 * double
    offsets = struct.unpack_from(f">{count}H", table, offsets_at)
    found = set()
    for n, (first, last) in enumerate(zip(starts, words, strict=True)):
        for point in range(first, last + 1):
            glyph = point
            if offsets[n]:
                at = offsets_at + 2 * n + offsets[n] + 2 * (point - first)
                (glyph,) = struct.unpack_from(">H", table, at)
            if glyph and (glyph + deltas[n]) & 0xFFFF:
                found.add(point)
    return frozenset(found)
