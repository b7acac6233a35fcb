"""What a use case writes and reads in one go: commits, pages, and what a refusal means."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from chalicelib.kernel.callers import SignedCall
from chalicelib.kernel.events import Event
from chalicelib.kernel.ids import AdjustmentId, CaseNo, EventId, KeyId, RequestId, UnitCode
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum


class Aggregate(Protocol):
    """What is stored under a revision: saving one that somebody else changed first is refused.
    A frozen dataclass whose kind storage knows by name (chalicelib/storage/kinds.py)."""

    @property
    def revision(self) -> int: ...


class Listed(Aggregate, Protocol):
    """A plain aggregate that stands on a list of its kind: ``list_of`` says on which (a unit's
    code, say, and nothing where the kind has one list), ``key`` under what; a list is read in the
    order of its keys. One that has a ``second_list`` is found there, too, a moment later."""

    @property
    def list_of(self) -> str: ...

    @property
    def key(self) -> str: ...


def second_list_of(one: Listed) -> str | None:
    """The second list it is found on, if its kind has any."""
    found: str | None = getattr(one, "second_list", None)
    return found


def key_on_second_list(one: Listed) -> str:
    """In which order a second list is read; keys are unique within one first list only."""
    return f"{one.key}#{one.list_of}"


class CaseEntry(Protocol):
    """A case as its first request fixes it, and the requests that join it."""

    @property
    def requester(self) -> UnitCode: ...

    @property
    def case_no(self) -> CaseNo: ...

    @property
    def accepted_at(self) -> datetime: ...

    @property
    def requests(self) -> Sequence[RequestId]: ...


class PlaceMark(Protocol):
    """What the status list says of one place."""

    @property
    def shard(self) -> int: ...

    @property
    def index(self) -> int: ...

    @property
    def status(self) -> StrEnum: ...


@record(frozen=True)
class AdjustmentRef:
    """An adjustment among the open deadlines, where a request stands by its bare id."""

    id: AdjustmentId


OpenDeadline = RequestId | AdjustmentRef


@record(frozen=True)
class OutboxEntry:
    """Work that must follow a commit: notices, timers, files. ``id`` makes repeats harmless.

    ``request`` is None where the events are not about a request.
    """

    id: EventId
    request: RequestId | None
    events: tuple[Event, ...]
    first_at: datetime
    ready_at: datetime


@record(frozen=True)
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
    case: CaseEntry | None = None
    call: SignedCall | None = None
    places: tuple[PlaceMark, ...] = ()
    marks: tuple[PlaceMark, ...] = ()

    def with_(self, other: Commit) -> Commit:
        """Both as one transaction; the saves of this one come first."""
        return Commit(
            saves=self.saves + other.saves,
            events=self.events + other.events,
            outbox=self.outbox + other.outbox,
            case=self.case or other.case,
            call=self.call or other.call,
            places=self.places + other.places,
            marks=self.marks + other.marks,
        )


@record(frozen=True)
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


OneListed = TypeVar("OneListed", bound=Listed)


@record(frozen=True)
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


@record(frozen=True)
class Page(Generic[T]):
    """``after`` continues the list; None at its end."""

    items: tuple[T, ...]
    after: str | None


class Lists(Protocol):
    """What stands on a list of its kind."""

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None: ...

    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        """One query."""
        ...
