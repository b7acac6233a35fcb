"""The published JWKS: which keys may sign what, by kid and purpose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts.qr_text import LARGEST_KID
from chalicelib.keys.adapters.jwk import PublicKey, load_public
from chalicelib.keys.adapters.jws import Compact, signature_holds
from chalicelib.keys.domain.kids import EDITION, PROOF, STATUS, edition_of_kid

if TYPE_CHECKING:
    # Only who checks a proof needs the check itself; every function wires the keys.
    from collections.abc import Mapping

    from chalicelib.keys.domain.kids import Verifies


ALGS = frozenset({"ES256"})


_PROOF_KID = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


def purpose_entry(jwk: Mapping[str, object], purpose: str) -> dict[str, object]:
    """The JWKS entry of a key that signs proofs or status lists; ``jwk`` has kid and alg."""
    return {**jwk, "use": "sig", "purpose": purpose}


class PublishedKeys:
    """The keys of one JWKS by kid and purpose; unusable entries are as if they were not there."""

    def __init__(self, jwks: Mapping[str, object]) -> None:
        entries = jwks.get("keys")
        self._entries = (
            [one for one in entries if isinstance(one, dict)] if (isinstance(entries, list)) else []
        )

    def proof_key(self, kid: str) -> Verifies | None:
        """The key that may sign proofs and file receipts: kid ``1`` .. ``255``."""
        if not _PROOF_KID.fullmatch(kid) or int(kid) > LARGEST_KID:
            return None
        return self._find(kid, PROOF)

    def status_key(self, kid: str) -> Verifies | None:
        return self._find(kid, STATUS)

    def edition_key(self, kid: str) -> Verifies | None:
        """The key that signs one edition's items and rule codes: kid ``edition-N``."""
        return self._find(kid, EDITION) if edition_of_kid(kid) is not None else None

    def _find(self, kid: str, purpose: str) -> Verifies | None:
        named = [one for one in self._entries if one.get("kid") == kid]
        # Two entries of one kid: two readers could take different keys, so nobody takes either.
        if len(named) != 1 or named[0].get("purpose") != purpose or named[0].get("use") != "sig":
            return None
        # The entry says the algorithm, never the token; another one is for a newer checker.
        alg = str(named[0].get("alg"))
        if alg not in ALGS:
            return None
        try:
            return _verifier(alg, load_public(named[0], alg))
        except FieldInvalid:
            return None


def _verifier(alg: str, key: PublicKey) -> Verifies:
    def verifies(signing_input: bytes, signature: bytes) -> bool:
        return signature_holds(Compact(b"", b"", signature, signing_input), alg, key)

    return verifies
