"""Domain records <-> JSON bytes, by their type hints (msgspec).

Stored documents outlive releases: a new field needs a default, a removed one is ignored.
"""

from typing import TypeVar

import msgspec

T = TypeVar("T")


def encode(record: object) -> bytes:
    """A frozen dataclass as compact JSON; instants as RFC 3339, periods as ISO 8601."""
    return msgspec.json.encode(record)


def decode(data: bytes, kind: type[T]) -> T:
    """Inverse of :func:`encode`; the constructor's invariants are checked again."""
    return msgspec.json.decode(data, type=kind)
