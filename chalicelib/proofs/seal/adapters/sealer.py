"""The Sealer port by Typst and pyHanko."""

from __future__ import annotations

import asyncio
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError

from chalicelib.kernel.errors import Misconfigured, Unavailable
from chalicelib.proofs.seal.adapters.seals import Seal, check_current
from chalicelib.proofs.seal.adapters.stamping import Stamp, pdf_signer, writer_of
from chalicelib.proofs.seal.adapters.typesetting import Typesetter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from chalicelib.proofs.domain.document import ProofDocument
    from chalicelib.requests.domain.claims import SealKind

REASON = "电子证明加盖专用章"
# Shorter than the sealing function's own limit, so that a slow authority is told from a crash.
TIMESTAMP_SECONDS = 8


class PdfSealer:
    """Seals with the seal of the document's kind. One instance a process: fonts are read once."""

    def __init__(
        self,
        seals: Mapping[SealKind, Seal],
        typesetter: Typesetter,
        timestamper: TimeStamper | None = None,
    ) -> None:
        self._seals = seals
        self._typesetter = typesetter
        self._timestamper = timestamper

    def seal(self, document: ProofDocument) -> bytes:
        """See :class:`chalicelib.proofs.ports.Sealer`.

        The claimed signing time is the time of extraction; the time stamp, where one is
        configured, is the authority's own.
        """
        seal = self._seals.get(document.seal)
        if seal is None:
            raise Misconfigured(f"没有配置“{document.seal_name}”的印章,请先配置再盖章。")
        certificate = seal.signer.signing_cert
        if certificate is not None:
            check_current(certificate, document.seal_name, document.extracted_at)
        page = self._typesetter.typeset(document)
        stamp = Stamp(document.seal_name, REASON, document.extracted_at, seal.picture)
        made = pdf_signer(page, stamp, seal.signer, self._timestamper)
        output = io.BytesIO()
        try:
            asyncio.run(made.async_sign_pdf(writer_of(page), output=output))
        except (TimestampRequestError, TimeoutError) as error:
            raise Unavailable("时间戳服务没有回应,没有盖章;系统会自动重试。") from error
        return output.getvalue()


def timestamper_at(url: str | None) -> TimeStamper | None:
    """The RFC 3161 time-stamp authority at ``url``; None makes PAdES B-B instead of B-T."""
    return None if url is None else HTTPTimeStamper(url, timeout=TIMESTAMP_SECONDS)


@lru_cache(maxsize=2)
def typesetter_for(full_fonts: Path | None) -> Typesetter:
    """The process's one Typesetter; nothing is read before its first page."""
    return Typesetter(full_fonts)
