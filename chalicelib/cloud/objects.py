"""Attachments by presigned transfer: S3, or a folder on the laptop."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import shutil
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chalicelib.cloud.buckets import erase_prefix, holds_any, load
from chalicelib.kernel.files import LARGEST_ATTACHMENT, Upload
from chalicelib.kernel.texts import base64url

if TYPE_CHECKING:
    from pathlib import Path

    from chalicelib.kernel.ids import AttachmentId, RequestId

LIFE_SECONDS = 600


def object_name(request: RequestId, attachment: AttachmentId) -> str:
    return f"attachments/{request}/{attachment}"


def kept_name(request: RequestId, attachment: AttachmentId) -> str:
    """Where the checked bytes of an answer stand: no upload ticket ever reaches it."""
    return f"kept/{request}/{attachment}"


def folders_of(request: RequestId) -> tuple[str, str]:
    """Where everything of one request stands."""
    return f"attachments/{request}", f"kept/{request}"


class S3Objects:
    """Presigned POST with the exact size; reads at most 10 MB."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def upload(self, request: RequestId, attachment: AttachmentId, size: int) -> Upload:
        return self.form(object_name(request, attachment), size)

    def form(self, name: str, size: int) -> Upload:
        """Any object's form."""
        form = self._client.generate_presigned_post(
            self._bucket,
            name,
            Conditions=[["content-length-range", size, size]],
            ExpiresIn=LIFE_SECONDS,
        )
        return Upload(form["url"], tuple(form["fields"].items()))

    def download_url(self, request: RequestId, attachment: AttachmentId, name: str) -> str:
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        url: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": kept_name(request, attachment),
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=LIFE_SECONDS,
        )
        return url

    def read(self, request: RequestId, attachment: AttachmentId) -> bytes | None:
        return self.content(object_name(request, attachment), LARGEST_ATTACHMENT + 1)

    def content(self, name: str, most: int) -> bytes | None:
        """The first ``most`` bytes of any object."""
        return load(self._client, self._bucket, name, most)

    def remove(self, name: str) -> None:
        erase_prefix(self._client, self._bucket, name)

    def keep(self, request: RequestId, attachment: AttachmentId, content: bytes) -> None:
        key = kept_name(request, attachment)
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content)

    def forget(self, request: RequestId) -> None:
        for folder in folders_of(request):
            erase_prefix(self._client, self._bucket, f"{folder}/")

    def holds(self, request: RequestId) -> bool:
        folders = folders_of(request)
        return any(holds_any(self._client, self._bucket, f"{one}/") for one in folders)


class FolderObjects:
    """The laptop's S3: files under a folder, transfers allowed by an HMAC ticket."""

    def __init__(self, folder: Path, origin: str, key: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._url = f"{origin}/_objects"
        self._key = key

    def upload(self, request: RequestId, attachment: AttachmentId, size: int) -> Upload:
        return self.form(object_name(request, attachment), size)

    def form(self, name: str, size: int) -> Upload:
        """Any file's form."""
        return Upload(self._url, (("ticket", self._ticket("put", name, size)),))

    def download_url(self, request: RequestId, attachment: AttachmentId, name: str) -> str:  # noqa: ARG002  # the port's
        return f"{self._url}?ticket={self._ticket('get', kept_name(request, attachment), 0)}"

    def read(self, request: RequestId, attachment: AttachmentId) -> bytes | None:
        return self._load(object_name(request, attachment))

    def content(self, name: str, most: int) -> bytes | None:
        """The first ``most`` bytes of any file."""
        found = self._load(name)
        return None if found is None else found[:most]

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def keep(self, request: RequestId, attachment: AttachmentId, content: bytes) -> None:
        self._write(kept_name(request, attachment), content)

    def forget(self, request: RequestId) -> None:
        for folder in folders_of(request):
            shutil.rmtree(self._folder / folder, ignore_errors=True)

    def holds(self, request: RequestId) -> bool:
        return any((self._folder / one).exists() for one in folders_of(request))

    def receive(self, ticket: str, content: bytes) -> bool:
        """The front end's half of an upload; False when the ticket does not allow it."""
        name, size = self._allowed(ticket, "put")
        if name is None or len(content) != size:
            return False
        self._write(name, content)
        return True

    def give(self, ticket: str) -> bytes | None:
        """The front end's half of a download."""
        name, _ = self._allowed(ticket, "get")
        return None if name is None else self._load(name)

    def _write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(f".{secrets.token_hex(8)}")
        temporary.write_bytes(content)
        temporary.chmod(0o600)
        temporary.replace(path)

    def _load(self, name: str) -> bytes | None:
        path = self._folder / name
        return path.read_bytes() if path.is_file() else None

    def _ticket(self, act: str, name: str, size: int) -> str:
        claims = json.dumps([act, name, size, int(time.time()) + LIFE_SECONDS]).encode()
        mac = hmac.digest(self._key, claims, hashlib.sha256)
        return base64url.encode(mac + claims)

    def _allowed(self, ticket: str, act: str) -> tuple[str | None, int]:
        try:
            data = base64url.decode(ticket)
        except ValueError:
            return None, 0
        mac, claims = data[:32], data[32:]
        if not hmac.compare_digest(mac, hmac.digest(self._key, claims, hashlib.sha256)):
            return None, 0
        granted, name, size, expires = json.loads(claims)
        return (name, size) if granted == act and time.time() < expires else (None, 0)
