"""/v1/proofs and the extractions of a request (Art. 9, 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.ids import ProofId, RequestId
from chalicelib.proofs.api.commands import correct_command
from chalicelib.proofs.api.json import proof_json
from chalicelib.requests.api.commands import reason_command
from chalicelib.requests.api.evidence import evidence_of
from chalicelib.requests.api.views import told

if TYPE_CHECKING:
    from chalicelib.proofs.ports import Ports

LONGEST_ITEM = 40


def extract(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.proofs.use_cases.extracting import extract_proof

    with Fields(call.body() if call.incoming.body else {}) as fields:
        purpose = fields.optional_text("purpose_item", LONGEST_ITEM)
    proof = extract_proof(RequestId(request_id), purpose, call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin), 201)


def correct(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import correct_answer

    evidence = evidence_of(call)
    command = correct_command(request_id, call.body(), evidence)
    return told(call, correct_answer(command, call.signed, call.ports))


def read(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.reading import read_proof

    proof = read_proof(ProofId(proof_id), call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))


def pdf(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.reading import read_proof_file

    content = read_proof_file(ProofId(proof_id), call.signed, call.ports)
    return Answer({}, content=content, kind="application/pdf")


def revoke(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import revoke_proof

    reason = reason_command(call.body())
    proof = revoke_proof(ProofId(proof_id), reason, call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))


def suspend(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import suspend_proof

    reason = reason_command(call.body())
    proof = suspend_proof(ProofId(proof_id), reason, call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))


def resume(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import resume_proof

    call.no_body()
    proof = resume_proof(ProofId(proof_id), call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))
