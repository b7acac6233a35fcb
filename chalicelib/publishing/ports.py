"""What publishing an edition needs from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from chalicelib.kernel.records import record
from chalicelib.proofs import ports as proofs

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.rows import CatalogueEdition
    from chalicelib.kernel.ids import UnitCode


class EditionKeySpent(Exception):
    """The private half is gone for ever: the edition was published, and nobody signs for it
    again."""


class EditionKey(Protocol):
    """The key pair of one edition, while it is being published. The same bytes give the same
    signature, so that a repeat writes the same files."""

    @property
    def jwk(self) -> Mapping[str, str]:
        """The public half: kty, crv, x, y, kid, alg."""
        ...

    def sign(self, header: bytes, payload: bytes) -> str:
        """A compact JWS over these very bytes."""
        ...


class EditionKeys(Protocol):
    """One key pair per edition, chosen once (docs/adr/0007)."""

    def of(self, number: int) -> EditionKey:
        """The edition's key; made when first asked for. Raises EditionKeySpent."""
        ...

    def forget(self, number: int) -> None:
        """Destroy the private half; no other one can be made for this edition."""
        ...


class SignedLists(Protocol):
    """The key of the published lists: one call to KMS a signature."""

    def sign(self, typ: str, claims: Mapping[str, object]) -> str: ...

    def read(self, typ: str, token: str) -> dict[str, object] | None:
        """The claims, or None unless this system signed exactly this under this ``typ``."""
        ...

    def is_rotated(self) -> bool:
        """The key has had a version before the one that signs; costs nothing in a warm process."""
        ...

    def is_behind(self, token: str) -> bool:
        """Another version of the key signs now."""
        ...


class SearchFiles(Protocol):
    """What the browser searches with (chalicelib/publishing/adapters/search.py)."""

    def search(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes: ...

    def pinyin(self, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> bytes: ...

    def synonyms(self) -> bytes: ...


@record(frozen=True)
class EditionPorts:
    """Wired in bootstrap. ``publish_keys`` puts the JWKS with the keys of the latest editions;
    ``are_keys_due``: it has to, because a key was rotated (1 read)."""

    keys: EditionKeys
    lists: SignedLists
    searching: SearchFiles
    publish_keys: Callable[[], None]
    are_keys_due: Callable[[], bool]


class Ports(proofs.Ports, Protocol):
    @property
    def editions(self) -> EditionPorts: ...
