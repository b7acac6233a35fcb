"""The sealed PDFs: kept for ever, written once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chalicelib.cloud.buckets import erase_prefix, load

if TYPE_CHECKING:
    from pathlib import Path

    from chalicelib.kernel.ids import ProofId


class FolderProofFiles:
    """The laptop's: files of mode 0600, the first one stands."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def keep(self, proof: ProofId, content: bytes) -> bytes:
        target = self._path(proof)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.{id(content)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        try:
            os.link(temporary, target)  # fails where another run was first: then that one stands
        except FileExistsError:
            return target.read_bytes()
        finally:
            temporary.unlink()
        return content

    def read(self, proof: ProofId) -> bytes | None:
        path = self._path(proof)
        return path.read_bytes() if path.is_file() else None

    def forget(self, proof: ProofId) -> None:
        self._path(proof).unlink(missing_ok=True)

    def _path(self, proof: ProofId) -> Path:
        return self._folder / f"{proof}.pdf"


class BucketProofFiles:
    """S3 with a conditional write: the first one stands."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, proof: ProofId, content: bytes) -> bytes:
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"proofs/{proof}.pdf",
                Body=content,
                ContentType="application/pdf",
                IfNoneMatch="*",
            )
        except ClientError as failure:
            found = self.read(proof) if _is_taken(failure) else None
            if found is None:
                raise  # nothing was kept: the whole sealing is tried again
            return found
        return content

    def read(self, proof: ProofId) -> bytes | None:
        return load(self._client, self._bucket, f"proofs/{proof}.pdf")

    def forget(self, proof: ProofId) -> None:
        erase_prefix(self._client, self._bucket, f"proofs/{proof}.pdf")


def _is_taken(failure: ClientError) -> bool:
    """Another run was first, or is writing at this very moment."""
    taken = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
    return failure.response["Error"]["Code"] in taken
