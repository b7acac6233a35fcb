"""撤销, 暂停, 恢复, 更正 (Art. 9, 11): the issuer's acts reach every extracted copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import ProofRuleBroken, ProofUnknown
from chalicelib.kernel.ids import ProofId, RequestId
from chalicelib.kernel.performing import actor_of, perform
from chalicelib.kernel.records import record
from chalicelib.proofs.domain import acts as proof_acts
from chalicelib.proofs.ports import Ports, StatusMark
from chalicelib.requests.domain.answers import Statement
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.changing import told
from chalicelib.requests.use_cases.rights import load_request, require_issuer

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.commits import Commit

Act = Callable[[VerificationRequest, datetime], VerificationRequest]


@record(frozen=True)
class CorrectAnswer:
    """The new answer; ``reason`` says why the old one was wrong."""

    id: RequestId
    statement: Statement
    reason: str


def load_proof(id_: ProofId, ports: Ports) -> EProof:
    """Raises ProofUnknown."""
    found = ports.copies.proof(id_)
    if found is None:
        raise ProofUnknown("没有这个编号的电子证明,请核对编号。", field="id")
    return found


def revoke_proof(id_: ProofId, reason: str, call: SignedCall, ports: Ports) -> EProof:
    """Revoking one copy revokes all. Raises ProofUnknown, NotTheIssuer, ProofRuleBroken."""
    return _act_on_copies(
        id_, ProofStatus.REVOKED, call, ports, lambda one, now: proof_acts.revoke(one, reason, now)
    )


def suspend_proof(id_: ProofId, reason: str, call: SignedCall, ports: Ports) -> EProof:
    """Raises ProofUnknown, NotTheIssuer, ProofRuleBroken."""
    return _act_on_copies(
        id_,
        ProofStatus.SUSPENDED,
        call,
        ports,
        lambda one, now: proof_acts.suspend(one, reason, now),
    )


def resume_proof(id_: ProofId, call: SignedCall, ports: Ports) -> EProof:
    """Raises ProofUnknown, NotTheIssuer, ProofRuleBroken."""
    return _act_on_copies(id_, ProofStatus.VALID, call, ports, proof_acts.resume)


def correct_answer(command: CorrectAnswer, call: SignedCall, ports: Ports) -> VerificationRequest:
    """更正: the new answer stands, all copies of the old one are revoked.

    Raises RequestUnknown, NotTheIssuer, ProofRuleBroken, FieldInvalid, FieldMissing.
    """

    def decide(now: datetime) -> tuple[VerificationRequest, Commit]:
        request = load_request(command.id, ports)
        require_issuer(call.caller, request, ports)
        answer = command.statement.by(call.caller, now)
        corrected = proof_acts.correct(request, answer, command.reason)
        quiet, commit = told(corrected, actor_of(call), now, ports)
        return quiet, _with_copies(commit, request, ProofStatus.REVOKED, ports)

    return perform(call, ports, VerificationRequest, decide)


def _act_on_copies(
    id_: ProofId, status: ProofStatus, call: SignedCall, ports: Ports, act: Act
) -> EProof:
    def decide(now: datetime) -> tuple[EProof, Commit]:
        proof = load_proof(id_, ports)
        request = load_request(proof.request, ports)
        require_issuer(call.caller, request, ports)
        _refuse_superseded(proof)
        _, commit = told(act(request, now), actor_of(call), now, ports)
        whole = _with_copies(commit, request, status, ports)
        copies = [one for one in whole.saves if isinstance(one, EProof)]
        mine = next(one for one in copies if one.id == id_)
        others = tuple(one for one in whole.saves if one is not mine)
        return mine, replace(whole, saves=(mine, *others))

    return perform(call, ports, EProof, decide)


def _refuse_superseded(proof: EProof) -> None:
    """A revoked copy is done with; one of a corrected answer must not touch the new answer's."""
    if proof.status is ProofStatus.REVOKED:
        raise ProofRuleBroken("这份证明已经撤销,不能再撤销、暂停或恢复;需要的请更正后重新提取。")


def _with_copies(
    commit: Commit, request: VerificationRequest, status: ProofStatus, ports: Ports
) -> Commit:
    """Every copy of the answer takes the status, and so does its place in the status list."""
    copies = tuple(one.with_status(status) for one in ports.copies.proofs(request.proofs.copies))
    marks = tuple(
        StatusMark(one.claims.status_shard, one.claims.status_index, one.status) for one in copies
    )
    return replace(commit, saves=(*commit.saves, *copies), marks=marks)
