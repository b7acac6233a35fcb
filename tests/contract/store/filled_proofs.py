"""Strategies that fill every field of an extracted copy."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from chalicelib.kernel.ids import ProofId, RequestId, UnitCode
from chalicelib.proofs.adapters.tokens import new_jti
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import SHARD_SIZE, ProofClaims, ProofStatus, SealKind
from chalicelib.requests.domain.copies import EProof, FileState, SealedFile
from tests.contract.store.filled import codes, instants, texts, units_of

seconds = st.integers(1_600_000_000, 2_000_000_000).map(
    lambda one: datetime.fromtimestamp(one, UTC)
)
claims = st.builds(
    lambda extracted_at, seal, conclusion, index: ProofClaims(
        jti=new_jti(),
        material="M00007",
        extracted_at=extracted_at,
        expires_at=extracted_at + timedelta(days=30),
        produced_by=UnitCode("370402015"),
        extracted_by=UnitCode("370402006"),
        service_item="SX004",
        masked_subject="张*",
        seal=seal,
        conclusion=conclusion,
        digest="A" * 22,
        status_shard=0,
        status_index=index,
    ),
    seconds,
    st.sampled_from(SealKind),
    st.sampled_from(Conclusion),
    st.integers(0, SHARD_SIZE - 1),
)
proofs = st.builds(
    EProof,
    id=st.builds(new_jti).map(ProofId),
    request=codes.map(RequestId),
    requester=units_of,
    issuer=units_of,
    answered_at=instants,
    claims=claims,
    token=texts,
    check_code=texts,
    status=st.sampled_from(ProofStatus),
    file=st.builds(
        SealedFile, st.sampled_from(FileState), st.none() | texts, st.none() | instants,
        st.none() | texts,
    ),
)  # fmt: skip
