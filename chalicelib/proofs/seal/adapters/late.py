"""The Sealer port without its weight: Typst and pyHanko are loaded at the first page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from chalicelib.kernel.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from chalicelib.keys.adapters.roster_store import RosterSource
    from chalicelib.proofs.domain.document import ProofDocument
    from chalicelib.proofs.ports import Sealer
    from chalicelib.proofs.seal.adapters.seals import Seal
    from chalicelib.requests.domain.claims import SealKind

LoadSeals = Callable[[], "Mapping[SealKind, Seal]"]
"""Called at the first page. Raises Misconfigured where this process may not seal."""


class LateSealer:
    """Makes its sealer when the first page comes, and anew when ``version`` says another one."""

    def __init__(
        self,
        seals: LoadSeals,
        full_fonts: Path | None,
        tsa_url: str | None,
        version: Callable[[], object] = lambda: None,
    ) -> None:
        self._seals = seals
        self._version = version
        self._made_for: object = None
        self._full_fonts = full_fonts
        self._tsa_url = tsa_url
        self._sealer: Sealer | None = None
        self._lock = threading.Lock()

    def seal(self, document: ProofDocument) -> bytes:
        """See the port; one page at a time, since the typesetter is not shared between threads."""
        with self._lock:
            version = self._version()
            if self._sealer is None or version != self._made_for:
                self._sealer, self._made_for = self._make(), version
            try:
                return self._sealer.seal(document)
            except Unavailable:
                self._sealer = None  # perhaps the certificate was replaced: look again
                raise

    def _make(self) -> Sealer:
        seals = self._seals()
        from chalicelib.proofs.seal.adapters.sealer import (
            PdfSealer,
            timestamper_at,
            typesetter_for,
        )

        return PdfSealer(seals, typesetter_for(self._full_fonts), timestamper_at(self._tsa_url))


def seals_in_folder(folder: Path | None) -> Mapping[SealKind, Seal]:
    """``folder`` holds <kind>.pem (key and certificates) and <kind>.pdf (the print) per seal."""
    if folder is None:
        raise Misconfigured("没有配置印章(MIANZHENG_SEALS),只有加盖印章的函数可以用印。")
    from chalicelib.proofs.seal.adapters.seals import local_seals

    return local_seals(folder)


def seals_in_kms(
    kms: Any, s3: Any, bucket: str, versions: Mapping[str, tuple[str, int]]
) -> Mapping[SealKind, Seal]:
    """``versions``: seal kind -> (KMS key, which version); the rest stands in the bucket."""
    from chalicelib.proofs.seal.adapters.kept import SealKey, kept_seals
    from chalicelib.proofs.seal.adapters.seals import KmsSealSigner

    keys = {
        kind: SealKey(partial(KmsSealSigner, kms, key), number)
        for kind, (key, number) in versions.items()
    }
    return kept_seals(s3, bucket, keys)


def seals_on_platform(address: str, s3: Any, bucket: str) -> Mapping[SealKind, Seal]:
    """``address``: of the district's seal platform; the rest stands in the bucket."""
    from chalicelib.proofs.seal.adapters.kept import SealKey, kept_seals
    from chalicelib.proofs.seal.adapters.platform import PlatformSigner
    from chalicelib.requests.domain.claims import SealKind

    keys = {one.value: SealKey(partial(PlatformSigner, address, one)) for one in SealKind}
    return kept_seals(s3, bucket, keys)


def seal_versions(keys: str, roster: RosterSource) -> dict[str, tuple[str, int]]:
    """Seal kind -> (KMS key, number) that seals now. ``keys``: JSON, kind -> its first key."""
    first: dict[str, str] = json.loads(keys)
    current, now = roster.current(), roster.now()
    signing = {kind: current.signing(kind, now) for kind in first}
    return {kind: (one.key or first[kind], one.number) for kind, one in signing.items()}


class QrPictures:
    """The ProofPictures port; ``qrcode`` is loaded where a picture is drawn."""

    def svg(self, url: str) -> str:
        from chalicelib.proofs.adapters.qr_square import draw

        return draw(url).svg("验真二维码", "用手机扫描,可查验这份电子证明的真伪")
