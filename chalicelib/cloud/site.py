"""Files for everybody: the laptop's folder or the site's bucket, served without any Lambda."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.cloud.aws import MOST_CONNECTIONS, LazyClient
from chalicelib.cloud.buckets import erase_prefix, load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chalicelib.cloud.settings import Settings
    from chalicelib.kernel.files import StaticFile, StaticSite

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

    def put_all(self, files: Iterable[StaticFile], under: str) -> None:  # noqa: ARG002  # S3's
        for one in files:
            self.put(one.path, one.content, one.kind)


STATUS_SECONDS = 30
"""A revocation is on the list within 60 s: the outbox's time and this one together."""
NEWS_SECONDS = 60
USUAL_SECONDS = 300
FOR_EVER = "public, max-age=31536000, immutable"
WORKERS = MOST_CONNECTIONS
"""Puts under way at the same time."""
BATCH = 500
"""Files held in memory at the same time."""
_NEWS = frozenset({"index.html", "list/manifest.json", "list/feed.json", "list/feed.atom"})
_NEVER_CHANGED = re.compile(r"list/([ig]/[0-9]+/.+|[a-z0-9-]+-[0-9a-f]{16}\.json)")


def cache_control(path: str) -> str:
    """How long a cache may keep a file, by its name."""
    if _NEVER_CHANGED.fullmatch(path):
        return FOR_EVER
    if path.startswith("status/"):
        return f"public, max-age={STATUS_SECONDS}"
    return f"public, max-age={NEWS_SECONDS if path in _NEWS else USUAL_SECONDS}"


class BucketSite:
    """Objects of the site's bucket, each with what the CDN and browsers may keep it for."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def has(self, path: str) -> bool:
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=path, MaxKeys=1)
        return any(one["Key"] == path for one in found.get("Contents", ()))

    def read(self, path: str) -> bytes | None:
        return load(self._client, self._bucket, path)

    def put(self, path: str, content: bytes, kind: str) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=path,
            Body=content,
            ContentType=kind,
            CacheControl=cache_control(path),
        )

    def remove(self, path: str) -> None:
        erase_prefix(self._client, self._bucket, path)

    def put_all(self, files: Iterable[StaticFile], under: str) -> None:
        """See the port: 1 call for 1,000 standing files, 1 for each new one, many at a time."""
        standing = self._standing(under)
        waiting = iter(files)
        with ThreadPoolExecutor(WORKERS, "site") as pool:
            while batch := list(islice(waiting, BATCH)):
                new = [one for one in batch if standing.get(one.path) != _entity_tag(one.content)]
                # The list makes a failed put raise here, after the others of its batch.
                list(pool.map(lambda one: self.put(one.path, one.content, one.kind), new))

    def _standing(self, under: str) -> dict[str, str]:
        pages = self._client.get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self._bucket, Prefix=under)
        return {one["Key"]: one["ETag"] for page in found for one in page.get("Contents", ())}


def _entity_tag(content: bytes) -> str:
    """S3's ETag of a plain object; under other encryption it differs, and the file is put."""
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def publish_json(site: StaticSite, path: str, document: object) -> None:
    site.put(path, json.dumps(document, ensure_ascii=False).encode(), JSON)


def site_of(settings: Settings) -> StaticSite:
    """The laptop's folder, or the site's bucket."""
    if settings.site_dir is not None:
        return FolderSite(Path(settings.site_dir))
    return BucketSite(LazyClient("s3", settings), settings.site_bucket)
