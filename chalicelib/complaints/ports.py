"""What complaints need from outside."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from chalicelib.complaints.domain.limits import COMPLAINING, FOLLOWING, Limits, Window
from chalicelib.kernel.records import record
from chalicelib.notices import ports as notices

if TYPE_CHECKING:
    from chalicelib.complaints.domain.complaint import Complaint, ComplaintQuery, ComplaintSummary
    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.ids import ComplaintId


class ComplaintStore(Protocol):
    def complaint(self, complaint: ComplaintId) -> Complaint | None: ...

    def complaints(self, query: ComplaintQuery) -> Page[ComplaintSummary]: ...


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


@record(frozen=True)
class OpenCalls:
    """What bounds the two calls nobody signs: ``complaining`` and ``following``."""

    digests: KeyedDigests = field(repr=False)
    counters: Counters
    complaining: Limits = COMPLAINING
    following: Limits = FOLLOWING


class Ports(notices.Ports, Protocol):
    @property
    def complaints(self) -> ComplaintStore: ...

    @property
    def open_calls(self) -> OpenCalls: ...
