"""The extracted copies of an answer (Art. 9, 11): each its own id, time and sealed file.

Two extractions are two copies. A correction or revocation by the issuer, and a suspension,
reach every copy; each copy ever issued stays.
"""

from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.errors import ProofRuleBroken
from chalicelib.kernel.ids import ProofId, RequestId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.requests.domain.answers import Answer
from chalicelib.requests.domain.claims import ProofClaims, ProofStatus

LEASE = timedelta(seconds=60)
MOST_COPIES = 20
"""OURS: all copies of one answer are revoked in one transaction."""


class FileState(StrEnum):
    """待加盖, 已加盖, 加盖失败."""

    SEALING = "SEALING"
    READY = "READY"
    FAILED = "FAILED"


@record(frozen=True)
class SealedFile:
    """The PDF of one copy. ``sha256`` once READY; ``failure`` says in Chinese why it FAILED."""

    state: FileState = FileState.SEALING
    sha256: str | None = None
    sealed_at: datetime | None = None
    failure: str | None = None
    claimed_at: datetime | None = None

    def is_claimed(self, now: datetime) -> bool:
        """Somebody is sealing it right now; a claim that was not finished lapses."""
        return self.claimed_at is not None and now - self.claimed_at < LEASE


@record(frozen=True)
class ProofNote:
    """A revocation, suspension or correction by the issuer: why and when."""

    reason: str = field(repr=False)
    at: datetime


@record(frozen=True)
class ProofRegister:
    """What a request knows of its proofs. ``copies`` are those of the present answer.

    ``earlier`` are answers that were corrected, ``corrections`` say why, in the same order, and
    ``superseded`` are the copies that were made from them, all of them revoked for ever.
    """

    copies: tuple[ProofId, ...] = ()
    revocation: ProofNote | None = None
    suspension: ProofNote | None = None
    earlier: tuple[Answer, ...] = ()
    corrections: tuple[ProofNote, ...] = ()
    superseded: tuple[ProofId, ...] = ()

    @property
    def every_copy(self) -> tuple[ProofId, ...]:
        """Every copy ever made, oldest first: none is forgotten."""
        return self.superseded + self.copies

    @property
    def status(self) -> ProofStatus:
        """What stands for every copy of the present answer."""
        if self.revocation is not None:
            return ProofStatus.REVOKED
        return ProofStatus.VALID if self.suspension is None else ProofStatus.SUSPENDED

    def with_copy(self, proof: ProofId) -> "ProofRegister":
        """Raises ProofRuleBroken when the proofs are revoked or suspended, or too many."""
        if self.revocation is not None:
            raise ProofRuleBroken("出具单位已撤销这份证明,不能再提取;请等待更正或重新发起核验。")
        if self.suspension is not None:
            raise ProofRuleBroken("出具单位已暂停这份证明,暂时不能提取;请等待恢复。")
        if len(self.copies) >= MOST_COPIES:
            raise ProofRuleBroken(f"一次出具最多提取 {MOST_COPIES} 份,请使用已提取的证明。")
        return replace(self, copies=(*self.copies, proof))

    def corrected(self, before: Answer, why: ProofNote) -> "ProofRegister":
        """The register of the new answer: no copy yet, neither revoked nor suspended."""
        return ProofRegister(
            earlier=(*self.earlier, before),
            corrections=(*self.corrections, why),
            superseded=self.every_copy,
        )


@record(frozen=True)
class EProof:
    """电子证明: one extracted copy. ``answered_at`` tells which answer it was made from.

    ``check_code`` is what one types instead of scanning. ``revision`` counts stored changes.
    """

    id: ProofId
    request: RequestId
    requester: UnitCode
    issuer: UnitCode
    answered_at: datetime
    claims: ProofClaims
    token: str = field(repr=False)
    check_code: str = field(repr=False)
    status: ProofStatus = ProofStatus.VALID
    file: SealedFile = field(default_factory=SealedFile)
    revision: int = 0

    def with_status(self, status: ProofStatus) -> "EProof":
        """REVOKED is final; anything else may change."""
        if self.status is ProofStatus.REVOKED:
            return self
        return replace(self, status=status)

    def claimed(self, at: datetime | None) -> "EProof":
        """One run at a time uses the seal; None gives the claim back."""
        return replace(self, file=replace(self.file, claimed_at=at))

    def sealed(self, sha256: str, at: datetime) -> "EProof":
        return replace(self, file=SealedFile(FileState.READY, sha256, at))

    def failed(self, why: str) -> "EProof":
        return replace(self, file=SealedFile(FileState.FAILED, failure=why))
