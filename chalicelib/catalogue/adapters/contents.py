"""The catalogue's contents as content-addressed, compressed documents, in a folder or a bucket.

A document's name is the SHA-256 of its uncompressed bytes, checked whenever it is read, so an
altered document is found and never used.
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.cloud.buckets import load
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.ids import RowCode

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "catalogue"
LEVEL = 6


class Documents(Protocol):
    """Bytes by name; whole or not at all."""

    def put(self, name: str, content: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...


class FolderDocuments:
    """Files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self._folder / f".{secrets.token_hex(8)}"
        temporary.write_bytes(content)
        temporary.chmod(0o600)
        temporary.replace(self._folder / name)

    def get(self, name: str) -> bytes | None:
        path = self._folder / name
        return path.read_bytes() if path.is_file() else None


class BucketDocuments:
    """Objects below one prefix of a private bucket."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, name: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=f"{FOLDER}/{name}", Body=content)

    def get(self, name: str) -> bytes | None:
        return load(self._client, self._bucket, f"{FOLDER}/{name}")


class _Coded(msgspec.Struct):
    """Of a row, its code alone."""

    code: RowCode


class _LateRows(Mapping[RowCode, CatalogueRow]):
    """Rows that stay JSON until they are asked for: 50,000 stand in 50 ms and a tenth of the
    memory. Nobody asks for the same one often enough to keep it."""

    _row = msgspec.json.Decoder(CatalogueRow)

    def __init__(self, data: bytes) -> None:
        codes = msgspec.json.decode(data, type=list[_Coded])
        texts = msgspec.json.decode(data, type=list[msgspec.Raw])
        self._texts = dict(zip((one.code for one in codes), texts, strict=True))

    def __getitem__(self, code: RowCode) -> CatalogueRow:
        return self._row.decode(self._texts[code])

    def __contains__(self, code: object) -> bool:
        return code in self._texts

    def __iter__(self) -> Iterator[RowCode]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class KeptContents:
    """The CatalogueContents port over any documents."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def keep_rows(self, rows: Sequence[CatalogueRow]) -> str:
        return self._keep(msgspec.json.encode(tuple(rows)))

    def rows(self, content: str) -> tuple[CatalogueRow, ...]:
        return msgspec.json.decode(self._read(content), type=tuple[CatalogueRow, ...])

    def rows_by_code(self, content: str) -> Mapping[RowCode, CatalogueRow]:
        return _LateRows(self._read(content))

    def keep_names(self, names: Mapping[str, str]) -> str:
        return self._keep(msgspec.json.encode(dict(names), order="sorted"))

    def names(self, content: str) -> dict[str, str]:
        return msgspec.json.decode(self._read(content), type=dict[str, str])

    def _keep(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        # No time in the header: the same content is the same file.
        self._documents.put(name, gzip.compress(data, LEVEL, mtime=0))
        return name

    def _read(self, name: str) -> bytes:
        packed = self._documents.get(name)
        if packed is None:
            raise Misconfigured(f"清单内容 {name} 不见了,请运维人员从备份恢复。")
        try:
            data = gzip.decompress(packed)
        except (OSError, EOFError, zlib.error):
            data = b""
        if hashlib.sha256(data).hexdigest() != name:
            raise Misconfigured(f"清单内容 {name} 被改动过,不能采用;请运维人员从备份恢复。")
        return data
