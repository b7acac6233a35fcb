"""状态不因恢复而回退: what was published as revoked or suspended stays so in a restored table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.errors import ProofRuleBroken
from chalicelib.kernel.events import THE_SYSTEM
from chalicelib.kernel.ids import ProofId
from chalicelib.proofs.domain import acts as proof_acts
from chalicelib.proofs.ports import Ports, StatusMark
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.use_cases.changing import told

if TYPE_CHECKING:
    from chalicelib.requests.domain.copies import EProof
    from chalicelib.requests.domain.request import VerificationRequest

GRAVITY = {ProofStatus.VALID: 0, ProofStatus.SUSPENDED: 1, ProofStatus.REVOKED: 2}
REASON = "恢复备份之前已经公布的状态,恢复之后照旧"
ProofAt = Callable[[StatusMark], ProofId | None]


def graver(published: Iterable[StatusMark], ports: Ports) -> tuple[StatusMark, ...]:
    """Those of ``published`` that the table takes for less than they are: 1 query a shard."""
    known: dict[int, dict[int, ProofStatus]] = {}
    found = []
    for one in published:
        if one.shard not in known:
            marks = ports.places.status_marks(one.shard)
            known[one.shard] = {mark.index: mark.status for mark in marks}
        stands = known[one.shard].get(one.index, ProofStatus.VALID)
        if GRAVITY[one.status] > GRAVITY[stands]:
            found.append(one)
    return tuple(found)


def keep_status(mark: StatusMark, proof_at: ProofAt, ports: Ports) -> None:
    """The place, the copy that stands at it and its answer take the status; idempotent.

    An answer one of whose copies was revoked gives no further copy: why it was revoked is not
    known any more. Nobody else may write meanwhile: raises RevisionLost.
    """
    commit = Commit(marks=(mark,))
    id_ = proof_at(mark)
    proof = ports.copies.proof(id_) if id_ is not None else None
    if proof is not None:
        saves = (proof.with_status(mark.status),)
        request = ports.requests.request(proof.request)
        commit = replace(commit, saves=saves)
        if request is not None:
            commit = _with_answer(commit, mark, proof, request, ports)
    ports.commit(commit)


def _with_answer(
    commit: Commit, mark: StatusMark, proof: EProof, request: VerificationRequest, ports: Ports
) -> Commit:
    """Where the copy is one of the present answer; its siblings have marks of their own."""
    if proof.id not in request.proofs.copies:
        return commit
    act = proof_acts.revoke if mark.status is ProofStatus.REVOKED else proof_acts.suspend
    try:
        changed = act(request, REASON, ports.clock.now())
    except ProofRuleBroken:
        return commit  # by an earlier copy's mark
    news = tuple(replace(one, facts=(*one.facts, AFTER_RESTORE)) for one in changed.news)
    _, acted = told(replace(changed, news=news), THE_SYSTEM, ports.clock.now(), ports)
    return replace(acted, saves=(*commit.saves, *acted.saves), marks=commit.marks)


AFTER_RESTORE = ("again", "restore")
"""A fact of every entry that is made in a restored table before it is used."""
