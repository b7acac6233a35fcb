"""Electronic proofs in the district of :mod:`tests.rules.world`: who does what, and the check."""

import json
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import cast

from chalicelib.bootstrap.wiring import Services
from chalicelib.http.access import check_role
from chalicelib.kernel.callers import Caller, SignedCall
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import UnitCode
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.keys.domain.roster import PUBLISHED, KeyRoster
from chalicelib.proofs.api.routes import ROUTES
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.check.domain.check import CheckResult, Expected, check_token
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.use_cases.extracting import extract_proof
from chalicelib.proofs.use_cases.reading import read_proof, read_proof_file
from chalicelib.proofs.use_cases.revoking import (
    CorrectAnswer,
    correct_answer,
    resume_proof,
    revoke_proof,
    suspend_proof,
)
from chalicelib.requests.domain.answers import Answer, Conclusion, Fact, Statement
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from tests.rules.world import EVIDENCE, FACTS, District
from tests.twins.proofs import (
    MemoryProofFiles,
    MemorySealer,
    MemorySite,
    memory_key,
)
from tests.twins.rosters import unrotated
from tests.worlds import agent, call_by

ONE = "/v1/verification-requests/{request_id}"
PROOF = "/v1/proofs/{proof_id}"
ACCESS = {(one.method, one.path): one.access for one in ROUTES}
EXTRACTIONS = ONE + "/extractions"
CORRECTIONS = ONE + "/corrections"
NO_FACTS: tuple[Fact, ...] = ()


@dataclass
class Proving:
    """One district, and one answered request of it."""

    district: District
    request: VerificationRequest

    # --- what people do ------------------------------------------------------------------

    def extract(
        self, by: Caller | None = None, purpose: str | None = None, op: str | None = None
    ) -> EProof:
        call = self._call("POST", EXTRACTIONS, by or agent(self.request.requester), op)
        return extract_proof(self.request.id, purpose, call, self.district.ports)

    def revoke(self, proof: EProof, by: Caller | None = None) -> EProof:
        call = self._call("POST", PROOF + "/revoke", by or agent(self.request.issuer))
        return revoke_proof(proof.id, "登记有误", call, self.district.ports)

    def suspend(self, proof: EProof, by: Caller | None = None) -> EProof:
        call = self._call("POST", PROOF + "/suspend", by or agent(self.request.issuer))
        return suspend_proof(proof.id, "正在复核", call, self.district.ports)

    def resume(self, proof: EProof, by: Caller | None = None) -> EProof:
        call = self._call("POST", PROOF + "/resume", by or agent(self.request.issuer))
        return resume_proof(proof.id, call, self.district.ports)

    def correct(
        self, conclusion: Conclusion = Conclusion.NO_RECORD, by: Caller | None = None
    ) -> VerificationRequest:
        call = self._call("POST", CORRECTIONS, by or agent(self.request.issuer))
        facts = FACTS if conclusion is Conclusion.CONFIRMED else NO_FACTS
        command = CorrectAnswer(
            self.request.id, Statement(conclusion, facts, "2022-06-28", EVIDENCE), "查错了人"
        )
        return correct_answer(command, call, self.district.ports)

    def read(self, proof: EProof, by: Caller) -> EProof:
        return read_proof(proof.id, self._call("GET", PROOF, by), self.district.ports)

    def pdf(self, proof: EProof, by: Caller | None = None) -> bytes:
        call = self._call("GET", PROOF + "/pdf", by or agent(self.request.requester))
        return read_proof_file(proof.id, call, self.district.ports)

    def answer_by_database(self, name: str) -> None:
        """As if a connected database had answered, not a person."""
        stored = self.stored()
        answer = replace(cast("Answer", stored.answer), source=name)
        self.district.ports.commit(Commit(saves=(replace(stored, answer=answer),)))

    # --- what stands ---------------------------------------------------------------------

    def stored(self) -> VerificationRequest:
        return self.district.stored(self.request)

    def copy(self, proof: EProof) -> EProof:
        found = self.district.ports.copies.proof(proof.id)
        assert found is not None
        return found

    @property
    def site(self) -> MemorySite:
        return cast("MemorySite", self.district.ports.proofs.site)

    @property
    def sealer(self) -> MemorySealer:
        return cast("MemorySealer", self.district.ports.proofs.sealer)

    @property
    def files(self) -> MemoryProofFiles:
        return cast("MemoryProofFiles", self.district.ports.proofs.files)

    def page(self, purpose: str | None = None) -> str:
        """The texts of the page of a new copy."""
        self.extract(purpose=purpose)
        self.district.deliver()
        return "\n".join(text for _, text in self.sealer.sealed[-1].printed_texts())

    def check(self, text: str, item: str | None = None) -> CheckResult:
        """As a phone checks: the published keys, the published list, nothing else."""
        entries = [
            one
            for purpose in PUBLISHED
            for one in unrotated(purpose, memory_key(purpose)).entries(KeyRoster())
        ]
        keys = PublishedKeys(json.loads(json.dumps({"keys": entries})))

        def fetch(shard: int) -> str | None:
            content = self.site.files.get(f"status/{shard}.jwt")
            return None if content is None else content.decode()

        now = self.district.clock.now()
        return check_token(text, keys.proof_key, StatusFiles(keys, fetch).read, now, Expected(item))

    def outcome(self, proof: EProof, item: str | None = None) -> CheckOutcome:
        return self.check(proof.token, item).outcome

    def _call(self, method: str, path: str, by: Caller, op: str | None = None) -> SignedCall:
        """A signed call that has passed the role check of ``path``."""
        call = replace(call_by(by, op), method=method, target=path)
        rim = cast("Services", SimpleNamespace(ports=self.district.ports))
        check_role(call, ACCESS[method, path], rim)
        return call


def answered(row: str = "ZM007", conclusion: Conclusion = Conclusion.CONFIRMED) -> Proving:
    """A request that its issuer has answered; nothing of the outbox is left."""
    district = District()
    facts = FACTS if conclusion is Conclusion.CONFIRMED else NO_FACTS
    request = district.answer(district.file(row), conclusion=conclusion, facts=facts)
    district.deliver()
    return Proving(district, request)


def stranger() -> Caller:
    """An agent of a unit that has nothing to do with ZM007."""
    return agent(UnitCode("370402002"))
