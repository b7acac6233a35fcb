"""The fonts of the page: the full face where one is installed, the committed subset always.

Typst drops a character without a glyph silently (张䶮 would print as 张), so every character of
a document is looked up first.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from chalicelib.kernel.errors import GlyphMissing, Misconfigured
from chalicelib.kernel.records import record
from chalicelib.proofs.seal.adapters.cmap import characters_of

if TYPE_CHECKING:
    from collections.abc import Iterable

SUBSET = Path(__file__).resolve().parents[3] / "data" / "fonts"
SUBSET_FAMILY = "Mianzheng Serif"
FULL_FAMILIES = ("Noto Serif SC", "Noto Serif CJK SC")
REGULAR, BOLD = 400, 700

# Nothing to see, whatever a font says: direction marks and the like could make a page read
# otherwise than its data.
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


@record(frozen=True)
class Face:
    """One weight of a family: where Typst found it."""

    family: str
    weight: int
    path: Path
    index: int


class ProofFonts:
    """The families of the page in their order, and what they hold."""

    def __init__(self, full_folder: Path | None = None) -> None:
        """``full_folder`` is searched for Noto Serif SC or Noto Serif CJK SC, regular and bold.

        Raises Misconfigured if it is given and holds neither.
        """
        folders = [SUBSET] if full_folder is None else [full_folder, SUBSET]
        self.typst = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in folders],
        )
        faces = _faces(self.typst)
        self.families = tuple(name for name in (*FULL_FAMILIES, SUBSET_FAMILY) if name in faces)
        self._faces = faces
        if self.families[-1:] != (SUBSET_FAMILY,):
            raise Misconfigured(f"字体文件不全:{SUBSET} 里应有常规和粗体两个字重,请重新安装。")
        if full_folder is not None and len(self.families) == 1:
            raise Misconfigured(
                f"{full_folder} 里没有 {' 或 '.join(FULL_FAMILIES)} 的常规和粗体,请核对字体目录。"
            )

    @cached_property
    def _held(self) -> frozenset[int]:
        """What can be printed in both weights, in one family or another."""
        weights = (REGULAR, BOLD)
        regular, bold = (self._held_in(weight) for weight in weights)
        return regular & bold

    def _held_in(self, weight: int) -> frozenset[int]:
        faces = (self._faces[family][weight] for family in self.families)
        return frozenset().union(*(characters_of(face.path, face.index) for face in faces))

    def check(self, texts: Iterable[tuple[str, str]]) -> None:
        """Raise GlyphMissing for the first character of ``texts`` (member, text) not held."""
        for member, text in texts:
            for character in text:
                if not self._prints(character):
                    raise _missing(member, character)

    def _prints(self, character: str) -> bool:
        return unicodedata.category(character) not in _UNSEEN and ord(character) in self._held


def _faces(fonts: typst.Fonts) -> dict[str, dict[int, Face]]:
    """Family -> weight -> face, of the families that have both weights upright."""
    found: dict[str, dict[int, Face]] = {}
    for info in fonts.fonts():
        if info.path is not None and info.style == "normal" and info.weight in (REGULAR, BOLD):
            face = Face(info.family, info.weight, Path(info.path), info.index)
            found.setdefault(info.family, {}).setdefault(info.weight, face)
    return {family: weights for family, weights in found.items() if len(weights) == 2}


def _missing(member: str, character: str) -> GlyphMissing:
    code_point = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    shown = f"“{character}”({code_point})" if character.isprintable() else code_point
    return GlyphMissing(
        f"证明里的字符 {shown} 没有字体可以印出,没有盖章。请安装含有该字的完整字体后重新提取,"
        "或请制作单位核对这个字。",
        field=member,
        facts={"character": character, "code_point": code_point, "name": name},
    )
