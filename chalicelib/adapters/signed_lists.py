"""The SignedLists port: what this system publishes as a list, signed by one key (purpose
``status``) under a ``typ`` of its own each, so that none can stand in for another."""

from collections.abc import Mapping

from chalicelib.adapters.keyring import NamedKey
from chalicelib.adapters.proof_checks import STATUS, PublishedKeys, purpose_entry
from chalicelib.adapters.proof_keys import STATUS_KID
from chalicelib.adapters.proof_tokens import sign_exactly
from chalicelib.domain import base64url
from chalicelib.domain.errors import MianzhengError
from chalicelib.domain.strict_json import compact, parse_object

_SIGNATURE_SIZE = 64


class KeyedLists:
    """One signature a list (KMS: one call); reading takes the public half only."""

    def __init__(self, key: NamedKey) -> None:
        self._key = key

    def sign(self, typ: str, claims: Mapping[str, object]) -> str:
        return sign_exactly(_header(typ), compact(claims), self._key.signer)

    def read(self, typ: str, token: str) -> dict[str, object] | None:
        """See the port."""
        try:
            header, payload, signature = token.split(".")
            claims = parse_object(base64url.decode(payload))
            raw = base64url.decode(signature)
            is_ours = base64url.decode(header) == _header(typ)
        except (ValueError, MianzhengError):
            return None
        if not is_ours or not self._verifies(f"{header}.{payload}".encode(), raw):
            return None
        return claims

    def _verifies(self, signing_input: bytes, signature: bytes) -> bool:
        entry = purpose_entry({**self._key.jwk, "kid": STATUS_KID}, STATUS)
        verifies = PublishedKeys({"keys": [entry]}).status_key(STATUS_KID)
        has_size = len(signature) == _SIGNATURE_SIZE
        return verifies is not None and has_size and verifies(signing_input, signature)


def _header(typ: str) -> bytes:
    return compact({"alg": "ES256", "kid": STATUS_KID, "typ": typ})
