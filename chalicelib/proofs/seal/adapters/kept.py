"""The seals of a deployed stage: certificates and print in the private bucket, the key in KMS or
with the district's seal platform."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyhanko.sign.signers import Signer

from chalicelib.cloud.buckets import load
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.records import record
from chalicelib.proofs.seal.adapters.seals import Chain, Seal
from chalicelib.requests.domain.claims import SealKind

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "seals"


def seal_file(kind: SealKind, suffix: str, number: int = 1) -> str:
    """``seals/<kind>.pem``: certificates, the seal's own first (``-2.pem``: of the key's second
    version); ``.pdf``: its print, the same for every version."""
    version = f"-{number}" if number > 1 else ""
    return f"{FOLDER}/{kind.value.lower()}{version}.{suffix}"


@record(frozen=True)
class SealKey:
    """Who signs with a seal, once its certificates are known, and which version of its key."""

    signer_for: Callable[[Chain], Signer]
    number: int = 1


def kept_seals(s3: Any, bucket: str, keys: Mapping[str, SealKey]) -> dict[SealKind, Seal]:
    """One seal per kind that has its files; 2 reads each. ``keys``: kind -> its key.

    A kind without files can't be used yet. Raises Misconfigured for a certificate without its
    print, or an unreadable one.
    """
    folder = Path(tempfile.mkdtemp(prefix="seals-"))  # Typst and pyHanko want files
    found = {}
    for kind in SealKind:
        own = keys.get(kind.value)
        if own is None:
            continue
        names = [seal_file(kind, "pem", own.number), seal_file(kind, "pdf")]
        certificates, picture = (load(s3, bucket, name) for name in names)
        if certificates is None:
            continue
        if picture is None:
            raise Misconfigured(f"{names[1]} 不在存储桶里,请上传印章的印文图样后再试。")
        paths = [folder / Path(name).name for name in names]
        paths[0].write_bytes(certificates)
        paths[1].write_bytes(picture)
        found[kind] = Seal(own.signer_for(Chain.load(paths[0])), paths[1])
    return found
