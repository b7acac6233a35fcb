"""Files for everybody: the laptop's folder or the site's bucket, served without any Lambda."""

import json
import os
import threading
from pathlib import Path
from typing import Any

from chalicelib.adapters.buckets import erase_prefix, load
from chalicelib.services.proof_ports import StaticSite

JWKS_PATH = ".well-known/jwks.json"
JSON = "application/json"


class FolderSite:
    """Files below the site's folder; each is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, path: str) -> bool:
        return (self._folder / path).is_file()

    def read(self, path: str) -> bytes | None:
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def put(self, path: str, content: bytes, kind: str) -> None:  # noqa: ARG002  # the front tells kinds by name
        target = self._folder / path
        if target.is_file() and target.read_bytes() == content:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")
        temporary.write_bytes(content)
        temporary.replace(target)

    def remove(self, path: str) -> None:
        (self._folder / path).unlink(missing_ok=True)


STATUS_SECONDS = 30
"""A revocation is on the list within 60 s: the outbox's time and this one together."""
USUAL_SECONDS = 300


class BucketSite:
    """Objects of the site's bucket; the CDN keeps a status list for half a minute only."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def has(self, path: str) -> bool:
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=path, MaxKeys=1)
        return any(one["Key"] == path for one in found.get("Contents", ()))

    def read(self, path: str) -> bytes | None:
        return load(self._client, self._bucket, path)

    def put(self, path: str, content: bytes, kind: str) -> None:
        seconds = STATUS_SECONDS if path.startswith("status/") else USUAL_SECONDS
        self._client.put_object(
            Bucket=self._bucket,
            Key=path,
            Body=content,
            ContentType=kind,
            CacheControl=f"public, max-age={seconds}",
        )

    def remove(self, path: str) -> None:
        erase_prefix(self._client, self._bucket, path)


def publish_json(site: StaticSite, path: str, document: object) -> None:
    site.put(path, json.dumps(document, ensure_ascii=False).encode(), JSON)
