"""Make the committed fonts of the e-proof: chalicelib/data/fonts/*.otf.

From the project root: ``python -m tools.make_fonts``. Needs two Debian packages, both checked by
hash below: ``fonts-noto-cjk`` (Noto Serif CJK SC, OFL 1.1) and ``unicode-data`` (Unihan, whose
property kTGH is the table 通用规范汉字表, 2013). The result is renamed, as the licence asks of
a changed font, and so that it never hides the full face where that one is installed.
"""

import bz2
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "chalicelib" / "data" / "fonts"
CHARACTERS = ROOT / "tools" / "characters"
FAMILY = "Mianzheng Serif"

NOTO = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = 2  # the face "Noto Serif CJK SC" of each collection
FACES = {
    "Regular": "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    "Bold": "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
}
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")

# Besides 汉字: what an official page may hold. A range the face lacks is skipped by the subsetter.
OTHER_RANGES = (
    (0x0020, 0x007E),  # Latin, digits, punctuation
    (0x00A0, 0x017F),  # names of foreigners; · between the parts of a minority name
    (0x01CD, 0x01DC),  # pinyin
    (0x0391, 0x03C9),  # Greek
    (0x0401, 0x0451),  # Cyrillic
    (0x2010, 0x2030),  # dashes, quotes, ellipsis, ‰
    (0x2032, 0x203B),  # primes, ※
    (0x2103, 0x2103),  # ℃
    (0x2116, 0x2116),  # №
    (0x2160, 0x217B),  # Ⅰ Ⅱ ...
    (0x2190, 0x2193),  # arrows
    (0x2200, 0x2265),  # mathematics: ≤ ≥ ...
    (0x2460, 0x249B),  # ① ⑴ ⒈
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25CF),  # □ ■ ○ ●
    (0x2605, 0x2606),  # ★ ☆
    (0x2713, 0x2713),  # ✓
    (0x3000, 0x301F),  # CJK symbols and punctuation, 〇
    (0x3105, 0x3129),  # bopomofo
    (0x3220, 0x3243),  # ㈠
    (0x338E, 0x33D5),  # ㎡ ㎏ ...
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE5),  # ￥ ...
)


def general_standard_characters() -> list[int]:
    """The 8,105 characters of 通用规范汉字表, in the order of the table."""
    places: dict[int, int] = {}
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            point, _, rest = line.partition("\t")
            name, _, value = rest.strip().partition("\t")
            if name == "kTGH" and point.startswith("U+"):
                places[int(value.removeprefix("2013:"))] = int(point.removeprefix("U+"), 16)
    return [places[place] for place in sorted(places)]


def rare_name_characters() -> Iterator[int]:
    """The project's own list of characters met in names and places outside the table."""
    for line in (CHARACTERS / "rare_names.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from (ord(character) for character in line if not character.isspace())


def older_standard_characters() -> set[int]:
    """The 6,763 characters of GB 2312: a few hundred are not in the newer table."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    decoded = (cell.decode("gb2312", errors="ignore") for cell in cells)
    return {ord(character) for character in decoded if character}


def wanted() -> set[int]:
    """Every code point of the subset; rewrites the committed copy of the table."""
    table = general_standard_characters()
    if len(table) != 8105:
        sys.exit(f"{UNIHAN}: {len(table)} characters with kTGH, the table has 8105")
    text = "".join(map(chr, table))
    rows = [text[start : start + 50] for start in range(0, len(text), 50)]
    (CHARACTERS / "general_standard.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    others = (point for first, last in OTHER_RANGES for point in range(first, last + 1))
    return {*table, *older_standard_characters(), *rare_name_characters(), *others}


def make(style: str, points: set[int]) -> Path:
    """Cut one face down to ``points`` and write it under the project's own family name."""
    source = NOTO / f"NotoSerifCJK-{style}.ttc"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != FACES[style]:
        sys.exit(f"{source}: SHA-256 {digest} is not the version this tool was written for")
    font = TTFont(source, fontNumber=SIMPLIFIED)
    options = subset.Options()
    options.layout_features = ["ccmp", "kern", "liga"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    _rename(font, style)
    target = TARGET / f"MianzhengSerif-{style}.otf"
    font.save(target, reorderTables=True)
    return target


def _rename(font: TTFont, style: str) -> None:
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    for record in font["name"].names:
        record.string = names.get(record.nameID, str(record))
    font["CFF "].cff.fontNames = [names[6]]
    top = font["CFF "].cff.topDictIndex[0]
    top.FullName, top.FamilyName = names[4], FAMILY
    # The same bytes from the same input: no moment of making inside.
    font.recalcTimestamp = False


def main() -> None:
    points = wanted()
    for style in FACES:
        target = make(style, points)
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
