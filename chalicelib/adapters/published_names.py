"""``/units.json``: ``{"signed": JWS}`` over {iat, units, service_items, materials}.

Signed by the key of the published lists (purpose ``status``), under a ``typ`` of its own, so that
neither can stand in for the other; see docs/static.md.
"""

import json
from typing import cast

from chalicelib.adapters.keyring import NamedKey
from chalicelib.adapters.proof_checks import STATUS, PublishedKeys, purpose_entry
from chalicelib.adapters.proof_keys import STATUS_KID
from chalicelib.adapters.proof_tokens import sign_exactly
from chalicelib.adapters.publishing import JSON
from chalicelib.domain import base64url
from chalicelib.domain.errors import MianzhengError
from chalicelib.domain.strict_json import parse_object
from chalicelib.services.ports import Clock
from chalicelib.services.proof_ports import NamesNotOurs, PublicNames, StaticSite

PATH = "units.json"
TYP = "wzm-units+jwt"
_PARTS = ("units", "service_items", "materials")


class SignedNames:
    """The NameList port."""

    def __init__(self, key: NamedKey, site: StaticSite, clock: Clock) -> None:
        self._key = key
        self._site = site
        self._clock = clock

    def read(self) -> PublicNames:
        """See the port; raises NamesNotOurs."""
        content = self._site.read(PATH)
        if content is None:
            return PublicNames()
        try:
            header, payload, signature = str(parse_object(content)["signed"]).split(".")
            claims = parse_object(base64url.decode(payload))
            raw = base64url.decode(signature)
        except (KeyError, ValueError, MianzhengError):
            raise NamesNotOurs from None
        is_ours = base64url.decode(header) == _header()
        if not is_ours or not self._verifies(f"{header}.{payload}".encode(), raw):
            raise NamesNotOurs
        return PublicNames(**{one: cast("dict[str, str]", claims[one]) for one in _PARTS})

    def publish(self, names: PublicNames) -> None:
        claims = {
            "iat": int(self._clock.now().timestamp()),
            "units": dict(names.units),
            "service_items": dict(names.service_items),
            "materials": dict(names.materials),
        }
        token = sign_exactly(_header(), _text(claims), self._key.signer)
        self._site.put(PATH, _text({"signed": token}), JSON)

    def _verifies(self, signing_input: bytes, signature: bytes) -> bool:
        entry = purpose_entry({**self._key.jwk, "kid": STATUS_KID}, STATUS)
        verifies = PublishedKeys({"keys": [entry]}).status_key(STATUS_KID)
        return verifies is not None and len(signature) == 64 and verifies(signing_input, signature)


def _header() -> bytes:
    return _text({"alg": "ES256", "kid": STATUS_KID, "typ": TYP})


def _text(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
