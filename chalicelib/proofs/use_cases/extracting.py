"""提取 (Art. 9): the requester takes one sealed copy of an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit, PlaceTaken
from chalicelib.kernel.errors import ProofRuleBroken
from chalicelib.kernel.ids import ProofId, RequestId
from chalicelib.kernel.performing import actor_of, perform
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.kernel.texts.salted import digest
from chalicelib.keys.domain.kids import PROOF_LIFE
from chalicelib.proofs.domain import acts as proof_acts
from chalicelib.proofs.ports import Ports, StatusMark
from chalicelib.proofs.use_cases.texts import proof_json
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofClaims, SealKind, whole_second
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.summaries import proved_subject
from chalicelib.requests.use_cases.changing import told
from chalicelib.requests.use_cases.rights import load_request, require_requester

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.catalogue.domain.rows import ServiceItem
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.requests.domain.request import VerificationRequest

MOST_DRAWS = 8


def extract_proof(
    id_: RequestId, purpose_item: str | None, call: SignedCall, ports: Ports
) -> EProof:
    """One copy with its own id, time and place in the status list.

    1 read, 1 signature, 1 transaction; the sealed page follows from the outbox. Raises
    RequestUnknown, NotTheRequester, ProofRuleBroken.
    """
    shard = ports.proofs.last_shard.number
    for draw in range(MOST_DRAWS):
        try:
            place = (shard, ports.random.below(SHARD_SIZE))
            proof = _extract(id_, purpose_item, place, call, ports)
        except PlaceTaken:
            # A full shard is met as bad luck twice.
            shard = _shard_after(shard, ports) if draw % 2 else shard
        else:
            ports.proofs.last_shard.number = shard
            return proof
    raise ProofRuleBroken("状态列表暂时没有空位,请稍候用同一 op 重试。")


def _shard_after(full: int, ports: Ports) -> int:
    """The last shard in use, else the one after a full one. A process that knows none yet finds
    it by leaps: 2 log2(n) queries once, not two signatures for each shard that was ever full."""
    leap = 1
    while ports.places.has_places(full + leap):
        leap *= 2
    used, unused = full + leap // 2, full + leap
    while unused - used > 1:
        middle = (used + unused) // 2
        used, unused = (middle, unused) if ports.places.has_places(middle) else (used, middle)
    return max(used, full + 1)


def _extract(
    id_: RequestId,
    purpose_item: str | None,
    place: tuple[int, int],
    call: SignedCall,
    ports: Ports,
) -> EProof:
    def decide(now: datetime) -> tuple[EProof, Commit]:
        request = load_request(id_, ports)
        require_requester(call.caller, request)
        proof = new_proof(request, purpose_item, place, now, ports)
        changed = proof_acts.extract(request, proof.id, place[0], now)
        _, commit = told(changed, actor_of(call), now, ports)
        taken = StatusMark(place[0], place[1], proof.status)
        return proof, replace(commit, saves=(proof, *commit.saves), places=(taken,))

    return perform(call, ports, EProof, decide)


def new_proof(
    request: VerificationRequest,
    purpose_item: str | None,
    place: tuple[int, int],
    now: datetime,
    ports: Ports,
) -> EProof:
    """The signed copy as it will be stored. Raises ProofRuleBroken."""
    answer = proof_acts.answered(request)
    row = ports.catalogue.edition(request.edition).rows[request.row]
    _refuse_other_purpose(purpose_item, row.service_item)
    id_ = ProofId(ports.proofs.signer.new_id())
    extracted_at = whole_second(now)
    claims = ProofClaims(
        jti=id_,
        material=row.material.code,
        extracted_at=extracted_at,
        expires_at=extracted_at + PROOF_LIFE,
        produced_by=request.issuer,
        extracted_by=request.requester,
        service_item=row.service_item.code,
        masked_subject=proved_subject(request),
        seal=seal_of(request),
        conclusion=answer.conclusion,
        digest=digest(proof_json(request, answer, (id_, extracted_at), ports)),
        status_shard=place[0],
        status_index=place[1],
    )
    return EProof(
        id=id_,
        request=request.id,
        requester=request.requester,
        issuer=request.issuer,
        answered_at=answer.at,
        claims=claims,
        token=ports.proofs.signer.sign_proof(claims),
        check_code=check_code_of(id_),
    )


def _refuse_other_purpose(purpose_item: str | None, item: ServiceItem) -> None:
    """用途锁: a proof is for one item of one unit."""
    if purpose_item not in (None, item.code):
        raise ProofRuleBroken(
            f"这份证明只能用于事项 {item.code}({item.name}),不得挪作他用。", field="purpose_item"
        )


def seal_of(request: VerificationRequest) -> SealKind:
    """Seal A for an answer by a connector, seal B for one by a person (Art. 9)."""
    answer = proof_acts.answered(request)
    return SealKind.DATA_SHARING_QUERY if answer.is_by_connector else SealKind.VERIFIED_INFORMATION
