"""The port that tells whether a new key is held by whoever registers it (SIGNING, Keys)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Possession:
    """What a valid proof of possession says: made by ``jwk``'s private half, for this
    invitation, by somebody who knows the code of this digest (``invitations.code_digest``).
    ``jwk`` holds the key's own members only, ``thumbprint`` is RFC 7638's."""

    invitation: str
    code_digest: str
    jwk: tuple[tuple[str, str], ...]
    thumbprint: str


class SignatureTrust(Protocol):
    """Checks the proof that a new key is held by whoever registers it."""

    def check_possession(
        self, proof: str, jwk: tuple[tuple[str, str], ...], alg: str, now: datetime
    ) -> Possession:
        """A compact JWS by the new key: header exactly {alg, typ ``wzm-key+jwt``}; claims
        exactly {aud: public origin, iat, exp: <= 120 s later, jti, inv: the invitation, cdg:
        hex digest of its code}. Raises FieldInvalid: ``jwk``, ``alg``, ``proof``."""
        ...
