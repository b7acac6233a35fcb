"""加盖 (Art. 9): the sealing function makes one copy's page, once.

Asked at least once by the outbox's queue. What was kept first stands: a second run finds the
kept file and only finishes what was left undone. The seal is used for a stored proof and for
nothing else: there is no way to seal a given text.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.kernel.commits import Commit, OutboxEntry, RevisionLost
from chalicelib.kernel.errors import GlyphMissing, MianzhengError, Unavailable
from chalicelib.kernel.events import THE_SYSTEM, EventType, News
from chalicelib.kernel.performing import MOST_TRIES, events_of
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.proofs.domain.receipts import FileReceipt
from chalicelib.proofs.use_cases.texts import proof_document
from chalicelib.requests.domain.claims import whole_second
from chalicelib.requests.domain.copies import EProof, FileState
from chalicelib.requests.use_cases.rights import load_request

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.ids import ProofId
    from chalicelib.proofs.ports import Ports

TOKEN_KIND = "application/jwt"  # noqa: S105  # a media type


def seal_proof(id_: ProofId, ports: Ports) -> EProof | None:
    """Seal, keep, receipt, tell; each step is idempotent. None for an unknown proof.

    A character that no font holds fails the sealing for good, with the character named.
    Raises Unavailable where trying again helps, also while another run is at it.
    """
    proof = ports.copies.proof(id_)
    if proof is None or proof.file.state is not FileState.SEALING:
        return proof
    content = ports.proofs.files.read(id_)
    if content is None:
        proof = _claim(proof, ports)
        try:
            content = _seal(proof, ports)
        except GlyphMissing as missing:
            return _finish(proof.failed(missing.detail), EventType.SEALING_FAILED, ports)
        except Exception:  # whatever it was: given back for another turn, and raised
            _release(proof, ports)
            raise
    sha256 = hashlib.sha256(content).hexdigest()
    now = ports.clock.now()
    _publish_receipt(proof, sha256, now, ports)
    return _finish(proof.sealed(sha256, now), EventType.PROOF_SEALED, ports)


def _claim(proof: EProof, ports: Ports) -> EProof:
    """One run at a time, and the use of the seal is on record before it happens."""
    now = ports.clock.now()
    if proof.file.is_claimed(now):
        raise Unavailable("这份证明正在加盖印章,请稍候。")
    facts = (("proof", str(proof.id)), ("seal", proof.claims.seal.value))
    news = (News(EventType.SEAL_USED, now, "9", facts=facts),)
    events = events_of(proof.request, news, THE_SYSTEM, ports.random)
    claimed = proof.claimed(now)
    try:
        ports.commit(Commit(saves=(claimed,), events=events))
    except RevisionLost as lost:
        raise Unavailable("这份证明正被同时修改,稍后会自动再试。") from lost
    return replace(claimed, revision=claimed.revision + 1)


def _release(proof: EProof, ports: Ports) -> None:
    """A run that failed lets the next one try at once; a dead one's claim lapses by itself."""
    with suppress(RevisionLost, MianzhengError):
        ports.commit(Commit(saves=(proof.claimed(None),)))


def _seal(proof: EProof, ports: Ports) -> bytes:
    document = proof_document(load_request(proof.request, ports), proof, ports)
    return ports.proofs.files.keep(proof.id, ports.proofs.sealer.seal(document))


def _publish_receipt(proof: EProof, sha256: str, now: datetime, ports: Ports) -> None:
    receipt = FileReceipt(
        jti=proof.id,
        sha256=sha256,
        status_shard=proof.claims.status_shard,
        status_index=proof.claims.status_index,
        sealed_at=whole_second(now),
        expires_at=proof.claims.expires_at,
    )
    token = ports.proofs.signer.sign_receipt(receipt)
    ports.proofs.site.put(f"f/{sha256}.jwt", token.encode(), TOKEN_KIND)


def _finish(proof: EProof, event: EventType, ports: Ports) -> EProof:
    now = ports.clock.now()
    facts = (("proof", str(proof.id)),)
    events = events_of(
        proof.request, (News(event, now, "9", facts=facts),), THE_SYSTEM, ports.random
    )
    is_told = event is EventType.SEALING_FAILED
    outbox = (OutboxEntry(events[0].id, proof.request, events, now, now),) if is_told else ()
    for _ in range(MOST_TRIES):
        try:
            ports.commit(Commit(saves=(proof,), events=events, outbox=outbox))
            return proof
        except RevisionLost:
            current = ports.copies.proof(proof.id)
            if current is None or current.file.state is not FileState.SEALING:
                return current or proof  # another run was first
            # Revoked meanwhile: the file belongs to the newer record.
            proof = replace(current, file=proof.file)
    raise Unavailable("这份证明正被同时修改,稍后会自动再试。")


def publish_check_code(proof: EProof, ports: Ports) -> None:
    """``/c/<check code>.jwt``: the token, for those who type the code."""
    code = check_code_of(proof.id)
    ports.proofs.site.put(f"c/{code}.jwt", proof.token.encode(), TOKEN_KIND)
