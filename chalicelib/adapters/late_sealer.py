"""The Sealer port without its weight: Typst and pyHanko are loaded at the first page."""

import threading
from pathlib import Path

from chalicelib.domain.errors import Misconfigured
from chalicelib.domain.proof_documents import ProofDocument
from chalicelib.services.sealing_ports import Sealer


class LateSealer:
    """``folder`` holds <kind>.pem (key and certificates) and <kind>.pdf (the print) per seal."""

    def __init__(self, folder: Path | None, full_fonts: Path | None, tsa_url: str | None) -> None:
        self._folder = folder
        self._full_fonts = full_fonts
        self._tsa_url = tsa_url
        self._sealer: Sealer | None = None
        self._lock = threading.Lock()

    def seal(self, document: ProofDocument) -> bytes:
        """See the port; one page at a time, since the typesetter is not shared between threads."""
        with self._lock:
            if self._sealer is None:
                self._sealer = self._make()
            return self._sealer.seal(document)

    def _make(self) -> Sealer:
        if self._folder is None:
            raise Misconfigured("没有配置印章(MIANZHENG_SEALS),只有加盖印章的函数可以用印。")
        from chalicelib.adapters.sealing.sealer import (
            PdfSealer,
            timestamper_at,
            typesetter_for,
        )
        from chalicelib.adapters.sealing.seals import local_seals

        seals = local_seals(self._folder)
        return PdfSealer(seals, typesetter_for(self._full_fonts), timestamper_at(self._tsa_url))


class QrPictures:
    """The ProofPictures port; ``qrcode`` is loaded where a picture is drawn."""

    def svg(self, url: str) -> str:
        from chalicelib.adapters.qr_codes import draw

        return draw(url).svg("验真二维码", "用手机扫描,可查验这份电子证明的真伪")
