"""``/units.json``: ``{"signed": JWS}`` over {iat, units, service_items, materials}; see
docs/static.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chalicelib.cloud.site import JSON
from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.strict_json import compact, parse_object
from chalicelib.keys.adapters.lists import KeyedLists
from chalicelib.proofs.ports import NamesNotOurs, PublicNames
from chalicelib.proofs.status.use_cases.names import NAMES, NAMES_TYP

if TYPE_CHECKING:
    from chalicelib.kernel.files import StaticSite
    from chalicelib.kernel.ports import Clock
    from chalicelib.keys.adapters.rostered import RosteredKey

_PARTS = ("units", "service_items", "materials")


class SignedNames:
    """The NameList port."""

    def __init__(self, key: RosteredKey, site: StaticSite, clock: Clock) -> None:
        self._lists = KeyedLists(key)
        self._site = site
        self._clock = clock

    def read(self) -> PublicNames:
        """See the port; raises NamesNotOurs."""
        content = self._site.read(NAMES)
        if content is None:
            return PublicNames()
        try:
            token = str(parse_object(content)["signed"])
        except (KeyError, MianzhengError):
            raise NamesNotOurs from None
        claims = self._lists.read(NAMES_TYP, token)
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
        token = self._lists.sign(NAMES_TYP, claims)
        self._site.put(NAMES, compact({"signed": token}), JSON)
