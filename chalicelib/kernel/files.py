"""Files: how one gets in without passing through a call, what the site serves, and a look into a
ZIP by its directory only: nothing is unpacked, so no bomb can go off."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Protocol

from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable


@record(frozen=True)
class Upload:
    """A presigned POST: send ``fields`` and the file as multipart form data to ``url``."""

    url: str
    fields: tuple[tuple[str, str], ...]


MOST_ENTRIES = 10_000


def zip_names(content: bytes) -> tuple[str, ...]:
    """The names in the archive; empty for anything that is no readable ZIP or too large."""
    if not content.startswith(b"PK\x03\x04"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return ()
    return tuple(names) if len(names) <= MOST_ENTRIES else ()


@record(frozen=True)
class StaticFile:
    """One file of the site: its path without a leading slash, its media type."""

    path: str
    content: bytes
    kind: str


class StaticSite(Protocol):
    """Static files below the public origin; whole or not at all."""

    def has(self, path: str) -> bool: ...

    def read(self, path: str) -> bytes | None: ...

    def put(self, path: str, content: bytes, kind: str) -> None: ...

    def remove(self, path: str) -> None: ...

    def put_all(self, files: Iterable[StaticFile], under: str) -> None:
        """All of them stand when it returns; they lie below ``under``. What stands already with
        the same bytes is not put again. Raises what the first failing put raises."""
        ...


LARGEST_ATTACHMENT = 10 * 1024 * 1024
