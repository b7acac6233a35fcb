"""Twins of what surrounds a use case: the time, chance, the edition in force, cursors."""

import base64
import hashlib
import hmac
import random
import threading
from bisect import bisect_right
from datetime import datetime, timedelta

from chalicelib.catalogue.domain.errors import EditionUnknown
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.kernel.errors import CursorInvalid
from chalicelib.kernel.times.clock import instant

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS = 11
"""55 bits: the first length over 50."""
_TAG_BYTES = 16


class SettableClock:
    """Twin of ``kernel.ports.Clock``: stands still until it is set."""

    def __init__(self, start: datetime) -> None:
        self._now = instant(start)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = instant(moment)

    def advance(self, period: timedelta) -> None:
        self._now = instant(self._now + period)


class SeededRandom:
    """Twin of ``kernel.ports.Random``, the same for one seed. Never for real secrets."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311  # repeatable on purpose
        self._lock = threading.Lock()

    def id(self) -> str:
        """22 base64url characters that don't begin with ``-``, so no shell takes one for an
        option."""
        while True:
            with self._lock:
                drawn = self._random.randbytes(16)
            text = _encode(drawn)
            if not text.startswith("-"):
                return text

    def below(self, end: int) -> int:
        with self._lock:
            return self._random.randrange(end)

    def one_time_code(self) -> str:
        with self._lock:
            return "".join(self._random.choices(CROCKFORD, k=CODE_CHARACTERS))


class FixedCatalogue:
    """Twin of ``catalogue.ports.Catalogue`` over given editions, at least one."""

    def __init__(self, *editions: CatalogueEdition) -> None:
        self._editions = sorted(editions, key=lambda one: one.effective_from)

    def edition_at(self, moment: datetime) -> CatalogueEdition:
        at = bisect_right(self._editions, moment, key=lambda one: one.effective_from)
        return self._editions[max(at - 1, 0)]

    def edition(self, number: int) -> CatalogueEdition:
        for one in self._editions:
            if one.number == number:
                return one
        raise EditionUnknown(f"没有第 {number} 版清单,请核对版号。", field="edition")

    def refresh(self) -> None:
        """The given editions are all there are."""


class HmacCursors:
    """Continuation marks under HMAC-SHA-256, bound to the list they continue."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, after: str, bound_to: str) -> str:
        text = after.encode()
        return _encode(self._tag(text, bound_to) + text)

    def open(self, cursor: str, bound_to: str) -> str:
        """Raises CursorInvalid."""
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
            text = sealed[_TAG_BYTES:]
            is_ours = hmac.compare_digest(sealed[:_TAG_BYTES], self._tag(text, bound_to))
            if is_ours and _encode(sealed) == cursor:  # one text per cursor
                return text.decode()
        except ValueError:
            pass
        raise CursorInvalid(
            "翻页标记 cursor 无效或不属于这个列表,请从第一页重新查询。", field="cursor"
        )

    def _tag(self, text: bytes, bound_to: str) -> bytes:
        bound = bound_to.encode()
        message = len(bound).to_bytes(4) + bound + text
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_TAG_BYTES]


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
