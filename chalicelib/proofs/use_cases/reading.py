"""A proof and its page, for the two units of its request; each reading is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import NotAParty, ProofRuleBroken
from chalicelib.proofs.use_cases.revoking import load_proof
from chalicelib.requests.domain.copies import EProof, FileState
from chalicelib.requests.use_cases.reading import record_access
from chalicelib.requests.use_cases.rights import load_request, sees_in_full

if TYPE_CHECKING:
    from chalicelib.kernel.callers import SignedCall
    from chalicelib.kernel.ids import ProofId
    from chalicelib.proofs.ports import Ports


def read_proof(id_: ProofId, call: SignedCall, ports: Ports) -> EProof:
    """2 reads, 1 transaction {jti, access record}. Raises ProofUnknown, NotAParty."""
    proof = load_proof(id_, ports)
    request = load_request(proof.request, ports)
    if not sees_in_full(call.caller, request, ports):
        raise NotAParty("只有这份证明的提取单位和制作单位可以查看。")
    record_access(request, call, ports)
    return proof


def read_proof_file(id_: ProofId, call: SignedCall, ports: Ports) -> bytes:
    """The sealed PDF. Raises ProofUnknown, NotAParty, ProofRuleBroken while it is not sealed."""
    proof = read_proof(id_, call, ports)
    if proof.file.state is FileState.FAILED:
        raise ProofRuleBroken(f"这份证明加盖失败:{proof.file.failure}")
    content = ports.proofs.files.read(id_)
    if content is None:
        raise ProofRuleBroken("这份证明正在加盖印章,请稍候几秒再取。")
    return content
