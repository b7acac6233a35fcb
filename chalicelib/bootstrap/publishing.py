"""What publishes editions and keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.cloud.site import JWKS_PATH, publish_json
from chalicelib.keys.adapters.lists import KeyedLists
from chalicelib.keys.adapters.published import purpose_entry
from chalicelib.keys.domain.kids import EDITION, edition_kid
from chalicelib.publishing.adapters.keys import SealedEditionKeys
from chalicelib.publishing.ports import EditionPorts
from chalicelib.publishing.use_cases.latest import latest_editions

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.rows import CatalogueEdition
    from chalicelib.kernel.commits import Lists
    from chalicelib.kernel.files import StaticSite
    from chalicelib.kernel.ids import UnitCode
    from chalicelib.keys.adapters.keyring import Keyring
    from chalicelib.keys.adapters.rostered import SigningKeys


EditionKeyEntries = Callable[[], list[dict[str, object]]]


def edition_entries(lists: Lists) -> EditionKeyEntries:
    """The JWKS entries of the latest editions' keys: 1 query."""

    def entries() -> list[dict[str, object]]:
        return [
            purpose_entry(
                {**dict(one.jwk or ()), "kid": edition_kid(one.number), "alg": "ES256"}, EDITION
            )
            for one in latest_editions(lists)
        ]

    return entries


def jwks_publisher(
    signing: SigningKeys, site: StaticSite, editions: EditionKeyEntries = list
) -> Callable[[Mapping[str, Any]], None]:
    """Puts the response keys with the proof, status and edition keys into one JWKS.

    Two processes may do it at the same time: each looks again after writing, so that no edition
    published and no key rotated meanwhile is left out. That a new version of a key was published
    is noted in the roster: its overlap begins.
    """

    def publish(jwks: Mapping[str, Any]) -> None:
        written: object = None
        while (seen := (signing.roster.fresh(), editions())) != written or not signing.tell(
            seen[0]
        ):
            keys = [*jwks["keys"], *signing.entries(seen[0]), *seen[1]]
            publish_json(site, JWKS_PATH, {**jwks, "keys": keys})
            written = seen

    return publish


def edition_ports(
    keyring: Keyring, signing: SigningKeys, publish_keys: Callable[[], None]
) -> EditionPorts:
    """``publish_keys`` writes the JWKS anew, with the key of an edition just published."""
    return EditionPorts(
        keys=SealedEditionKeys(keyring),
        lists=KeyedLists(signing.status),
        searching=LateSearchFiles(),
        publish_keys=publish_keys,
        are_keys_due=signing.is_due,
    )


class LateSearchFiles:
    """The SearchFiles port; what makes them is loaded when an edition is published."""

    def search(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes:
        from chalicelib.publishing.adapters.search import search_json

        return search_json(edition, names)

    def pinyin(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes:
        from chalicelib.publishing.adapters.search import pinyin_json

        return pinyin_json(edition, names)

    def synonyms(self) -> bytes:
        from chalicelib.publishing.adapters.search import synonyms_json

        return synonyms_json()
