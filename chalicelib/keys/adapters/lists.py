"""The SignedLists port: what this system publishes as a list, signed by one key (purpose
``status``) under a ``typ`` of its own each, so that none can stand in for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import compact, parse_object
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.keys.domain.kids import STATUS, kid_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.keys.adapters.rostered import RosteredKey

_SIGNATURE_SIZE = 64


class KeyedLists:
    """One signature a list (KMS: one call); reading takes the public half only."""

    def __init__(self, key: RosteredKey) -> None:
        self._key = key

    def sign(self, typ: str, claims: Mapping[str, object]) -> str:
        content = compact(claims)
        return self._key.sign(
            lambda number, signer: sign_exactly(_header(typ, _kid(number)), content, signer)
        )

    def read(self, typ: str, token: str) -> dict[str, object] | None:
        """See the port."""
        try:
            header, payload, signature = token.split(".")
            claims = parse_object(base64url.decode(payload))
            raw = base64url.decode(signature)
            kid = str(parse_object(base64url.decode(header)).get("kid"))
            is_ours = base64url.decode(header) == _header(typ, kid)
        except (ValueError, MianzhengError):
            return None
        if not is_ours or not self._verifies(f"{header}.{payload}".encode(), raw, kid):
            return None
        return claims

    def is_rotated(self) -> bool:
        """See the port."""
        return self._key.is_rotated()

    def is_behind(self, token: str) -> bool:
        """See the port."""
        try:
            kid = parse_object(base64url.decode(token.partition(".")[0])).get("kid")
        except (ValueError, MianzhengError):
            return False
        return kid != _kid(self._key.number())

    def _verifies(self, signing_input: bytes, signature: bytes, kid: str) -> bool:
        entry = self._key.entry_of(kid)
        verifies = None if entry is None else PublishedKeys({"keys": [entry]}).status_key(kid)
        has_size = len(signature) == _SIGNATURE_SIZE
        return verifies is not None and has_size and verifies(signing_input, signature)


def _kid(number: int) -> str:
    return kid_of(STATUS, number)


def _header(typ: str, kid: str) -> bytes:
    return compact({"alg": "ES256", "kid": kid, "typ": typ})
