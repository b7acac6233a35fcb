"""The fonts: what they hold is known exactly, and the committed ones hold the names of people."""

import struct
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from chalicelib.kernel.errors import GlyphMissing, Misconfigured
from chalicelib.proofs.seal.adapters.cmap import characters_of
from chalicelib.proofs.seal.adapters.fonts import SUBSET, ProofFonts
from chalicelib.proofs.seal.adapters.typesetting import FOLDER

CHARACTERS = Path(__file__).resolve().parents[3] / "tools" / "characters"
FULL = Path("/usr/share/fonts/opentype/noto")
FACES = sorted(SUBSET.glob("*.otf"))


def listed(name: str) -> set[str]:
    lines = (CHARACTERS / name).read_text(encoding="utf-8").splitlines()
    return {one for line in lines if not line.startswith("#") for one in line}


def test_two_weights_are_committed_with_their_licence() -> None:
    assert [path.name for path in FACES] == [
        "MianzhengSerif-Bold.otf",
        "MianzhengSerif-Regular.otf",
    ]
    assert sum(path.stat().st_size for path in FACES) <= 6_000_000
    assert "SIL OPEN FONT LICENSE" in (SUBSET / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_the_character_map_is_read_as_the_font_library_reads_it(path: Path) -> None:
    with TTFont(path, lazy=True) as font:
        best = {point for point, name in font.getBestCmap().items() if name != ".notdef"}
    assert characters_of(path) == best


@pytest.mark.parametrize("kind", [4, 12])
def test_both_kinds_of_character_map_are_read(kind: int, tmp_path: Path) -> None:
    # Lazy, and nothing measured anew: only the map is written, all else is copied as it stands.
    with TTFont(FACES[0], lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        font["cmap"].tables = [table for table in font["cmap"].tables if table.format == kind][:1]
        font.save(tmp_path / "one.otf")
        expected = set(font["cmap"].tables[0].cmap)
    assert len(expected) > 9000
    assert characters_of(tmp_path / "one.otf") == expected


def font_with(table: bytes, path: Path) -> Path:
    """A file with nothing but this Unicode subtable of a character map."""
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
    record = struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    path.write_bytes(struct.pack(">4sHHHH", b"OTTO", 1, 0, 0, 0) + record + cmap)
    return path


def test_a_character_mapped_to_the_missing_glyph_is_not_held(tmp_path: Path) -> None:
    groups = struct.pack(">III", 0x4E00, 0x4E02, 0)  # U+4E00 -> glyph 0, U+4E01 -> glyph 1
    covered = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 1) + groups
    assert characters_of(font_with(covered, tmp_path / "a.otf")) == {0x4E01, 0x4E02}
    ends, starts = struct.pack(">2H", 0x4E02, 0xFFFF), struct.pack(">2H", 0x4E00, 0xFFFF)
    deltas, offsets = struct.pack(">2H", 0x10000 - 0x4E00, 1), bytes(4)
    mapped = struct.pack(">7H", 4, 32, 0, 4, 4, 1, 0) + ends + bytes(2) + starts + deltas + offsets
    assert characters_of(font_with(mapped, tmp_path / "b.otf")) == {0x4E01, 0x4E02}


def test_an_unseen_character_is_refused_even_if_a_font_maps_it() -> None:
    fonts = ProofFonts()
    vars(fonts)["_held"] = frozenset({ord("a"), 0x202E, 0x200B})
    fonts.check([("name", "a")])
    for unseen in "\u202e\u200b":
        with pytest.raises(GlyphMissing):
            fonts.check([("name", unseen)])


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.otf").write_bytes(b"OTTO\x00\x01")
    with pytest.raises(ValueError, match="no font"):
        characters_of(tmp_path / "x.otf")


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_the_general_standard_and_the_rare_characters_of_names_are_held(path: Path) -> None:
    table = listed("general_standard.txt")
    assert len(table) == 8105
    held = {chr(point) for point in characters_of(path)}
    assert table <= held
    assert listed("rare_names.txt") <= held
    assert set("䶮𬱖·（）“”《》—…　０Ａ①㎡℃") <= held


def test_the_words_of_the_template_are_held() -> None:
    source = (FOLDER / "eproof.typ").read_text(encoding="utf-8")
    ProofFonts().check([("template", line) for line in source.splitlines()])


@pytest.mark.parametrize("character", "䶮𬱖")
@pytest.mark.parametrize("path", FACES, ids=lambda path: path.stem)
def test_a_rare_character_has_an_outline_of_its_own(path: Path, character: str) -> None:
    with TTFont(path) as font:
        outlines = font["CFF "].cff.topDictIndex[0].CharStrings

        def drawn(name: str) -> list[object]:
            outlines[name].decompile()
            return list(outlines[name].program)

        own = drawn(font.getBestCmap()[ord(character)])
        assert len(own) > 50
        assert own != drawn(".notdef")


def test_a_folder_without_the_full_face_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="Noto Serif"):
        ProofFonts(tmp_path)


@pytest.mark.skipif(not FULL.exists(), reason="the full face is not installed")
def test_the_full_face_goes_first_and_adds_what_the_subset_lacks() -> None:
    fonts = ProofFonts(FULL)
    assert fonts.families == ("Noto Serif CJK SC", "Mianzheng Serif")
    fonts.check([("name", "張𠮷鷗")])
    assert characters_of(FULL / "NotoSerifCJK-Bold.ttc", 2) > characters_of(FACES[0])
