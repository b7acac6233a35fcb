"""Seal a typeset page: PAdES, the seal's picture as the signature's visible appearance.

PAdES B-B (ETSI EN 319 142-1), B-T with a time stamp where one is configured. DocMDP permits no
change (ISO 32000-1, 12.8.2.2): whatever is added afterwards breaks the seal.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, SimpleBoxLayoutRule
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.stamp import StaticStampStyle

from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession
    from pyhanko.sign.timestamps import TimeStamper

    from chalicelib.proofs.seal.adapters.typesetting import SealPlace, TypesetPage

FIELD = "Seal1"
HASH = "sha256"
# The words under the seal stay readable, as under ink.
OPACITY = 0.8


@record(frozen=True)
class Stamp:
    """What is said with the signature: whose seal, when, and how it looks."""

    seal_name: str
    reason: str
    sealed_at: datetime
    picture: Path


class _MomentSigner(PdfSigner):
    """A PdfSigner that is told the time instead of asking the machine."""

    moment: datetime | None = None

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment or session.system_time
        return session


def pdf_signer(
    page: TypesetPage, stamp: Stamp, signer: Signer, timestamper: TimeStamper | None
) -> PdfSigner:
    """A pyHanko signer for this page, its field made at the place the layout named."""
    made = _MomentSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=HASH,
            subfilter=SigSeedSubFilter.PADES,
            name=stamp.seal_name,
            reason=stamp.reason,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        signer=signer,
        timestamper=timestamper,
        stamp_style=_style(stamp.picture),
        new_field_spec=_field(page.seal_place, stamp.seal_name),
    )
    made.moment = stamp.sealed_at
    return made


def writer_of(page: TypesetPage) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(page.pdf))


def _field(place: SealPlace, seal_name: str) -> SigFieldSpec:
    corners = (place.left, place.bottom, place.right, place.top)
    left, bottom, right, top = (round(value) for value in corners)
    return SigFieldSpec(
        FIELD,
        on_page=place.page,
        box=(left, bottom, right, top),
        readable_field_name=seal_name,
    )


def _style(picture: Path) -> StaticStampStyle:
    fill = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID,
        y_align=AxisAlignment.ALIGN_MID,
        inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
    )
    plain = StaticStampStyle(border_width=0, background_opacity=OPACITY, background_layout=fill)
    return replace(plain, background=ImportedPdfPage(str(picture)))
