"""``/units.json``: ``{"signed": JWS}`` over {iat, units, service_items, materials}; see
docs/static.md."""

from typing import cast

from chalicelib.adapters.keyring import NamedKey
from chalicelib.adapters.publishing import JSON
from chalicelib.adapters.signed_lists import KeyedLists
from chalicelib.domain.errors import MianzhengError
from chalicelib.domain.strict_json import compact, parse_object
from chalicelib.services.ports import Clock
from chalicelib.services.proof_ports import NamesNotOurs, PublicNames, StaticSite

PATH = "units.json"
TYP = "wzm-units+jwt"
_PARTS = ("units", "service_items", "materials")


class SignedNames:
    """The NameList port."""

    def __init__(self, key: NamedKey, site: StaticSite, clock: Clock) -> None:
        self._lists = KeyedLists(key)
        self._site = site
        self._clock = clock

    def read(self) -> PublicNames:
        """See the port; raises NamesNotOurs."""
        content = self._site.read(PATH)
        if content is None:
            return PublicNames()
        try:
            token = str(parse_object(content)["signed"])
        except (KeyError, MianzhengError):
            raise NamesNotOurs from None
        claims = self._lists.read(TYP, token)
        if claims is None:
            raise NamesNotOurs
        return PublicNames(**{one: cast("dict[str, str]", claims[one]) for one in _PARTS})

    def publish(self, names: PublicNames) -> None:
        claims: dict[str, object] = {
            "iat": int(self._clock.now().timestamp()),
            "units": dict(names.units),
            "service_items": dict(names.service_items),
            "materials": dict(names.materials),
        }
        token = self._lists.sign(TYP, claims)
        self._site.put(PATH, compact({"signed": token}), JSON)
