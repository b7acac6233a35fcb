"""A client of AWS that counts what is asked of it, for the adapters whose round trips are held."""

from collections import Counter
from typing import Any


class Counted:
    """Hands every call on; ``calls`` says how often each was asked for."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.calls[name] += 1
        return getattr(self._client, name)
