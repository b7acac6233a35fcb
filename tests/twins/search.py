"""A twin of the files that a browser searches with: small, and other ones for other rows."""

import hashlib
import json
from collections.abc import Mapping

from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.kernel.ids import UnitCode


class MemorySearchFiles:
    """Twin of ``SearchFiles``: JSON that says which texts it was made of, and no reading of
    any."""

    def search(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes:
        rows = edition.rows.values()
        said = [f"{one.service_item} {one.material} {one.methods} {one.exclusion}" for one in rows]
        return _file("search", *said, *_named(names))

    def pinyin(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes:
        rows = edition.rows.values()
        texts = {text for one in rows for text in (one.service_item.name, one.material.name)}
        return _file("pinyin", *sorted(texts), *_named(names))

    def synonyms(self) -> bytes:
        return _file("synonyms")


def _named(names: Mapping[UnitCode, str]) -> list[str]:
    return sorted(f"{code} {name}" for code, name in names.items())


def _file(kind: str, *texts: str) -> bytes:
    made_of = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return json.dumps({"v": 1, "kind": kind, "made_of": made_of}).encode()
