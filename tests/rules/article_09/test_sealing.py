"""Article 9, the sealing: one page a copy, however often it is asked for, wherever it ends."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.kernel.errors import GlyphMissing, ProofRuleBroken, Unavailable
from chalicelib.kernel.events import EventType
from chalicelib.notices.domain.notice import Audience
from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.use_cases.sealing import seal_proof
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.copies import LEASE, EProof, FileState
from tests.rules.proving import Proving
from tests.rules.world import CIVIL_AFFAIRS
from tests.twins.ports import TwinPorts as Ports
from tests.twins.proofs import MemorySealer

STEPS = ("commit", "seal", "keep", "sign_receipt", "put", "commit")
"""What sealing does outside, in this order."""


class Crash(Exception):
    """The process ends here."""


@dataclass
class Fuse:
    """Ends the process at one of the steps: before it takes place, or after."""

    at: int
    is_after: bool
    done: list[str] = field(default_factory=list)

    def wire(self, port: Any) -> Any:
        return _Wired(port, self)

    def step(self, name: str, call: Callable[[], Any]) -> Any:
        number = len(self.done)
        self.done.append(name)
        if number == self.at and not self.is_after:
            raise Crash
        result = call()
        if number == self.at:
            raise Crash
        return result


class _Wired:
    def __init__(self, port: Any, fuse: Fuse) -> None:
        self._port, self._fuse = port, fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name not in STEPS:
            return method
        return lambda *given: self._fuse.step(name, lambda: method(*given))


def wired(ports: Ports, fuse: Fuse) -> Ports:
    proofs = ports.proofs
    changed = replace(
        proofs,
        sealer=fuse.wire(proofs.sealer),
        files=fuse.wire(proofs.files),
        signer=fuse.wire(proofs.signer),
        site=fuse.wire(proofs.site),
    )
    return ports.replaced(store=fuse.wire(ports.store), proofs=changed)


def sealed_well(proving: Proving, proof: EProof) -> None:
    """One kept file, one READY record of that very file, one receipt; every use on record."""
    (content,) = proving.files.files.values()
    sha256 = hashlib.sha256(content).hexdigest()
    copy = proving.copy(proof)
    assert (copy.file.state, copy.file.sha256) == (FileState.READY, sha256)
    assert [one for one in proving.site.files if one.startswith("f/")] == [f"f/{sha256}.jwt"]
    told = proving.district.told(proving.request)
    assert told.count(EventType.PROOF_SEALED) == 1
    uses = len(proving.sealer.sealed)
    assert uses <= told.count(EventType.SEAL_USED) <= uses + 1


def test_the_steps_are_those_that_are_interrupted_below(proving: Proving) -> None:
    fuse = Fuse(at=99, is_after=True)
    proof = proving.extract()
    seal_proof(proof.id, wired(proving.district.ports, fuse))
    assert tuple(fuse.done) == STEPS
    sealed_well(proving, proof)


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(len(STEPS)), ids=lambda at: f"{at}-{STEPS[at]}")
def test_a_crash_at_any_step_loses_nothing_and_keeps_one_page(
    proving: Proving, at: int, is_after: bool
) -> None:
    proof = proving.extract()
    with pytest.raises(Crash):
        seal_proof(proof.id, wired(proving.district.ports, Fuse(at, is_after)))
    proving.district.pass_by(LEASE)  # the dead run's claim lapses
    seal_proof(proof.id, proving.district.ports)
    sealed_well(proving, proof)
    is_kept = at > STEPS.index("keep") or (at == STEPS.index("keep") and is_after)
    is_used = at > STEPS.index("seal") or (at == STEPS.index("seal") and is_after)
    assert len(proving.sealer.sealed) == (2 if is_used and not is_kept else 1)


def test_asked_again_the_sealing_function_does_nothing(proving: Proving) -> None:
    proof = proving.extract()
    for _ in range(3):
        seal_proof(proof.id, proving.district.ports)
    assert len(proving.sealer.sealed) == 1
    sealed_well(proving, proof)


def test_the_seal_is_used_for_nothing_but_a_stored_proof(proving: Proving) -> None:
    ghost = replace(proving.extract(), id="A" * 22)  # type: ignore[arg-type]  # any text
    assert seal_proof(ghost.id, proving.district.ports) is None
    assert proving.sealer.sealed == []


@dataclass
class Interrupted(MemorySealer):
    """Something else happens while the page is being sealed."""

    meanwhile: Callable[[], object] = lambda: None

    def seal(self, document: ProofDocument) -> bytes:
        content = super().seal(document)
        if len(self.sealed) == 1:
            self.meanwhile()
        return content


def interrupt(proving: Proving, meanwhile: Callable[[], object]) -> None:
    ports = proving.district.ports
    sealer = Interrupted(meanwhile=meanwhile)
    proving.district.ports = ports.replaced(proofs=replace(ports.proofs, sealer=sealer))


def test_of_two_runs_at_the_same_time_one_uses_the_seal(proving: Proving) -> None:
    proof = proving.extract()

    def second() -> None:
        with pytest.raises(Unavailable):
            seal_proof(proof.id, proving.district.ports)

    interrupt(proving, second)
    seal_proof(proof.id, proving.district.ports)
    assert len(proving.sealer.sealed) == 1
    sealed_well(proving, proof)


def test_a_run_that_takes_longer_than_its_claim_still_keeps_one_page(proving: Proving) -> None:
    proof = proving.extract()

    def second() -> None:
        proving.district.pass_by(LEASE)
        seal_proof(proof.id, proving.district.ports)

    interrupt(proving, second)
    seal_proof(proof.id, proving.district.ports)
    assert len(proving.sealer.sealed) == 2
    sealed_well(proving, proof)


def test_a_revocation_while_the_page_is_sealed_is_not_undone(proving: Proving) -> None:
    proof = proving.extract()
    interrupt(proving, lambda: proving.revoke(proof))
    seal_proof(proof.id, proving.district.ports)
    assert proving.copy(proof).status is ProofStatus.REVOKED
    sealed_well(proving, proof)


class Fontless(MemorySealer):
    """No font holds 𬱖."""

    def seal(self, document: ProofDocument) -> bytes:
        raise GlyphMissing(f"没有字体含有“𬱖”({document.title}),请联系专班办公室补字。")


def test_a_character_no_font_holds_fails_the_sealing_with_its_name(proving: Proving) -> None:
    ports = proving.district.ports
    proving.district.ports = ports.replaced(proofs=replace(ports.proofs, sealer=Fontless()))
    proof = proving.extract()
    failed = seal_proof(proof.id, proving.district.ports)
    assert failed is not None
    file = proving.copy(proof).file
    assert file.state is FileState.FAILED
    assert "𬱖" in str(file.failure)
    with pytest.raises(ProofRuleBroken, match="加盖失败:没有字体含有“𬱖”"):
        proving.pdf(proof)
    assert proving.files.files == {}
    assert EventType.SEALING_FAILED in proving.district.told(proving.request)


def test_the_requester_is_told_that_the_sealing_failed_and_the_token_counts_all_the_same(
    proving: Proving,
) -> None:
    ports = proving.district.ports
    proving.district.ports = ports.replaced(proofs=replace(ports.proofs, sealer=Fontless()))
    proof = proving.extract()
    seal_proof(proof.id, proving.district.ports)
    proving.district.deliver()
    told = proving.district.inbox(CIVIL_AFFAIRS, Audience.AGENT)
    assert told.count(EventType.SEALING_FAILED) == 1
    assert proving.outcome(proof) == "VALID"
