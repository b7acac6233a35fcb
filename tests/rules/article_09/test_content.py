"""Article 9: what a proof says and carries, and who sees it."""

import hashlib
import json
from dataclasses import replace

import pytest

from chalicelib.kernel.errors import (
    MianzhengError,
    NotAParty,
    ProofRuleBroken,
    RoleNotAllowed,
)
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.kernel.texts.salted import digest
from chalicelib.requests.domain.copies import FileState
from tests.rules.proving import Proving, stranger
from tests.rules.world import TAX
from tests.worlds import agent, officer, supervisor

# --- what it says ------------------------------------------------------------------------------


def test_neither_token_nor_attachment_nor_page_has_a_full_name_or_a_number(
    proving: Proving,
) -> None:
    page = proving.page()
    document = proving.sealer.sealed[-1]
    proof = proving.extract()
    payload = base64url.decode(proof.token.split(".")[1]).decode()
    for text in (payload, document.proof_json.decode(), page):
        assert proving.request.applicant.name not in text
        assert proving.request.applicant.id_no not in text
    assert '"h":"赵*例"' in payload


def test_the_token_holds_the_digest_of_the_very_attachment_of_its_page(proving: Proving) -> None:
    proof = proving.extract()
    proving.district.deliver()
    attached = proving.sealer.sealed[-1].proof_json
    assert proof.claims.digest == digest(attached)
    told = json.loads(attached)
    assert told["id"] == proof.id
    assert told["issuer_signature"] == "head.claims.signature"
    assert len(base64url.decode(told["salt"])) == 16


def test_two_copies_of_one_answer_have_different_salts(proving: Proving) -> None:
    one, other = proving.extract(), proving.extract()
    proving.district.deliver()
    salts = {json.loads(sheet.proof_json)["salt"] for sheet in proving.sealer.sealed}
    assert len(salts) == 2
    assert one.claims.digest != other.claims.digest


# --- who sees it --------------------------------------------------------------------------------


def test_both_units_see_the_proof_and_its_page_and_each_reading_is_on_record(
    proving: Proving,
) -> None:
    proof = proving.extract()
    proving.district.deliver()
    readers = [agent(proving.request.requester), agent(TAX), supervisor(TAX)]
    for number, reader in enumerate(readers, 1):
        assert proving.read(proof, reader).token == proof.token
        assert "电子证明核实信息专用章".encode() in proving.pdf(proof, reader)
        told = proving.district.told(proving.request)
        assert told.count(EventType.REQUEST_READ) == 2 * number


def test_nobody_else_sees_it(proving: Proving) -> None:
    proof = proving.extract()
    proving.district.deliver()
    for read in (proving.read, proving.pdf):
        with pytest.raises(NotAParty):
            read(proof, stranger())
        with pytest.raises(RoleNotAllowed):
            read(proof, officer())
    assert EventType.REQUEST_READ not in proving.district.told(proving.request)


def test_before_the_page_is_sealed_one_is_told_to_wait(proving: Proving) -> None:
    proof = proving.extract()
    assert proof.file.state is FileState.SEALING
    with pytest.raises(ProofRuleBroken, match="请稍候"):
        proving.pdf(proof)


def test_a_proof_nobody_extracted_is_unknown(proving: Proving) -> None:
    ghost = replace(proving.extract(), id=ProofId("A" * 22))
    for act in (proving.pdf, proving.revoke, proving.suspend, proving.resume):
        with pytest.raises(MianzhengError) as refused:
            act(ghost)
        assert refused.value.code == "proof.unknown"


# --- what everybody finds ---------------------------------------------------------------------


def test_the_token_is_found_by_its_check_code_and_the_page_by_its_digest(
    proving: Proving,
) -> None:
    proof = proving.extract()
    proving.district.deliver()
    files = proving.site.files
    assert files[f"c/{check_code_of(proof.id)}.jwt"].decode() == proof.token
    sha256 = hashlib.sha256(proving.pdf(proof)).hexdigest()
    assert f"f/{sha256}.jwt" in files
    assert proving.copy(proof).file.sha256 == sha256
    assert "status/0.jwt" in files
