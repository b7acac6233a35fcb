"""/v1/proofs and the extractions of a request (Art. 9, 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.access import ANSWERERS, OF_A_UNIT, REQUESTERS, readers, writers
from chalicelib.http.blueprint import Answer, Api, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.ids import ProofId, RequestId
from chalicelib.proofs.api.commands import correct_command
from chalicelib.proofs.api.json import proof_json
from chalicelib.requests.api.commands import reason_command
from chalicelib.requests.api.evidence import evidence_of
from chalicelib.requests.api.routes import ONE as REQUEST
from chalicelib.requests.api.routes import told

if TYPE_CHECKING:
    from chalicelib.proofs.ports import Ports

api = Api(__name__)
PROOF = "/v1/proofs/{proof_id}"
LONGEST_ITEM = 40


@api.endpoint("POST", REQUEST + "/extractions", writers(*REQUESTERS))
def extract(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.proofs.use_cases.extracting import extract_proof

    with Fields(call.body() if call.incoming.body else {}) as fields:
        purpose = fields.optional_text("purpose_item", LONGEST_ITEM)
    proof = extract_proof(RequestId(request_id), purpose, call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin), 201)


@api.endpoint("POST", REQUEST + "/corrections", writers(*ANSWERERS))
def correct(call: Call[Ports], request_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import correct_answer

    evidence = evidence_of(call)
    command = correct_command(request_id, call.body(), evidence)
    return told(call, correct_answer(command, call.signed, call.ports))


@api.endpoint("GET", PROOF, readers(*OF_A_UNIT))
def read(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.reading import read_proof

    proof = read_proof(ProofId(proof_id), call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))


@api.endpoint("GET", PROOF + "/pdf", readers(*OF_A_UNIT))
def pdf(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.reading import read_proof_file

    content = read_proof_file(ProofId(proof_id), call.signed, call.ports)
    return Answer({}, content=content, kind="application/pdf")


@api.endpoint("POST", PROOF + "/revoke", writers(*ANSWERERS))
def revoke(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import revoke_proof

    reason = reason_command(call.body())
    proof = revoke_proof(ProofId(proof_id), reason, call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))


@api.endpoint("POST", PROOF + "/suspend", writers(*ANSWERERS))
def suspend(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import suspend_proof

    reason = reason_command(call.body())
    proof = suspend_proof(ProofId(proof_id), reason, call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))


@api.endpoint("POST", PROOF + "/resume", writers(*ANSWERERS))
def resume(call: Call[Ports], proof_id: str) -> Answer:
    from chalicelib.proofs.use_cases.revoking import resume_proof

    call.no_body()
    proof = resume_proof(ProofId(proof_id), call.signed, call.ports)
    return Answer(proof_json(proof, call.settings.origin))
