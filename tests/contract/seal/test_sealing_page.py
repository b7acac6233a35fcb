"""The page: typeset from data, with nothing lost, at the place the seal belongs."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from chalicelib.kernel.errors import Conflict, GlyphMissing
from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.seal.adapters.typesetting import FOLDER, SealPlace, Typesetter
from tests.contract.seal.sealing import NOW, attachments, crowded, hostile, plain

WIDTH, HEIGHT = 595.28, 841.89
SEAL = 42 / 25.4 * 72


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def pages_of(pdf: bytes) -> int:
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def test_the_page_is_pdf_a_3a_and_carries_proof_json(typesetter: Typesetter) -> None:
    page = typesetter.typeset(plain())
    metadata = PdfFileReader(io.BytesIO(page.pdf)).root["/Metadata"].data
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert list(attachments(page.pdf)) == [("proof.json", plain().proof_json)]


def test_the_same_document_is_the_same_page_to_the_byte(typesetter: Typesetter) -> None:
    assert typesetter.typeset(plain()) == Typesetter().typeset(plain())


def test_a_page_says_nothing_of_the_one_before_it(typesetter: Typesetter) -> None:
    alone = Typesetter().typeset(plain())
    typesetter.typeset(crowded())
    assert typesetter.typeset(plain()) == alone


@pytest.mark.parametrize(
    ("document", "pages"),
    [(plain, 1), (crowded, 2), (hostile, 1)],
    ids=["plain", "crowded", "hostile"],
)
def test_the_seal_lies_wholly_on_the_last_page(
    typesetter: Typesetter, document: Callable[[], ProofDocument], pages: int
) -> None:
    page = typesetter.typeset(document())
    place = page.seal_place
    assert pages_of(page.pdf) == pages
    assert place.page == pages - 1
    assert 0 < place.left < place.right < WIDTH
    assert 0 < place.bottom < place.top < HEIGHT
    assert place.right - place.left == pytest.approx(SEAL, abs=0.1)
    assert place.top - place.bottom == pytest.approx(SEAL, abs=0.1)


def test_seal_and_code_stay_on_one_page(typesetter: Typesetter) -> None:
    """Room for unit and seal, but not for the remark box as well: both go over."""
    page = typesetter.typeset(replace(plain(), facts=(*plain().facts, *plain().facts[:6])))
    assert pages_of(page.pdf) == 2
    assert page.seal_place.page == 1


def test_the_seal_follows_the_unit_down_the_page(typesetter: Typesetter) -> None:
    def bottom(*facts: tuple[str, str]) -> SealPlace:
        return typesetter.typeset(replace(plain(), facts=facts)).seal_place

    few, more = bottom(("姓名", "张三")), bottom(*[("户籍所在地", "字" * 60)] * 3)
    assert few.bottom > more.bottom + 50


@pytest.mark.parametrize("character", ["\U0002cb6d", "\U0001f600", "\ue000", "\u0b85"])
def test_a_character_no_font_holds_is_named_and_nothing_is_printed(
    typesetter: Typesetter, character: str
) -> None:
    with pytest.raises(GlyphMissing) as caught:
        typesetter.typeset(replace(plain(), facts=(("姓名", f"张{character}"),)))
    error = caught.value
    assert isinstance(error, Conflict)
    assert error.code == "proof.glyph_missing"
    assert error.field == "facts"
    assert error.facts["character"] == character
    assert error.facts["code_point"] == f"U+{ord(character):04X}"
    assert error.facts["code_point"] in error.detail


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\ufeff", "\n", "\x00", "\u2028", "\ufe00"])
def test_a_character_that_can_not_be_seen_is_refused_as_well(
    typesetter: Typesetter, unseen: str
) -> None:
    with pytest.raises(GlyphMissing):
        typesetter.typeset(replace(plain(), produced_by=f"枣庄市{unseen}公安局"))


def test_every_text_of_the_page_is_checked(typesetter: Typesetter) -> None:
    missing = "\U0002cb6d"
    values: dict[str, Any] = {
        name: missing for name, value in vars(plain()).items() if type(value) is str
    }
    # Not printed as text: a picture, its alternative, and what the seal's picture shows.
    for name in ("qr_svg", "qr_alt", "seal_name"):
        del values[name]
    values |= {"sentences": ("在。", missing), "facts": (("性别", "男"), (missing, "男"))}
    assert len(values) == 11
    for name, value in values.items():
        with pytest.raises(GlyphMissing) as caught:
            typesetter.typeset(replace(plain(), **{name: value}))
        assert caught.value.field == name


def test_the_template_prints_every_member_and_never_evaluates_text() -> None:
    source = (FOLDER / "eproof.typ").read_text(encoding="utf-8")
    code = "\n".join(line.split("//")[0] for line in source.splitlines())
    for name in plain().printed():
        assert f"d.{name}" in code, name
    assert "eval(" not in code


def test_times_are_printed_in_beijing_time() -> None:
    printed = replace(plain(), extracted_at=NOW + timedelta(hours=15)).printed()
    assert printed["extracted_at"] == "2026-11-23 00:41:07（北京时间）"
    assert printed["dated"] == "2026年11月23日"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(plain(), expires_at=datetime(2026, 12, 1))  # noqa: DTZ001 - the point of the test


def test_printed_is_data_json_can_carry() -> None:
    printed = hostile().printed()
    assert json.loads(json.dumps(printed)) == printed
