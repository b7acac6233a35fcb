"""What others make of the file: poppler's pdfsig, a scanner, and the eyes of a reader."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.seal.adapters.sealer import typesetter_for
from tests.contract.seal.sealing import (
    ADDRESS,
    DIGITS,
    HOSTILE,
    crowded,
    hostile,
    plain,
    sealed,
    sealer,
)
from tests.contract.seal.test_sealing_tampering import attachment_swapped, painted_over

pytestmark = pytest.mark.needs_poppler

DOCUMENTS = [plain(), crowded(), hostile()]
VALID, WHOLE = "Signature is Valid", "Total document signed"


def run(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def kept(folder: Path, pdf: bytes) -> Path:
    path = folder / "proof.pdf"
    path.write_bytes(pdf)
    return path


def verdict(folder: Path, pdf: bytes) -> str:
    return run("pdfsig", "-nocert", kept(folder, pdf)).decode()


def text_of(folder: Path, pdf: bytes) -> str:
    return run("pdftotext", "-layout", kept(folder, pdf), "-").decode()


def printed_text(folder: Path, document: ProofDocument) -> str:
    """Without blanks and line ends: where a line breaks is no part of what it says."""
    return "".join(text_of(folder, typesetter_for(None).typeset(document).pdf).split())


@pytest.mark.parametrize(
    "document", [plain(), crowded(), hostile()], ids=["plain", "crowded", "hostile"]
)
def test_pdfsig_finds_the_signature_valid_and_the_whole_file_signed(
    tmp_path: Path, document: ProofDocument
) -> None:
    said = verdict(tmp_path, sealer().seal(document))
    assert VALID in said
    assert WHOLE in said
    assert "ETSI.CAdES.detached" in said


def test_pdfsig_alone_would_forgive_a_painted_page_so_the_whole_file_is_demanded(
    tmp_path: Path,
) -> None:
    said = verdict(tmp_path, painted_over(sealed()))
    assert VALID in said
    assert WHOLE not in said


def test_a_swapped_attachment_is_outside_what_was_signed(tmp_path: Path) -> None:
    assert WHOLE not in verdict(tmp_path, attachment_swapped(sealed()))


def test_the_seal_is_painted_over_unit_and_date(tmp_path: Path) -> None:
    place = typesetter_for(None).typeset(plain()).seal_place
    path = kept(tmp_path, sealed())
    corner = ["-x", str(round(place.left)), "-y", str(round(842 - place.top))]
    crop = [*corner, "-W", "119", "-H", "119"]
    run("pdftoppm", "-r", "72", *crop, path, tmp_path / "seal")
    red = [one for one in pixels(tmp_path / "seal-1.ppm") if one[0] > one[1] + 60]
    assert len(red) > 119 * 119 * 0.1
    covered = run("pdftotext", "-r", "72", *crop, path, "-").decode()
    assert "2026" in covered
    assert "公安局" in covered


def pixels(path: Path) -> list[tuple[int, int, int]]:
    magic, size, _, data = path.read_bytes().split(b"\n", 3)
    assert magic == b"P6"
    width, height = (int(number) for number in size.split())
    assert len(data) == 3 * width * height
    return [(data[n], data[n + 1], data[n + 2]) for n in range(0, len(data), 3)]


@pytest.mark.parametrize("document", [plain(), crowded()], ids=["plain", "crowded"])
def test_a_scanner_reads_the_code_off_the_page_at_150_dpi(
    tmp_path: Path, document: ProofDocument
) -> None:
    path = kept(tmp_path, sealer().seal(document))
    run("pdftoppm", "-r", "150", "-png", path, tmp_path / "page")
    last = max(tmp_path.glob("page-*.png"))
    assert run("zbarimg", "--quiet", "--raw", last).decode().strip() == f"{ADDRESS}#{DIGITS}"


def test_names_of_rare_characters_are_printed_as_they_are(tmp_path: Path) -> None:
    pictures = {}
    for name in ("张", "张䶮", "张𬱖", "张三"):
        document = replace(plain(), facts=(("姓名", name),), sentences=(f"{name}的登记如下。",))
        pdf = typesetter_for(None).typeset(document).pdf
        assert name in text_of(tmp_path, pdf)
        pictures[name] = run("pdftoppm", "-r", "100", "-gray", kept(tmp_path, pdf))
    # A dropped character would look like 张, two missing ones like each other's box.
    assert len(set(pictures.values())) == len(pictures)


def test_hostile_text_is_printed_letter_by_letter(tmp_path: Path) -> None:
    text = printed_text(tmp_path, hostile())
    for words in (HOSTILE, '#panic("x") $x^2$', "#set page(width: 1cm)", "@cite", "\\#`$@"):
        assert "".join(words.split()) in text
    assert text.count("A") == 300 + hostile().number.count("A")
    assert "#d.title" in text


def test_a_number_is_copied_without_unseen_characters(tmp_path: Path) -> None:
    text = text_of(tmp_path, sealed())
    assert plain().number in text
    assert "3704**********1234" in text
    assert "\u200b" not in text


def test_every_fact_of_a_crowded_page_is_printed(tmp_path: Path) -> None:
    document = crowded()
    text = printed_text(tmp_path, document)
    assert text.count("字") == sum(value.count("字") for _, value in document.facts)
    for words in (document.title, document.extracted_by, document.legal_sentence):
        assert words in text
    assert text.count(document.produced_by) == 2


@pytest.mark.parametrize(
    "document", [plain(), crowded(), hostile()], ids=["plain", "crowded", "hostile"]
)
def test_nothing_runs_off_the_page(tmp_path: Path, document: ProofDocument) -> None:
    path = kept(tmp_path, typesetter_for(None).typeset(document).pdf)
    run("pdftoppm", "-r", "36", "-gray", path, tmp_path / "page")
    for picture in tmp_path.glob("page-*.pgm"):
        _, size, _, data = picture.read_bytes().split(b"\n", 3)
        width = int(size.split()[0])
        rows = [data[start : start + width] for start in range(0, len(data), width)]
        margin = round(25 / 25.4 * 36)
        assert all(row[:margin] == row[-margin:] == b"\xff" * margin for row in rows)
