"""The marks of erasures: objects of the private bucket, or files on the laptop. A return of the
table to an earlier time does not reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalicelib.cloud.buckets import load
from chalicelib.cloud.codec import decode, encode
from chalicelib.erasure.domain.erasure import ErasureMark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chalicelib.kernel.ids import RequestId

FOLDER = "erasures"


def mark_name(request: RequestId) -> str:
    return f"{FOLDER}/{request}.json"


class BucketErasureMarks:
    """1 call for a mark, 1 for 1,000 names."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, mark: ErasureMark) -> None:
        self._client.put_object(Bucket=self._bucket, Key=mark_name(mark.request), Body=encode(mark))

    def has(self, request: RequestId) -> bool:
        return load(self._client, self._bucket, mark_name(request), 0) is not None

    def every(self) -> Iterator[ErasureMark]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=f"{FOLDER}/"):
            for one in page.get("Contents", ()):
                found = load(self._client, self._bucket, one["Key"])
                if found is not None:
                    yield decode(found, ErasureMark)


class FolderErasureMarks:
    """The laptop's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, mark: ErasureMark) -> None:
        path = self._folder / mark_name(mark.request)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(encode(mark))
        temporary.replace(path)

    def has(self, request: RequestId) -> bool:
        return (self._folder / mark_name(request)).is_file()

    def every(self) -> Iterator[ErasureMark]:
        for path in sorted((self._folder / FOLDER).glob("*.json")):
            yield decode(path.read_bytes(), ErasureMark)
