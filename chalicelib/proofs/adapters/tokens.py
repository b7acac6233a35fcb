"""Signs proof tokens and file receipts: a JWS whose header is fixed to the byte."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from chalicelib.kernel.texts import base64url, qr_text
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.domain import receipts as file_receipts

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.keys.adapters.signers import Signer
    from chalicelib.proofs.domain.receipts import FileReceipt
    from chalicelib.requests.domain.claims import ProofClaims


def new_jti(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """128 random bits as base64url; drawn again while it begins with ``-``."""
    while (jti := base64url.encode(random_bytes(16))).startswith("-"):
        pass
    return jti


def sign_proof(claims: ProofClaims, kid: int, signer: Signer) -> str:
    """The token of one extracted copy. ``kid`` is 1..255; raises ValueError outside of it."""
    return sign_exactly(qr_text.header_of(kid), claims.to_payload(), signer)


def sign_file_receipt(receipt: FileReceipt, kid: int, signer: Signer) -> str:
    """The receipt of one sealed file, by a proof key."""
    return sign_exactly(file_receipts.header_of(kid), receipt.to_payload(), signer)
