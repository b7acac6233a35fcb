"""What extracting, sealing and checking proofs need from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from chalicelib.kernel.files import StaticSite
from chalicelib.kernel.records import record
from chalicelib.requests import ports as requests
from chalicelib.requests.domain.claims import ProofClaims, ProofStatus, SealKind

if TYPE_CHECKING:
    from chalicelib.kernel.ids import ProofId
    from chalicelib.proofs.domain.document import ProofDocument
    from chalicelib.proofs.domain.receipts import FileReceipt


@record(frozen=True)
class StatusMark:
    """What the status list says of one place: (shard, index)."""

    shard: int
    index: int
    status: ProofStatus


class ProofSigner(Protocol):
    """The proof key: one signature per token or file receipt (KMS: one call each)."""

    def new_id(self) -> ProofId:
        """128 random bits as base64url, never beginning with ``-``."""
        ...

    def sign_proof(self, claims: ProofClaims) -> str: ...

    def sign_receipt(self, receipt: FileReceipt) -> str: ...

    def salt(self, proof: ProofId) -> bytes:
        """The 16-byte salt of this proof's proof.json: keyed, so that nobody can try id numbers."""
        ...


class StatusLists(Protocol):
    """The signed list of one shard as a static file."""

    def publish(self, shard: int, marks: Mapping[int, ProofStatus]) -> None: ...


@record(frozen=True)
class PublicNames:
    """Names by code, as the check page shows them."""

    units: Mapping[str, str] = field(default_factory=dict)
    service_items: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)

    def renewed(self, newer: PublicNames) -> PublicNames:
        """Every name of either; the newer one of a code that both have."""
        return PublicNames(
            {**self.units, **newer.units},
            {**self.service_items, **newer.service_items},
            {**self.materials, **newer.materials},
        )


class NamesNotOurs(Exception):
    """What stands as the list of names was not signed by this system."""


class NameList(Protocol):
    """The signed list of names as a static file."""

    def read(self) -> PublicNames:
        """What stands; empty when nothing does. Raises NamesNotOurs."""
        ...

    def publish(self, names: PublicNames) -> None: ...


class ProofFiles(Protocol):
    """The sealed PDFs, kept for ever, one per copy."""

    def keep(self, proof: ProofId, content: bytes) -> bytes:
        """Keep this file unless one stands already; what stands is given back."""
        ...

    def read(self, proof: ProofId) -> bytes | None: ...

    def forget(self, proof: ProofId) -> None:
        """Erasure only."""
        ...


class SealQueue(Protocol):
    """Asks the sealing function to seal one copy; at least once."""

    def ask(self, proof: ProofId) -> None: ...


class ProofPictures(Protocol):
    """The QR code of a proof."""

    def svg(self, url: str) -> str: ...


@dataclass
class LastShard:
    """The status list this process last found a place in: where to draw next. Only a hint."""

    number: int = 0


class Sealer(Protocol):
    """Typesets a proof and seals it.

    Two calls with one document give two valid files of different bytes: the signature is
    random, and a time stamp names its own moment. The caller keeps the first and never seals
    again what is kept.
    """

    def seal(self, document: ProofDocument) -> bytes:
        """The sealed PDF/A. Raises GlyphMissing (no font holds a character), Misconfigured
        (no seal of this kind) or Unavailable (the key, the platform or the time stamp did not
        answer; calling again is safe)."""
        ...


@record(frozen=True)
class ProofPorts:
    """Wired in bootstrap. ``origin`` is the public one; ``sealer`` is used by the sealing
    function only, whose role alone may use the seal keys. ``seal_names``: what the seals are
    called (Art. 9). ``is_test``: the page says so."""

    origin: str
    signer: ProofSigner
    statuses: StatusLists
    site: StaticSite
    names: NameList
    files: ProofFiles
    queue: SealQueue
    pictures: ProofPictures
    sealer: Sealer
    seal_names: Mapping[SealKind, str]
    is_test: bool = False
    last_shard: LastShard = field(default_factory=LastShard)


class PlaceStore(Protocol):
    """The places of the status lists."""

    def status_marks(self, shard: int) -> tuple[StatusMark, ...]:
        """What is not valid there: one query."""
        ...

    def has_places(self, shard: int) -> bool: ...


class Ports(requests.Ports, Protocol):
    @property
    def places(self) -> PlaceStore: ...

    @property
    def proofs(self) -> ProofPorts: ...
