"""What the registry of keys needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from chalicelib.kernel.records import record
from chalicelib.units import ports as units

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.kernel.ids import KeyId, UnitCode
    from chalicelib.keys.domain.invitation import Invitation
    from chalicelib.keys.domain.key import KeyRecord


class KeyStore(Protocol):
    def key(self, kid: KeyId) -> KeyRecord | None: ...

    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]:
        """By kid."""
        ...

    def invitation(self, invitation: str) -> Invitation | None: ...


@record(frozen=True)
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


class Ports(units.Ports, Protocol):
    @property
    def keys(self) -> KeyStore: ...

    @property
    def trust(self) -> SignatureTrust: ...
