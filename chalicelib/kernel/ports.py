"""What the services need from outside, as Protocols. Every adapter and its in-memory twin pass
the same contract tests (tests/contract)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from chalicelib.calendar.ports import Calendars, Timers
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.catalogue.ports import CatalogueContents
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.complaints.domain.complaint import Complaint, ComplaintSummary
from chalicelib.complaints.ports import ComplaintPorts
from chalicelib.erasure.domain.erasure import ErasedRequest
from chalicelib.erasure.ports import ErasureMarks
from chalicelib.kernel.commits import (
    BoxQuery,
    Commit,
    ComplaintQuery,
    Listed,
    ListQuery,
    OpenDeadline,
    Operation,
    OutboxEntry,
    Page,
)
from chalicelib.kernel.events import Event
from chalicelib.kernel.files import Upload
from chalicelib.kernel.ids import (
    AttachmentId,
    CaseNo,
    ComplaintId,
    KeyId,
    OperationId,
    ProofId,
    RequestId,
    UnitCode,
    WebhookId,
)
from chalicelib.kernel.lanes import Lane
from chalicelib.kernel.working_days import WorkingDayCalendar
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.keys.use_cases.possession import SignatureTrust
from chalicelib.notices.domain.notice import Notice
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.proofs.ports import ProofPorts, StatusMark
from chalicelib.publishing.ports import EditionPorts
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import RequestSummary
from chalicelib.requests.ports import NoSources, Sources
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit

OneListed = TypeVar("OneListed", bound=Listed)


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, UTC, cut to the millisecond."""
        ...


class Store(Protocol):
    """The truth. ``commit`` raises RevisionLost, OperationSeen, CaseFixed, SignatureRefused
    (``sig.replay``) or Unavailable; after an unknown outcome it reads back what it wrote."""

    def commit(self, commit: Commit) -> None: ...

    def request(self, request: RequestId) -> VerificationRequest | None: ...

    def requests(self, ids: Sequence[RequestId]) -> tuple[VerificationRequest, ...]: ...

    def erased(self, request: RequestId) -> ErasedRequest | None: ...

    def operation(self, unit: UnitCode, operation: OperationId) -> Operation | None: ...

    def known_case(self, requester: UnitCode, case_no: CaseNo) -> datetime | None:
        """The case's accepted_at if this process happens to know it; never a read. It is fixed,
        so what was known once stays true."""
        ...

    def case(self, requester: UnitCode, case_no: CaseNo) -> Case | None: ...

    def box(self, query: BoxQuery) -> Page[RequestSummary]: ...

    def by_applicant(
        self, requester: UnitCode, id_type: str, id_no: str
    ) -> Page[RequestSummary]: ...

    def events(self, subject: str) -> tuple[Event, ...]: ...

    def unit(self, code: UnitCode) -> Unit | None: ...

    def units(self) -> tuple[Unit, ...]: ...

    def key(self, kid: KeyId) -> KeyRecord | None: ...

    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]: ...

    def invitation(self, invitation: str) -> Invitation | None: ...

    def webhook(self, unit: UnitCode, webhook: WebhookId) -> Webhook | None: ...

    def webhooks(self, unit: UnitCode) -> tuple[Webhook, ...]: ...

    def proof(self, proof: ProofId) -> EProof | None: ...

    def proofs(self, ids: Sequence[ProofId]) -> tuple[EProof, ...]: ...

    def status_marks(self, shard: int) -> tuple[StatusMark, ...]: ...

    def has_places(self, shard: int) -> bool: ...

    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]: ...

    def complaint(self, complaint: ComplaintId) -> Complaint | None: ...

    def complaints(self, query: ComplaintQuery) -> Page[ComplaintSummary]: ...

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None: ...

    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]: ...


class Worklist(Protocol):
    """What waits to be done by workers."""

    def outbox(self, now: datetime, limit: int, lane: Lane = Lane.ALL) -> tuple[OutboxEntry, ...]:
        """Entries of the lane that are ready, oldest first."""
        ...

    def done(self, entry: OutboxEntry) -> None: ...

    def postpone(self, entry: OutboxEntry, until: datetime) -> None:
        """Try again later, so that one deaf webhook holds up nobody else."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[OpenDeadline, ...]:
        """Open requests and adjustments whose next check has come, oldest first."""
        ...

    def open_deadlines(self) -> tuple[OpenDeadline, ...]:
        """Everything with a due time to come; used once, to resume timers."""
        ...


class Notices(Protocol):
    """通知, kept per unit and audience. ``put`` is idempotent by the notice's id."""

    def put(self, notice: Notice) -> bool: ...

    def page(
        self, unit: UnitCode, audience: str, limit: int, after: str | None
    ) -> Page[Notice]: ...


class Refusals(Protocol):
    """Calls that were refused: one entry each after a valid signature, counted before it."""

    def record(self, event: Event) -> None: ...

    def count(self, code: str, source_class: str, at: datetime) -> None: ...


class Catalogue(Protocol):
    def edition_at(self, moment: datetime) -> CatalogueEdition:
        """The edition in force then, or the first one if earlier; number 0 before any."""
        ...

    def edition(self, number: int) -> CatalogueEdition:
        """A published edition, by its number: what a case keeps. Raises EditionUnknown."""
        ...

    def refresh(self) -> None:
        """Another edition was published by this process: look again."""
        ...


class Objects(Protocol):
    """Attachments by presigned transfer."""

    def upload(self, request: RequestId, attachment: AttachmentId, size: int) -> Upload: ...

    def download_url(self, request: RequestId, attachment: AttachmentId, name: str) -> str: ...

    def keep(self, request: RequestId, attachment: AttachmentId, content: bytes) -> None:
        """From now on these checked bytes are what is downloaded, whatever is uploaded later."""
        ...

    def read(self, request: RequestId, attachment: AttachmentId) -> bytes | None:
        """The whole content, at most 10 MB; None when it was not uploaded."""
        ...

    def forget(self, request: RequestId) -> None:
        """Remove every attachment of this request for good."""
        ...

    def holds(self, request: RequestId) -> bool:
        """Is there any attachment of this request?"""
        ...


class Cursors(Protocol):
    """Opaque, authenticated continuation marks."""

    def seal(self, after: str, bound_to: str) -> str: ...

    def open(self, cursor: str, bound_to: str) -> str:
        """Raises CursorInvalid."""
        ...


class Random(Protocol):
    def id(self) -> str:
        """128 random bits as base64url, never beginning with ``-``."""
        ...

    def below(self, end: int) -> int:
        """A random number from 0 to ``end`` - 1."""
        ...

    def one_time_code(self) -> str:
        """>= 50 random bits in Crockford base32, to be read out and typed."""
        ...


class Sender(Protocol):
    """Carries a notice out of the house: signed webhooks, SNS. Raises nothing: tells."""

    def send(self, notice: Notice, webhooks: Sequence[Webhook]) -> bool: ...


class Telemetry(Protocol):
    """Counters and log lines. Keys outside the allow-list are dropped by the adapter."""

    def count(self, metric: str, unit_kind: str) -> None: ...

    def log(self, message: str, **facts: str | int | float | bool | None) -> None: ...


@dataclass(frozen=True)
class Ports:
    """Everything a use case may touch, wired in bootstrap."""

    clock: Clock
    store: Store
    worklist: Worklist
    notices: Notices
    refusals: Refusals
    catalogue: Catalogue
    calendars: Calendars
    policy: DeadlinePolicy
    timers: Timers
    objects: Objects
    cursors: Cursors
    random: Random
    sender: Sender
    telemetry: Telemetry
    trust: SignatureTrust = field(repr=False)
    proofs: ProofPorts = field(repr=False)
    contents: CatalogueContents = field(repr=False)
    complaints: ComplaintPorts
    editions: EditionPorts = field(repr=False)
    tables: TablePorts = field(repr=False)
    erasures: ErasureMarks
    sources: Sources = field(default_factory=NoSources)

    @property
    def calendar(self) -> WorkingDayCalendar:
        """The working-day calendar as of now."""
        return self.calendars.current()
