"""Electronic proofs -> JSON, for the two units of the request."""

from chalicelib.kernel.check_codes import printed
from chalicelib.kernel.clock import to_text
from chalicelib.kernel.ports import Ports
from chalicelib.kernel.qr_text import url_of
from chalicelib.requests.api.json_private import Json, present
from chalicelib.requests.domain.copies import EProof, ProofNote, ProofRegister


def proof_json(proof: EProof, origin: str) -> Json:
    """One copy. ``url`` is what the QR code says; whoever has it can check the proof."""
    claims = proof.claims
    return {
        "proof_id": proof.id,
        "request_id": proof.request,
        "status": proof.status,
        "url": url_of(origin, proof.token),
        "check_code": printed(proof.check_code),
        "extracted_by": claims.extracted_by,
        "produced_by": claims.produced_by,
        "extracted_at": to_text(claims.extracted_at),
        "expires_at": to_text(claims.expires_at),
        "service_item": claims.service_item,
        "material": claims.material,
        "seal": claims.seal,
        "conclusion": claims.conclusion,
        "pdf": _pdf_json(proof),
    }


def register_json(register: ProofRegister, ports: Ports) -> Json | None:
    """What a request says of its proofs, and each copy in short; None without any. 1 batch read
    where there are copies."""
    if register == ProofRegister():
        return None
    ids = register.every_copy
    copies = ports.store.proofs(ids) if ids else ()
    return present(
        {
            "status": register.status,
            "revocation": _note_json(register.revocation),
            "suspension": _note_json(register.suspension),
            "corrections": [_note_json(one) for one in register.corrections],
            "copies": [
                {
                    "proof_id": one.id,
                    "status": one.status,
                    "extracted_at": to_text(one.claims.extracted_at),
                    "pdf": _pdf_json(one),
                }
                for one in copies
            ],
        }
    )


def _pdf_json(proof: EProof) -> Json:
    file = proof.file
    return present(
        {
            "state": file.state.lower(),
            "href": f"/v1/proofs/{proof.id}/pdf",
            "sha256": file.sha256,
            "failure": file.failure,
        }
    )


def _note_json(note: ProofNote | None) -> Json | None:
    return None if note is None else {"reason": note.reason, "at": to_text(note.at)}
