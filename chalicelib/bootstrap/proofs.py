"""What issues and seals proofs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.cloud.aws import LazyClient
from chalicelib.cloud.site import site_of
from chalicelib.kernel.errors import Misconfigured
from chalicelib.proofs.adapters.files import BucketProofFiles, FolderProofFiles
from chalicelib.proofs.adapters.keys import ProofKeys, SignedStatusLists
from chalicelib.proofs.ports import ProofFiles, ProofPorts, SealQueue
from chalicelib.proofs.seal.adapters.late import (
    LateSealer,
    QrPictures,
    seal_versions,
    seals_in_folder,
    seals_in_kms,
    seals_on_platform,
)
from chalicelib.proofs.seal.adapters.queue import DirectSealQueue, SqsSealQueue
from chalicelib.proofs.status.adapters.names_file import SignedNames
from chalicelib.requests.domain.claims import SEAL_NAMES, SealKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chalicelib.bootstrap.keys import Keys
    from chalicelib.cloud.settings import Settings
    from chalicelib.kernel.ids import ProofId
    from chalicelib.kernel.ports import Clock
    from chalicelib.keys.adapters.roster_store import RosterSource
    from chalicelib.proofs.seal.adapters.seals import Seal


def proof_ports(
    settings: Settings,
    keys: Keys,
    clock: Clock,
    seal: Callable[[ProofId], Any],
) -> ProofPorts:
    """``seal`` seals in this process (the laptop); a stage asks its sealing function by SQS."""
    signing, site = keys.signing, site_of(settings)
    fonts = Path(settings.fonts_dir) if settings.fonts_dir else None
    return ProofPorts(
        origin=settings.origin,
        signer=ProofKeys(signing.proof, keys.vault),
        statuses=SignedStatusLists(settings.origin, signing.status, site, clock),
        site=site,
        names=SignedNames(signing.status, site, clock),
        files=_files_of(settings),
        queue=_queue_of(settings, seal),
        pictures=QrPictures(),
        sealer=sealer_of(settings, signing.roster, fonts),
        seal_names=_seal_names(settings),
        is_test=settings.is_local,
    )


def _seal_names(settings: Settings) -> Mapping[SealKind, str]:
    """Raises Misconfigured where a seal would have no name."""
    if not settings.seal_names:
        return SEAL_NAMES
    try:
        told = json.loads(settings.seal_names)
        return {kind: str(told[kind.value]) for kind in SealKind}
    except (ValueError, KeyError, TypeError):
        raise Misconfigured(
            f"印章名称应是 JSON,每种印章({'、'.join(SealKind)})一个名称。",
            field="MIANZHENG_SEAL_NAMES",
        ) from None


def sealer_of(settings: Settings, roster: RosterSource, fonts: Path | None) -> LateSealer:
    """By the district's seal platform, by keys in KMS, or by files of this machine."""
    s3, platform = LazyClient("s3", settings), settings.seal_platform
    if platform is not None:  # whose signatures bring their own time stamps
        bucket = settings.attachment_bucket
        return LateSealer(lambda: seals_on_platform(platform, s3, bucket), fonts, None)
    if not settings.seal_keys:
        folder = Path(settings.seals_dir) if settings.seals_dir else None
        return LateSealer(lambda: seals_in_folder(folder), fonts, settings.tsa_url)
    kms = LazyClient("kms", settings)

    def versions() -> dict[str, tuple[str, int]]:
        return seal_versions(settings.seal_keys, roster)

    def load() -> Mapping[SealKind, Seal]:
        return seals_in_kms(kms, s3, settings.attachment_bucket, versions())

    return LateSealer(load, fonts, settings.tsa_url, versions)


def _files_of(settings: Settings) -> ProofFiles:
    if settings.objects_dir is not None:
        return FolderProofFiles(Path(settings.objects_dir) / "proofs")
    return BucketProofFiles(LazyClient("s3", settings), settings.attachment_bucket)


def _queue_of(settings: Settings, seal: Callable[[ProofId], Any]) -> SealQueue:
    if settings.seal_queue_url:
        return SqsSealQueue(LazyClient("sqs", settings), settings.seal_queue_url)
    return DirectSealQueue(seal)
