"""Twins of what publishing an edition needs: real signatures, secrets in a dictionary, small files
to search with."""

from dataclasses import dataclass, field, replace

from chalicelib.bootstrap.publishing import edition_entries, edition_ports, jwks_publisher
from chalicelib.kernel.files import StaticSite
from chalicelib.kernel.ports import Clock
from chalicelib.keys.adapters.keyring import Keyring
from chalicelib.keys.adapters.rostered import signing_keys
from chalicelib.publishing.ports import EditionPorts
from chalicelib.storage.store import Store
from tests.twins.proofs import memory_key
from tests.twins.rosters import own_roster
from tests.twins.search import MemorySearchFiles


@dataclass
class MemorySecrets:
    """The keyring's secrets, by name."""

    values: dict[str, bytes] = field(default_factory=dict, repr=False)

    def read(self, name: str) -> bytes | None:
        return self.values.get(name)

    def create(self, name: str, value: bytes) -> bytes:
        return self.values.setdefault(name, value)

    def replace(self, name: str, value: bytes) -> None:
        self.values[name] = value


def memory_editions(store: Store, site: StaticSite, clock: Clock) -> EditionPorts:
    """Keys of the moment; the JWKS that is published has no response keys."""
    keyring = Keyring(MemorySecrets(), memory_key)
    signing = signing_keys(memory_key, own_roster(clock))
    publish = jwks_publisher(signing, site, edition_entries(store.lists))
    ports = edition_ports(keyring, signing, lambda: publish({"keys": []}))
    return replace(ports, searching=MemorySearchFiles())
