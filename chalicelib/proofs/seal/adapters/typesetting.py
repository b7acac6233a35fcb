"""ProofDocument -> PDF/A by Typst, and where on the page the seal belongs.

The document goes in as data (``sys.inputs``), never as Typst source.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.records import record
from chalicelib.proofs.seal.adapters.fonts import ProofFonts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.proofs.domain.document import ProofDocument

FOLDER = Path(__file__).resolve().parent
PAGE_HEIGHT = 841.89  # points, A4
# PDF/A-3 lets the data ride along as an attachment; level a: tagged, the picture has its text.
STANDARD: Literal["a-3a"] = "a-3a"


@record(frozen=True)
class SealPlace:
    """The square of the seal: page from 0, PDF points from the lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@record(frozen=True)
class TypesetPage:
    pdf: bytes
    seal_place: SealPlace


class Typesetter:
    """One Typst compiler, made at first use; one document at a time.

    Making it reads the fonts (about 0.1 s); a page then takes some milliseconds.
    """

    def __init__(self, full_fonts: Path | None = None) -> None:
        self._full_fonts = full_fonts
        self._lock = threading.Lock()
        self._made: tuple[typst.Compiler, ProofFonts] | None = None

    def typeset(self, document: ProofDocument) -> TypesetPage:
        """Print one document. Raises GlyphMissing; Misconfigured if a template is broken."""
        with self._lock:
            compiler, fonts = self._made or self._make()
            fonts.check(document.printed_texts())
            inputs = {
                "document": json.dumps(document.printed(), ensure_ascii=False),
                "fonts": json.dumps(fonts.families),
                "qr": document.qr_svg,
                "qr_alt": document.qr_alt,
                "proof": document.proof_json.decode("utf-8"),
            }
            try:
                pdf = compiler.compile(
                    sys_inputs=inputs,
                    format="pdf",
                    pdf_standards=STANDARD,
                    timestamp=document.extracted_at.replace(microsecond=0),
                )
                found = json.loads(compiler.query("<seal>", field="value", one=True))
            except typst.TypstError as error:
                raise _broken("eproof.typ", error) from error
        if not isinstance(pdf, bytes):
            raise Misconfigured("电子证明的版式没有排出 PDF,请检查 eproof.typ。")
        return TypesetPage(pdf, _place(found))

    def _make(self) -> tuple[typst.Compiler, ProofFonts]:
        fonts = ProofFonts(self._full_fonts)
        compiler = typst.Compiler(FOLDER / "eproof.typ", root=FOLDER, font_paths=fonts.typst)
        self._made = (compiler, fonts)
        return self._made


def draw_seal(ring: str, code: str) -> bytes:
    """The picture of a test seal as a one-page PDF: ring text, star, and 测试 below it.

    Raises GlyphMissing; Misconfigured if the drawing is broken.
    """
    fonts = ProofFonts()
    fonts.check([("seal_name", ring), ("seal_code", code)])
    inputs = {"ring": ring, "code": code, "fonts": json.dumps(fonts.families)}
    try:
        pdf = typst.compile(
            (FOLDER / "seal.typ").read_bytes(),
            format="pdf",
            font_paths=fonts.typst,
            sys_inputs=inputs,
            pdf_standards="a-3b",
            timestamp=0,
        )
    except typst.TypstError as error:
        raise _broken("seal.typ", error) from error
    return pdf


def _place(found: Mapping[str, Any]) -> SealPlace:
    """Typst measures from the upper left corner, PDF from the lower left."""
    at, size = found["at"], found["size"]
    x, y, side = _points(at["x"]), _points(at["y"]), _points(size)
    return SealPlace(
        page=int(at["page"]) - 1,
        left=x - side / 2,
        bottom=PAGE_HEIGHT - y - side / 2,
        right=x + side / 2,
        top=PAGE_HEIGHT - y + side / 2,
    )


def _points(length: str) -> float:
    return float(length.removesuffix("pt"))


def _broken(template: str, error: typst.TypstError) -> Misconfigured:
    return Misconfigured(f"电子证明的版式 {template} 有错,没有盖章:{error.message}")
