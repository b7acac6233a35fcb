"""A proof and its page, for the two units of its request; each reading is recorded."""

from chalicelib.domain.errors import NotAParty, ProofRuleBroken
from chalicelib.domain.ids import ProofId
from chalicelib.domain.proof_copies import EProof, FileState
from chalicelib.domain.signing import SignedCall
from chalicelib.services.access_rights import load_request, sees_in_full
from chalicelib.services.ports import Ports
from chalicelib.services.read_request import record_access
from chalicelib.services.revoke_proofs import load_proof


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
