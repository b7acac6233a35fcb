"""What complaints need from outside besides the store."""

from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.complaints.domain.limits import COMPLAINING, FOLLOWING, Limits, Window


class KeyedDigests(Protocol):
    def blind_index(self, *parts: str) -> str:
        """A digest of these parts in lower-case hex (256 bits) that nobody without the key can
        make or check."""
        ...


class Counters(Protocol):
    """Counting what is not signed. What was counted is forgotten some time after its window."""

    def take(self, counter: str, most: int, window: Window) -> bool:
        """Count one more in this window unless ``most`` were counted: then False, and nothing is
        written. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class ComplaintPorts:
    """``complaining`` and ``following`` bound the two calls nobody signs."""

    digests: KeyedDigests = field(repr=False)
    counters: Counters
    complaining: Limits = COMPLAINING
    following: Limits = FOLLOWING
