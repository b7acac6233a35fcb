"""What follows an event about proofs: sealing, the check code, the status list."""

from chalicelib.domain.events import Event, EventType
from chalicelib.domain.ids import ProofId
from chalicelib.domain.requests import VerificationRequest
from chalicelib.services.ports import Ports
from chalicelib.services.publish_statuses import publish_shard
from chalicelib.services.seal_proof import publish_check_code

DIRTY = {
    EventType.PROOF_REVOKED,
    EventType.PROOF_SUSPENDED,
    EventType.PROOF_RESUMED,
    EventType.ANSWER_CORRECTED,
}


def follow_proofs(event: Event, request: VerificationRequest, ports: Ports) -> None:
    """Idempotent: the same event again asks for what is done already."""
    if event.news.type is EventType.PROOF_EXTRACTED:
        facts = dict(event.news.facts)
        proof = ports.store.proof(ProofId(facts["proof"]))
        if proof is not None:
            publish_check_code(proof, ports)
            shard = proof.claims.status_shard
            if not ports.proofs.site.has(f"status/{shard}.jwt"):
                # The first proof of a shard; later ones are valid in the list that stands.
                publish_shard(shard, ports)
            ports.proofs.queue.ask(proof.id)
    elif event.news.type in DIRTY:
        copies = ports.store.proofs(request.proofs.every_copy)
        for shard in sorted({one.claims.status_shard for one in copies}):
            publish_shard(shard, ports)
