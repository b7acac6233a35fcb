"""What a use case writes and reads in one go: commits, pages, and what a refusal means."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.adjustments.domain.adjustment import Adjustment
from chalicelib.adjustments.domain.propagation import PropagationTask
from chalicelib.calendar.domain import Recount
from chalicelib.calendar.domain import CalendarYearRecord
from chalicelib.catalogue.domain.editions import CatalogueDraft, EditionRecord, MaterialRegister
from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.tables.domain.imports import CatalogueImport, ImportQueue
from chalicelib.complaints.domain.complaint import Complaint, ComplaintState
from chalicelib.erasure.domain.erasure import ErasedProof, ErasedRequest
from chalicelib.kernel.callers import SignedCall
from chalicelib.kernel.events import Event
from chalicelib.kernel.ids import AdjustmentId, EventId, KeyId, RequestId, UnitCode
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit

Listed = (
    CatalogueDraft
    | EditionRecord
    | MaterialRegister
    | CatalogueImport
    | ImportQueue
    | ExclusionDecision
    | Adjustment
    | PropagationTask
    | CalendarYearRecord
    | Recount
)
"""Plain aggregates that stand on a list of their kind: ``list_of`` says on which (a unit's code,
say), ``key`` under what; a list is read in the order of its keys. One that has a
``second_list`` is found there, too, a moment later."""

Sealed = VerificationRequest | Complaint
"""About people: stored under a data key of its own, without which nobody reads it again."""

Aggregate = (
    Sealed
    | Unit
    | KeyRecord
    | Invitation
    | Webhook
    | UnitRecord
    | EProof
    | ErasedRequest
    | ErasedProof
    | Listed
)
"""What is stored under a revision: saving one that somebody else changed first is refused."""


class Box(StrEnum):
    """收件 of the issuer, 发件 of the requester."""

    INBOX = "inbox"
    OUTBOX = "outbox"


@dataclass(frozen=True)
class AdjustmentRef:
    """An adjustment among the open deadlines, where a request stands by its bare id."""

    id: AdjustmentId


OpenDeadline = RequestId | AdjustmentRef


def second_list_of(one: Listed) -> str | None:
    """The second list it is found on, if its kind has any."""
    found: str | None = getattr(one, "second_list", None)
    return found


def key_on_second_list(one: Listed) -> str:
    """In which order a second list is read; keys are unique within one first list only."""
    return f"{one.key}#{one.list_of}"


@dataclass(frozen=True)
class OutboxEntry:
    """Work that must follow a commit: notices, timers, files. ``id`` makes repeats harmless.

    ``request`` is None where the events are not about a request.
    """

    id: EventId
    request: RequestId | None
    events: tuple[Event, ...]
    first_at: datetime
    ready_at: datetime


@dataclass(frozen=True)
class Commit:
    """What one use case changes: one transaction, all of it or nothing.

    ``call`` puts the jti (replay guard) and, where it carries an ``op``, the operation record
    with the first of ``saves`` as its first result into the same transaction. ``case`` adds
    the request to its case and fixes the case's accepted_at. ``places`` of the status list are
    taken once for ever; ``marks`` say what stands at taken ones.
    """

    saves: tuple[Aggregate, ...] = ()
    events: tuple[Event, ...] = ()
    outbox: tuple[OutboxEntry, ...] = ()
    case: Case | None = None
    call: SignedCall | None = None
    places: tuple[StatusMark, ...] = ()
    marks: tuple[StatusMark, ...] = ()


@dataclass(frozen=True)
class Operation:
    """The record of an ``op``: which call made it and its first result."""

    digest: str
    kid: KeyId
    result: Aggregate


class RevisionLost(Exception):
    """Somebody else saved one of the aggregates first: load and decide again."""


class OperationSeen(Exception):
    """This ``op`` was committed before; read it back."""


class PlaceTaken(Exception):
    """This place of the status list belongs to another proof: draw again."""


class CaseFixed(Exception):
    """The case exists with another accepted_at."""

    def __init__(self, accepted_at: datetime) -> None:
        super().__init__("case accepted_at is fixed")
        self.accepted_at = accepted_at


@dataclass(frozen=True)
class BoxQuery:
    """One page of a unit's box, by due time. ``state`` None = all states."""

    unit: UnitCode
    box: Box
    state: RequestState | None
    limit: int
    after: str | None = None


@dataclass(frozen=True)
class ComplaintQuery:
    """One page of complaints, by due time: all of them, or those ``unit`` is asked about.
    ``state`` None = those still open."""

    unit: UnitCode | None
    state: ComplaintState | None
    limit: int
    after: str | None = None


OneListed = TypeVar("OneListed", bound=Listed)


@dataclass(frozen=True)
class ListQuery(Generic[OneListed]):
    """One page of a list, by key; ``after`` is where the page before ended. ``is_second``:
    ``list_of`` names a second list."""

    kind: type[OneListed]
    list_of: str
    limit: int
    after: str | None = None
    newest_first: bool = False
    is_second: bool = False


T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """``after`` continues the list; None at its end."""

    items: tuple[T, ...]
    after: str | None
