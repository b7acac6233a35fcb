"""What the issuer may do with the proofs of its answer: revoke, suspend, resume, correct.

Each reaches every extracted copy (Art. 9, 11): the issuer answers for the truth.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import ProofRuleBroken
from chalicelib.kernel.events import EventType
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.copies import ProofNote
from chalicelib.requests.domain.outcomes import RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.ids import ProofId
    from chalicelib.requests.domain.answers import Answer
    from chalicelib.requests.domain.request import VerificationRequest

MOST_CORRECTIONS = 5  # OURS


def answered(request: VerificationRequest) -> Answer:
    """The answer proofs are made from. Raises ProofRuleBroken when there is none."""
    if request.state is not RequestState.ANSWERED or request.answer is None:
        raise ProofRuleBroken("这件申请还没有出具结果,没有证明可以提取;请等待出具单位答复。")
    return request.answer


def extract(
    request: VerificationRequest, proof: ProofId, shard: int, now: datetime
) -> VerificationRequest:
    """提取: one more copy, with its own id and time."""
    answered(request)
    changed = replace(request, proofs=request.proofs.with_copy(proof))
    facts = (("proof", str(proof)), ("shard", str(shard)))
    return changed.tell(EventType.PROOF_EXTRACTED, now, "9", facts)


def revoke(request: VerificationRequest, reason: str, now: datetime) -> VerificationRequest:
    """撤销 every copy. Raises ProofRuleBroken when that was done before."""
    answered(request)
    if request.proofs.status is ProofStatus.REVOKED:
        raise ProofRuleBroken("这份证明已经撤销,无需重复。")
    register = replace(request.proofs, revocation=ProofNote(reason, now), suspension=None)
    return replace(request, proofs=register).tell(EventType.PROOF_REVOKED, now, "11")


def suspend(request: VerificationRequest, reason: str, now: datetime) -> VerificationRequest:
    """暂停 every copy until it is resumed or revoked."""
    answered(request)
    if request.proofs.status is not ProofStatus.VALID:
        raise ProofRuleBroken("这份证明已经暂停或撤销,不能再暂停。")
    register = replace(request.proofs, suspension=ProofNote(reason, now))
    return replace(request, proofs=register).tell(EventType.PROOF_SUSPENDED, now, "11")


def resume(request: VerificationRequest, now: datetime) -> VerificationRequest:
    """恢复 every copy."""
    if request.proofs.status is not ProofStatus.SUSPENDED:
        raise ProofRuleBroken("这份证明没有暂停,无需恢复。")
    register = replace(request.proofs, suspension=None)
    return replace(request, proofs=register).tell(EventType.PROOF_RESUMED, now, "11")


def correct(request: VerificationRequest, answer: Answer, reason: str) -> VerificationRequest:
    """更正: the new answer stands, every copy of the old one is revoked, new ones may follow."""
    if len(request.proofs.earlier) >= MOST_CORRECTIONS:
        raise ProofRuleBroken(f"一件申请最多更正 {MOST_CORRECTIONS} 次,请撤销后重新核验。")
    register = request.proofs.corrected(answered(request), ProofNote(reason, answer.at))
    changed = replace(request, answer=answer, proofs=register)
    facts = (("conclusion", answer.conclusion.value),)
    return changed.tell(EventType.ANSWER_CORRECTED, answer.at, "11", facts)
