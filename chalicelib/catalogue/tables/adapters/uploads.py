"""Uploaded tables beside the attachments: the same bucket or folder, a prefix of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.catalogue.tables.domain.imports import LARGEST_TABLE

if TYPE_CHECKING:
    from chalicelib.kernel.files import Upload
    from chalicelib.kernel.ids import ImportId

FOLDER = "imports"


class NamedObjects(Protocol):
    """Objects by name, whatever they are for."""

    def form(self, name: str, size: int) -> Upload: ...

    def content(self, name: str, most: int) -> bytes | None: ...

    def remove(self, name: str) -> None: ...


class ObjectUploads:
    """The TableUploads port."""

    def __init__(self, objects: NamedObjects) -> None:
        self._objects = objects

    def upload(self, id_: ImportId, size: int) -> Upload:
        return self._objects.form(f"{FOLDER}/{id_}", size)

    def read(self, id_: ImportId) -> bytes | None:
        return self._objects.content(f"{FOLDER}/{id_}", LARGEST_TABLE + 1)

    def forget(self, id_: ImportId) -> None:
        self._objects.remove(f"{FOLDER}/{id_}")
