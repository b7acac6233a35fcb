"""The seals of a deployed stage: the key in KMS, certificates and print in the private bucket."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters.buckets import load
from chalicelib.adapters.sealing.seals import Chain, KmsSealSigner, Seal
from chalicelib.domain.eproofs import SealKind
from chalicelib.domain.errors import Misconfigured

FOLDER = "seals"


def seal_file(kind: SealKind, suffix: str) -> str:
    """``seals/<kind>.pem``: certificates, the seal's own first; ``.pdf``: its print."""
    return f"{FOLDER}/{kind.value.lower()}.{suffix}"


def kept_seals(kms: Any, s3: Any, bucket: str, keys: Mapping[str, str]) -> dict[SealKind, Seal]:
    """One seal per kind that has its files; 2 reads each. ``keys``: kind -> KMS key.

    A kind without files can't be used yet. Raises Misconfigured for a certificate without its
    print, or an unreadable one.
    """
    folder = Path(tempfile.mkdtemp(prefix="seals-"))  # Typst and pyHanko want files
    found = {}
    for kind in SealKind:
        names = [seal_file(kind, suffix) for suffix in ("pem", "pdf")]
        certificates, picture = (load(s3, bucket, name) for name in names)
        if kind.value not in keys or certificates is None:
            continue
        if picture is None:
            raise Misconfigured(f"{names[1]} 不在存储桶里,请上传印章的印文图样后再试。")
        paths = [folder / Path(name).name for name in names]
        paths[0].write_bytes(certificates)
        paths[1].write_bytes(picture)
        chain = Chain.load(paths[0])
        found[kind] = Seal(KmsSealSigner(kms, keys[kind.value], chain), paths[1])
    return found
