"""/v1/proofs and the extractions of a request (Art. 9, 11)."""

from chalicelib.api.access import ANSWERERS, OF_A_UNIT, REQUESTERS, readers, writers
from chalicelib.api.blueprint import Answer, Api, Call
from chalicelib.api.commands import correct_command, reason_command
from chalicelib.api.fields import Fields
from chalicelib.api.private_json import present
from chalicelib.api.requests import ONE as REQUEST
from chalicelib.api.requests import told
from chalicelib.domain.answers import Evidence
from chalicelib.domain.check_codes import printed
from chalicelib.domain.clock import to_text
from chalicelib.domain.ids import ProofId, RequestId
from chalicelib.domain.proof_copies import EProof
from chalicelib.domain.qr_text import url_of
from chalicelib.services.extract_proof import extract_proof
from chalicelib.services.read_proof import read_proof, read_proof_file
from chalicelib.services.revoke_proofs import (
    correct_answer,
    resume_proof,
    revoke_proof,
    suspend_proof,
)

api = Api(__name__)
PROOF = "/v1/proofs/{proof_id}"
LONGEST_ITEM = 40


@api.endpoint("POST", REQUEST + "/extractions", writers(*REQUESTERS))
def extract(call: Call, request_id: str) -> Answer:
    with Fields(call.body() if call.incoming.body else {}) as fields:
        purpose = fields.optional_text("purpose_item", LONGEST_ITEM)
    proof = extract_proof(RequestId(request_id), purpose, call.signed, call.services.ports)
    return Answer(proof_json(proof, call.services.settings.origin), 201)


@api.endpoint("POST", REQUEST + "/corrections", writers(*ANSWERERS))
def correct(call: Call, request_id: str) -> Answer:
    evidence = Evidence(call.incoming.signatures[0], call.incoming.body)
    command = correct_command(request_id, call.body(), evidence)
    return told(call, correct_answer(command, call.signed, call.services.ports))


@api.endpoint("GET", PROOF, readers(*OF_A_UNIT))
def read(call: Call, proof_id: str) -> Answer:
    proof = read_proof(ProofId(proof_id), call.signed, call.services.ports)
    return Answer(proof_json(proof, call.services.settings.origin))


@api.endpoint("GET", PROOF + "/pdf", readers(*OF_A_UNIT))
def pdf(call: Call, proof_id: str) -> Answer:
    content = read_proof_file(ProofId(proof_id), call.signed, call.services.ports)
    return Answer({}, content=content, kind="application/pdf")


@api.endpoint("POST", PROOF + "/revoke", writers(*ANSWERERS))
def revoke(call: Call, proof_id: str) -> Answer:
    reason = reason_command(call.body())
    proof = revoke_proof(ProofId(proof_id), reason, call.signed, call.services.ports)
    return Answer(proof_json(proof, call.services.settings.origin))


@api.endpoint("POST", PROOF + "/suspend", writers(*ANSWERERS))
def suspend(call: Call, proof_id: str) -> Answer:
    reason = reason_command(call.body())
    proof = suspend_proof(ProofId(proof_id), reason, call.signed, call.services.ports)
    return Answer(proof_json(proof, call.services.settings.origin))


@api.endpoint("POST", PROOF + "/resume", writers(*ANSWERERS))
def resume(call: Call, proof_id: str) -> Answer:
    call.no_body()
    proof = resume_proof(ProofId(proof_id), call.signed, call.services.ports)
    return Answer(proof_json(proof, call.services.settings.origin))


def proof_json(proof: EProof, origin: str) -> dict[str, object]:
    """One copy. ``url`` is what the QR code says; whoever has it can check the proof."""
    claims, file = proof.claims, proof.file
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
        "pdf": present(
            {
                "state": file.state.lower(),
                "href": f"/v1/proofs/{proof.id}/pdf",
                "sha256": file.sha256,
                "failure": file.failure,
            }
        ),
    }
