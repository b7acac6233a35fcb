"""Article 11, the proofs: the issuer answers for the truth, so what it takes back reaches all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import MianzhengError, NotTheIssuer, ProofRuleBroken
from chalicelib.kernel.events import EventType
from chalicelib.notices.domain.notice import Audience
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.status.use_cases.publishing import publish_every_shard, publish_shard
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.copies import MOST_COPIES, EProof, FileState
from tests.rules.proving import Proving, answered, stranger
from tests.rules.world import CIVIL_AFFAIRS
from tests.worlds import agent

VALID, REVOKED, SUSPENDED = CheckOutcome.VALID, CheckOutcome.REVOKED, CheckOutcome.SUSPENDED


def two_copies(proving: Proving) -> tuple[EProof, EProof]:
    copies = proving.extract(), proving.extract()
    proving.district.deliver()
    return copies


# --- what anybody finds out -----------------------------------------------------------------


def test_a_fresh_proof_is_genuine_for_its_purpose_and_for_no_other(proving: Proving) -> None:
    proof = proving.extract()
    proving.district.deliver()
    assert proving.outcome(proof) is VALID
    assert proving.outcome(proof, proof.claims.service_item) is VALID
    assert proving.outcome(proof, "SX999") is CheckOutcome.PURPOSE_MISMATCH


def test_before_its_list_is_published_a_proof_is_not_confirmed(proving: Proving) -> None:
    assert proving.outcome(proving.extract()) is CheckOutcome.STATUS_UNKNOWN


def test_after_thirty_days_a_proof_is_over(proving: Proving) -> None:
    proof = proving.extract()
    proving.district.pass_by(timedelta(days=30) - timedelta(seconds=1))
    publish_every_shard(proving.district.ports)
    assert proving.outcome(proof) is VALID
    proving.district.pass_by(timedelta(seconds=1))
    assert proving.outcome(proof) is CheckOutcome.EXPIRED


def test_without_its_daily_rewriting_a_list_confirms_nothing(proving: Proving) -> None:
    proof = proving.extract()
    proving.district.deliver()
    proving.district.pass_by(timedelta(hours=24))
    assert proving.outcome(proof) is CheckOutcome.STATUS_UNKNOWN
    assert publish_every_shard(proving.district.ports) == 2, "the one in use and the next"
    assert proving.outcome(proof) is VALID


# --- revoked: every copy, for ever -------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1])
def test_revoking_any_copy_revokes_every_copy(proving: Proving, which: int) -> None:
    copies = two_copies(proving)
    assert proving.revoke(copies[which]).status is ProofStatus.REVOKED
    assert [proving.copy(one).status for one in copies] == [ProofStatus.REVOKED] * 2
    proving.district.deliver()
    assert [proving.outcome(one) for one in copies] == [REVOKED] * 2


def test_the_requester_is_told_of_a_revocation(proving: Proving) -> None:
    proof, _ = two_copies(proving)
    proving.revoke(proof)
    proving.district.deliver()
    assert EventType.PROOF_REVOKED in proving.district.inbox(CIVIL_AFFAIRS, Audience.AGENT)
    revocation = proving.stored().proofs.revocation
    assert revocation is not None
    assert revocation.reason == "登记有误"


def test_what_is_revoked_is_neither_resumed_nor_suspended_nor_revoked_again_nor_extracted(
    proving: Proving,
) -> None:
    proof, other = two_copies(proving)
    proving.revoke(proof)
    for act in (proving.resume, proving.suspend, proving.revoke):
        with pytest.raises(ProofRuleBroken, match="已经撤销"):
            act(other)
    with pytest.raises(ProofRuleBroken, match="不能再提取"):
        proving.extract()


def test_only_the_issuer_takes_its_proofs_back(proving: Proving) -> None:
    proof, _ = two_copies(proving)
    for act in (proving.revoke, proving.suspend, proving.resume):
        for other in (agent(proving.request.requester), stranger()):
            with pytest.raises(NotTheIssuer):
                act(proof, other)
    with pytest.raises(NotTheIssuer):
        proving.correct(by=agent(proving.request.requester))
    assert proving.stored().proofs.status is ProofStatus.VALID


def test_every_copy_stays_readable_for_both_units_after_its_revocation(proving: Proving) -> None:
    copies = two_copies(proving)
    proving.revoke(copies[0])
    for reader in (agent(proving.request.requester), agent(proving.request.issuer)):
        for one in copies:
            assert proving.read(one, reader).status is ProofStatus.REVOKED
            assert proving.pdf(one, reader)


# --- suspended: every copy, for a while ----------------------------------------------------------


def test_a_suspension_reaches_every_copy_and_ends_with_its_resumption(proving: Proving) -> None:
    copies = two_copies(proving)
    proving.suspend(copies[1])
    proving.district.deliver()
    assert [proving.outcome(one) for one in copies] == [SUSPENDED] * 2
    with pytest.raises(ProofRuleBroken, match="暂时不能提取"):
        proving.extract()
    with pytest.raises(ProofRuleBroken, match="不能再暂停"):
        proving.suspend(copies[0])
    proving.resume(copies[0])
    proving.district.deliver()
    assert [proving.outcome(one) for one in copies] == [VALID] * 2
    assert proving.extract().status is ProofStatus.VALID
    told = proving.district.inbox(CIVIL_AFFAIRS, Audience.AGENT)
    assert {EventType.PROOF_SUSPENDED, EventType.PROOF_RESUMED} <= set(told)


def test_what_is_not_suspended_is_not_resumed(proving: Proving) -> None:
    proof, _ = two_copies(proving)
    with pytest.raises(ProofRuleBroken, match="没有暂停"):
        proving.resume(proof)


def test_what_is_suspended_can_still_be_revoked(proving: Proving) -> None:
    proof, other = two_copies(proving)
    proving.suspend(proof)
    proving.revoke(proof)
    proving.district.deliver()
    assert proving.outcome(other) is REVOKED
    assert proving.stored().proofs.suspension is None


# --- corrected: the old copies are revoked, the new answer is extracted --------------------------


def test_a_correction_revokes_every_copy_and_the_next_one_says_the_new_answer(
    proving: Proving,
) -> None:
    old = two_copies(proving)
    proving.district.pass_by(timedelta(minutes=5))
    proving.correct(Conclusion.NO_RECORD)
    new = proving.extract()
    proving.district.deliver()
    assert [proving.outcome(one) for one in old] == [REVOKED] * 2
    assert proving.outcome(new) is VALID
    assert (old[0].claims.conclusion, new.claims.conclusion) == ("CONFIRMED", "NO_RECORD")
    assert new.answered_at == old[0].answered_at + timedelta(minutes=5)
    register = proving.stored().proofs
    assert (register.copies, register.superseded) == ((new.id,), tuple(one.id for one in old))
    assert [one.reason for one in register.corrections] == ["查错了人"]


def test_a_copy_of_the_old_answer_is_sealed_with_what_the_old_answer_said(
    proving: Proving,
) -> None:
    old = proving.extract()  # its page is not sealed yet
    proving.district.pass_by(timedelta(minutes=5))
    proving.correct(Conclusion.NO_RECORD)
    proving.district.deliver()
    assert proving.copy(old).file.state is FileState.READY
    page = proving.sealer.sealed[-1]
    assert json.loads(page.proof_json)["conclusion"] == "CONFIRMED"
    assert "属实" in page.conclusion
    before = proving.pdf(old)
    proving.extract()
    proving.district.deliver()
    assert proving.pdf(old) == before


def test_a_copy_of_the_old_answer_cannot_revoke_the_new_one(proving: Proving) -> None:
    old = proving.extract()
    proving.district.pass_by(timedelta(minutes=5))
    proving.correct()
    new = proving.extract()
    for act in (proving.revoke, proving.suspend, proving.resume):
        with pytest.raises(ProofRuleBroken):
            act(old)
    assert proving.copy(new).status is ProofStatus.VALID


def test_twenty_copies_of_the_old_answer_do_not_forbid_one_of_the_new(proving: Proving) -> None:
    for _ in range(MOST_COPIES):
        proving.extract()
    proving.correct()
    assert proving.extract().status is ProofStatus.VALID
    assert len(proving.stored().proofs.every_copy) == MOST_COPIES + 1


def test_a_revoked_answer_is_extracted_again_once_it_was_corrected(proving: Proving) -> None:
    proof = proving.extract()
    proving.revoke(proof)
    proving.correct()
    new = proving.extract()
    proving.district.deliver()
    assert [proving.outcome(one) for one in (proof, new)] == [REVOKED, VALID]


def test_what_has_no_answer_is_not_corrected() -> None:
    proving = answered()
    proving.request = proving.district.file("ZM007", "A-2")
    with pytest.raises(MianzhengError, match="还没有出具结果"):
        proving.correct()


# --- the list itself ------------------------------------------------------------------------------


def test_a_slower_process_does_not_put_an_older_list_in_place_of_a_newer_one(
    proving: Proving,
) -> None:
    proof, _ = two_copies(proving)
    ports = proving.district.ports
    statuses = ports.proofs.statuses

    class Slow:
        """Between its reading of the store and its writing somebody revokes and publishes."""

        written = 0

        def publish(self, shard: int, marks: Mapping[int, ProofStatus]) -> None:
            self.written += 1
            if self.written == 1:
                proving.revoke(proof)
                publish_shard(shard, ports)
            statuses.publish(shard, marks)

    slow = Slow()
    publish_shard(0, ports.replaced(proofs=replace(ports.proofs, statuses=slow)))
    assert slow.written == 2
    assert proving.outcome(proof) is REVOKED


def test_a_list_is_written_for_the_first_proof_and_then_only_when_it_changes(
    proving: Proving,
) -> None:
    proof, _ = two_copies(proving)
    first = proving.site.files["status/0.jwt"]
    proving.extract()
    proving.district.deliver()
    assert proving.site.files["status/0.jwt"] is first
    proving.revoke(proof)
    proving.district.deliver()
    assert proving.site.files["status/0.jwt"] != first
