"""Gives the pure check its keys and lists: the published JWKS, the status files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.proofs.status.domain import StatusSheet, StatusUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.keys.adapters.published import PublishedKeys


class StatusFiles:
    """Reads a shard through ``fetch``: shard -> the file's text, or None when it can't be had."""

    def __init__(self, keys: PublishedKeys, fetch: Callable[[int], str | None]) -> None:
        self._keys = keys
        self._fetch = fetch

    def read(self, shard: int) -> StatusSheet:
        """Raises StatusUnreadable."""
        from chalicelib.proofs.status.adapters.lists import read_status_list

        text = self._fetch(shard)
        if text is None:
            raise StatusUnreadable("取不到状态列表,请联网后再核验")
        return read_status_list(text, shard, self._keys.status_key)
