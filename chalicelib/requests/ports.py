"""What a verification needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.catalogue.tables import ports as tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from chalicelib.kernel.commits import Page
    from chalicelib.kernel.files import Upload
    from chalicelib.kernel.ids import AttachmentId, CaseNo, ProofId, RequestId, UnitCode
    from chalicelib.requests.domain.cases import Case
    from chalicelib.requests.domain.copies import EProof
    from chalicelib.requests.domain.deadlines import DeadlinePolicy
    from chalicelib.requests.domain.request import VerificationRequest
    from chalicelib.requests.domain.sources import Connector, SourceAnswer, SourceQuery
    from chalicelib.requests.domain.summaries import BoxQuery, RequestSummary


class RequestStore(Protocol):
    def request(self, request: RequestId) -> VerificationRequest | None: ...

    def requests(self, ids: Sequence[RequestId]) -> tuple[VerificationRequest, ...]:
        """Those that exist, by filing time: one batch read."""
        ...

    def case(self, requester: UnitCode, case_no: CaseNo) -> Case | None: ...

    def box(self, query: BoxQuery) -> Page[RequestSummary]: ...

    def by_applicant(self, requester: UnitCode, id_type: str, id_no: str) -> Page[RequestSummary]:
        """At most 100, by due time."""
        ...


class KnownCases(Protocol):
    """What this process happens to know; never a read."""

    def accepted_at(self, requester: UnitCode, case_no: CaseNo) -> datetime | None:
        """When the case was accepted: fixed, so what was known once stays true."""
        ...


class CopyStore(Protocol):
    """The extracted copies of answers."""

    def proof(self, proof: ProofId) -> EProof | None: ...

    def proofs(self, ids: Sequence[ProofId]) -> tuple[EProof, ...]:
        """Those that exist, in the order asked for: one batch read."""
        ...


class Timers(Protocol):
    """One timer per request and number, started with absolute times. Best effort: the store is
    the truth and the sweeper the safety net."""

    def start(self, request: VerificationRequest) -> None: ...

    def stop(self, request: VerificationRequest, number: int) -> None: ...


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


class SourceSilent(Exception):
    """The database gave no usable answer; ``cause`` is a short English word for the ledger."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Sources(Protocol):
    """The connectors of this stage."""

    def find(self, owner: UnitCode, material: str) -> Connector | None:
        """The connected database that holds this material of this unit."""
        ...

    def ask(self, connector: Connector, query: SourceQuery) -> SourceAnswer:
        """One query, bounded in time. Raises SourceSilent."""
        ...


class NoSources:
    """A stage without connectors: a connected row runs by people, as S0's fallback."""

    def find(self, owner: UnitCode, material: str) -> Connector | None:  # noqa: ARG002  # the port's
        return None

    def ask(self, connector: Connector, query: SourceQuery) -> SourceAnswer:
        raise SourceSilent(f"none for {query.row} at {connector.name}")


class Ports(tables.Ports, Protocol):
    @property
    def requests(self) -> RequestStore: ...

    @property
    def known_cases(self) -> KnownCases: ...

    @property
    def copies(self) -> CopyStore: ...

    @property
    def policy(self) -> DeadlinePolicy: ...

    @property
    def timers(self) -> Timers: ...

    @property
    def objects(self) -> Objects: ...

    @property
    def sources(self) -> Sources: ...
