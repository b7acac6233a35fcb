"""收件、发件: which page of a unit's requests is asked for."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.kernel.ids import UnitCode
from chalicelib.requests.domain.outcomes import RequestState


class Box(StrEnum):
    """收件 of the issuer, 发件 of the requester."""

    INBOX = "inbox"
    OUTBOX = "outbox"


@dataclass(frozen=True)
class BoxQuery:
    """One page of a unit's box, by due time. ``state`` None = all states."""

    unit: UnitCode
    box: Box
    state: RequestState | None
    limit: int
    after: str | None = None
