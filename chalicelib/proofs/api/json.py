"""Electronic proofs -> JSON, for the two units of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.texts.check_codes import printed
from chalicelib.kernel.texts.qr_text import url_of
from chalicelib.kernel.times.clock import to_text
from chalicelib.requests.api.json import _pdf_json

if TYPE_CHECKING:
    from chalicelib.http.fields import Json
    from chalicelib.requests.domain.copies import EProof


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
