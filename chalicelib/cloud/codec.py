"""Domain records <-> JSON bytes, by their type hints (msgspec).

Stored documents outlive releases: a new field needs a default, a removed one is ignored.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_decoders: dict[type[Any], msgspec.json.Decoder[Any]] = {}
_making = threading.Lock()


def encode(record: object) -> bytes:
    """A frozen dataclass as compact JSON; instants as RFC 3339, periods as ISO 8601."""
    return msgspec.json.encode(record)


def decode(data: bytes, kind: type[T]) -> T:
    """Inverse of :func:`encode`; the constructor's invariants are checked again."""
    found = _decoders.get(kind)
    return _decoder(kind).decode(data) if found is None else found.decode(data)


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """Made once a class, and one after the other: msgspec reads a class's hints when it is first
    asked for it and keeps what it has so far where another thread finds it, half done, and the
    process dies of it (msgspec 0.22, tests/contract/store/test_codec.py)."""
    with _making:
        return _decoders.setdefault(kind, msgspec.json.Decoder(kind))
