"""The EditionKeys port: one P-256 pair per edition, its private half kept sealed only while the
edition is being published (docs/adr/0007)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.kernel.errors import Misconfigured
from chalicelib.keys.adapters.jwk import generate_private_jwk, load_private, public_jwk
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.keys.domain.kids import edition_kid
from chalicelib.publishing.ports import EditionKeySpent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.keys.adapters.keyring import Keyring

SPENT = b"spent"
"""Stands in the place of a private half that was destroyed, so that no other one is made."""
_ALGORITHM = ECDSA(SHA256(), deterministic_signing=True)


class SigningEditionKey:
    """RFC 6979: the same bytes give the same signature, so a repeat writes the same files."""

    def __init__(self, jwk: Mapping[str, object]) -> None:
        key = load_private(jwk)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise Misconfigured("清单版本的密钥不是 P-256,请联系运维人员。")
        self._key = key
        self.jwk: Mapping[str, str] = public_jwk(jwk)

    def sign(self, header: bytes, payload: bytes) -> str:
        return sign_exactly(header, payload, _Raw(self._key))


class _Raw:
    """r || s, 64 bytes."""

    def __init__(self, key: EllipticCurvePrivateKey) -> None:
        self._key = key

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(data, _ALGORITHM))
        return r.to_bytes(32) + s.to_bytes(32)


class SealedEditionKeys:
    """Pairs in the keyring: wrapped by KMS in a stage, files of the owner on the laptop."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def of(self, number: int) -> SigningEditionKey:
        """See the port; raises EditionKeySpent."""
        kept = self._keyring.made_once(edition_kid(number), lambda: _new_pair(number))
        if kept == SPENT:
            raise EditionKeySpent
        return SigningEditionKey(json.loads(kept))

    def forget(self, number: int) -> None:
        """Costs nothing in a process that knows it is done."""
        self._keyring.spend(edition_kid(number), SPENT)


def _new_pair(number: int) -> bytes:
    return json.dumps({**generate_private_jwk(), "kid": edition_kid(number)}).encode()
