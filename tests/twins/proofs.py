"""Twins of the proof ports: real signatures by keys of the moment, files in dictionaries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from chalicelib.cloud.vault import Vault
from chalicelib.kernel.files import StaticFile
from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.ports import Clock
from chalicelib.keys.adapters.keyring import NamedKey
from chalicelib.keys.adapters.signers import LocalSigner
from chalicelib.keys.domain.kids import PROOF, STATUS
from chalicelib.proofs.adapters.keys import ProofKeys, SignedStatusLists
from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.ports import ProofPorts
from chalicelib.proofs.seal.adapters.queue import DirectSealQueue
from chalicelib.proofs.status.adapters.names_file import SignedNames
from chalicelib.requests.domain.claims import SEAL_NAMES
from tests.twins.pictures import MemoryPictures
from tests.twins.rosters import unrotated


@dataclass
class MemorySite:
    """What the site would show, by path."""

    files: dict[str, bytes] = field(default_factory=dict)

    def has(self, path: str) -> bool:
        return path in self.files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def put(self, path: str, content: bytes, kind: str) -> None:  # noqa: ARG002  # the port's
        self.files[path] = content

    def remove(self, path: str) -> None:
        self.files.pop(path, None)

    def put_all(self, files: Iterable[StaticFile], under: str) -> None:  # noqa: ARG002  # the port's
        for one in files:
            if self.files.get(one.path) != one.content:
                self.put(one.path, one.content, one.kind)


@dataclass
class MemoryProofFiles:
    """The first file kept stands."""

    files: dict[ProofId, bytes] = field(default_factory=dict)

    def keep(self, proof: ProofId, content: bytes) -> bytes:
        return self.files.setdefault(proof, content)

    def read(self, proof: ProofId) -> bytes | None:
        return self.files.get(proof)

    def forget(self, proof: ProofId) -> None:
        self.files.pop(proof, None)


@dataclass
class MemorySealer:
    """Writes the page's texts instead of typesetting them, and counts the uses of the seal."""

    sealed: list[ProofDocument] = field(default_factory=list)

    def seal(self, document: ProofDocument) -> bytes:
        self.sealed.append(document)
        texts = "\n".join(text for _, text in document.printed_texts())
        return f"{document.seal_name} {len(self.sealed)}\n{texts}".encode()


@lru_cache(maxsize=8)
def memory_key(name: str) -> NamedKey:
    """A key of the moment; making one costs more than a test."""
    return NamedKey(LocalSigner(generate_private_key(SECP256R1())), name)


def memory_proofs(
    origin: str, clock: Clock, seal: Callable[[ProofId], object], site: MemorySite | None = None
) -> ProofPorts:
    """``seal`` is called when the outbox asks for a page."""
    site = site if site is not None else MemorySite()
    status = unrotated(STATUS, memory_key(STATUS))
    return ProofPorts(
        origin=origin,
        signer=ProofKeys(unrotated(PROOF, memory_key(PROOF)), Vault(bytes(32), bytes(32))),
        statuses=SignedStatusLists(origin, status, site, clock),
        site=site,
        names=SignedNames(status, site, clock),
        files=MemoryProofFiles(),
        queue=DirectSealQueue(seal),
        pictures=MemoryPictures(),
        sealer=MemorySealer(),
        seal_names=SEAL_NAMES,
    )
