"""Documents for everybody, as static files: the laptop's folder or the site's bucket."""

import json
import os
from pathlib import Path
from typing import Any, Protocol

JWKS_PATH = ".well-known/jwks.json"


class Publisher(Protocol):
    def publish(self, path: str, document: dict[str, Any]) -> None:
        """Put ``document`` at ``/path``; whole or not at all."""
        ...


class FolderPublisher:
    """Files below the site's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, path: str, document: dict[str, Any]) -> None:
        target = self._folder / path
        text = json.dumps(document, ensure_ascii=False)
        if target.exists() and target.read_text("utf-8") == text:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{os.getpid()}.part")
        temporary.write_text(text, "utf-8")
        temporary.replace(target)


class BucketPublisher:
    """Objects of the site's bucket; short-lived at the CDN, since keys rotate."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def publish(self, path: str, document: dict[str, Any]) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=path,
            Body=json.dumps(document, ensure_ascii=False).encode(),
            ContentType="application/json",
            CacheControl="public, max-age=300",
        )
