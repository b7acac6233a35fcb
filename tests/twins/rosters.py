"""A roster of signing keys that this process alone knows, and keys that were never rotated."""

import secrets

from chalicelib.cloud.machine import SystemClock
from chalicelib.kernel.ports import Clock
from chalicelib.keys.adapters.keyring import NamedKey
from chalicelib.keys.adapters.roster_store import KeptRoster
from chalicelib.keys.adapters.rostered import RosteredKey


class MemoryRoster:
    """Twin of ``keys.adapters.roster_store.RosterStore``."""

    def __init__(self) -> None:
        self._text: bytes | None = None

    def read(self) -> bytes | None:
        return self._text

    def swap(self, old: bytes | None, new: bytes) -> bool:
        if self._text != old:
            return False
        self._text = new
        return True


def own_roster(clock: Clock) -> KeptRoster:
    return KeptRoster(MemoryRoster(), secrets.token_bytes(32), clock)


def unrotated(purpose: str, key: NamedKey) -> RosteredKey:
    """A key that has one version only."""
    return RosteredKey(purpose, lambda _name: key, own_roster(SystemClock()))
