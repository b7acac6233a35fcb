"""Article 9: what is extracted, by whom, under which seal, for what and for how long."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib.kernel.errors import (
    NotTheRequester,
    ProofRuleBroken,
    RoleNotAllowed,
)
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ports import Random
from chalicelib.proofs.ports import LastShard, ProofSigner
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import ProofClaims, SealKind
from chalicelib.requests.domain.copies import MOST_COPIES
from tests.rules.proving import Proving, answered, stranger
from tests.rules.world import LAND, START, TAX, District
from tests.worlds import agent, officer, supervisor

# --- the two seals -----------------------------------------------------------------------


def test_an_answer_by_a_person_is_sealed_with_the_seal_for_verified_information(
    proving: Proving,
) -> None:
    proof = proving.extract()
    assert proof.claims.seal is SealKind.VERIFIED_INFORMATION
    proving.district.deliver()
    assert proving.sealer.sealed[-1].seal_name == "电子证明核实信息专用章"


def test_an_answer_by_a_database_is_sealed_with_the_seal_for_data_sharing(
    proving: Proving,
) -> None:
    proving.answer_by_database("个人所得税库")
    page = proving.page()
    document = proving.sealer.sealed[-1]
    assert document.seal is SealKind.DATA_SHARING_QUERY
    assert document.seal_name == "市中区证照数据共享查询核验专用章"
    assert "经查询个人所得税库" in page


def test_every_use_of_a_seal_is_on_record_with_the_proof_it_was_used_for(
    proving: Proving,
) -> None:
    proof = proving.extract()
    proving.district.deliver()
    used = proving.district.news(proving.request, EventType.SEAL_USED)
    assert used.facts == (("proof", proof.id), ("seal", "VERIFIED_INFORMATION"))
    assert used.article == "9"


# --- each extraction is a copy of its own --------------------------------------------------


def test_two_extractions_at_the_same_instant_are_two_proofs(proving: Proving) -> None:
    one, other = proving.extract(), proving.extract()
    assert one.claims.extracted_at == other.claims.extracted_at == START
    assert one.id != other.id
    assert one.check_code != other.check_code
    assert one.token != other.token
    assert place(one.claims) != place(other.claims)
    assert proving.stored().proofs.copies == (one.id, other.id)


def place(claims: ProofClaims) -> tuple[int, int]:
    return claims.status_shard, claims.status_index


def test_the_time_of_extraction_is_that_of_each_extraction_and_not_of_the_answer(
    proving: Proving,
) -> None:
    proving.district.pass_by(timedelta(hours=2))
    proof = proving.extract()
    assert proof.claims.extracted_at == START + timedelta(hours=2)
    assert proof.answered_at == START
    proving.district.deliver()
    document = proving.sealer.sealed[-1]
    assert document.printed()["extracted_at"] == "2026-11-18 12:00:00（北京时间）"
    assert json.loads(document.proof_json)["answered_at"] == "2026-11-18T10:00:00.000+08:00"


def test_the_same_operation_again_is_the_same_copy(proving: Proving) -> None:
    first = proving.extract(op="one-and-the-same")
    assert proving.extract(op="one-and-the-same").id == first.id
    assert proving.stored().proofs.copies == (first.id,)


class Stubborn:
    """Draws the same place again and again."""

    def __init__(self, random: Random, *places: int) -> None:
        self._random, self._places = random, list(places)

    def id(self) -> str:
        return self._random.id()

    def one_time_code(self) -> str:
        return self._random.one_time_code()

    def below(self, end: int) -> int:
        assert end == 65_536
        return self._places.pop(0) if len(self._places) > 1 else self._places[0]


class Counting:
    """A signer that counts its signatures of proofs."""

    def __init__(self, signer: ProofSigner) -> None:
        self._signer = signer
        self.signatures = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._signer, name)

    def sign_proof(self, claims: ProofClaims) -> str:
        self.signatures += 1
        return self._signer.sign_proof(claims)


def test_a_place_that_is_taken_is_drawn_again(proving: Proving) -> None:
    ports = proving.district.ports
    proving.district.ports = ports.replaced(random=Stubborn(ports.random, 7, 7, 8))
    assert place(proving.extract().claims) == (0, 7)
    assert place(proving.extract().claims) == (0, 8)


def test_where_a_shard_is_full_the_next_one_is_opened(proving: Proving) -> None:
    ports = proving.district.ports
    proving.district.ports = ports.replaced(random=Stubborn(ports.random, 7))
    assert [place(proving.extract().claims) for _ in range(3)] == [(0, 7), (1, 7), (2, 7)]


def test_however_many_shards_are_full_a_new_process_finds_a_place_by_a_few_draws(
    proving: Proving,
) -> None:
    ports = proving.district.ports
    ports = proving.district.ports = ports.replaced(random=Stubborn(ports.random, 7))
    assert [place(proving.extract().claims)[0] for _ in range(13)] == list(range(13))
    counted = Counting(ports.proofs.signer)
    fresh = replace(ports.proofs, signer=cast("ProofSigner", counted), last_shard=LastShard())
    proving.district.ports = ports.replaced(proofs=fresh)
    assert place(proving.extract().claims) == (13, 7)
    # Twice on the first shard, twice on the last one in use, then on the new one.
    assert counted.signatures == 5
    assert place(proving.extract().claims) == (14, 7)
    assert counted.signatures == 8


def test_without_a_free_place_nothing_is_extracted(
    proving: Proving, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = proving.district.ports
    proving.district.ports = ports.replaced(random=Stubborn(ports.random, 7))
    for _ in range(4):
        proving.extract()
    # Others fill each shard as soon as it is found.
    monkeypatch.setattr(type(ports.places), "has_places", lambda *_: False)
    fresh = replace(ports.proofs, last_shard=LastShard())
    proving.district.ports = proving.district.ports.replaced(proofs=fresh)
    with pytest.raises(ProofRuleBroken, match="同一 op"):
        proving.extract()


# --- who extracts, and what ----------------------------------------------------------------


def test_only_the_requester_extracts(proving: Proving) -> None:
    for other in (agent(TAX), stranger(), agent(LAND)):
        with pytest.raises(NotTheRequester):
            proving.extract(other)
    for role in (officer(), supervisor(proving.request.requester)):
        with pytest.raises(RoleNotAllowed):
            proving.extract(role)
    assert proving.stored().proofs.copies == ()


@pytest.mark.parametrize("conclusion", Conclusion)
def test_each_conclusion_can_be_extracted(conclusion: Conclusion) -> None:
    proving = answered(conclusion=conclusion)
    proof = proving.extract()
    assert proof.claims.conclusion is conclusion
    proving.district.deliver()
    words = {"CONFIRMED": "属实", "NOT_CONFIRMED": "不符", "NO_RECORD": "查无记录"}
    assert words[conclusion] in proving.sealer.sealed[-1].conclusion


@pytest.mark.parametrize("way", ["open", "sent back", "withdrawn"])
def test_without_an_answer_there_is_nothing_to_extract(way: str) -> None:
    district = District()
    request = district.file("ZM007")
    if way == "sent back":
        district.send_back(request, LAND)
    if way == "withdrawn":
        district.withdraw(request)
    with pytest.raises(ProofRuleBroken, match="还没有出具结果") as refused:
        Proving(district, request).extract()
    assert (refused.value.code, refused.value.article) == ("proof.rule", "9")


def test_at_most_twenty_copies_of_one_answer_are_extracted(proving: Proving) -> None:
    last = [proving.extract() for _ in range(MOST_COPIES)][-1]
    with pytest.raises(ProofRuleBroken, match="最多提取 20 份"):
        proving.extract()
    proving.revoke(last)
    assert len(proving.stored().proofs.copies) == MOST_COPIES == 20


# --- purpose and life ------------------------------------------------------------------------


def test_a_proof_is_for_the_item_of_its_row_and_for_no_other(proving: Proving) -> None:
    item = proving.extract().claims.service_item
    assert proving.extract(purpose=item).claims.service_item == item
    with pytest.raises(ProofRuleBroken, match="不得挪作他用") as refused:
        proving.extract(purpose="SX999")
    assert refused.value.field == "purpose_item"


def test_the_page_says_what_it_is_for_and_names_both_units(proving: Proving) -> None:
    page = proving.page()
    assert "最低生活保障审核确认" in page.splitlines()
    assert "区民政局" in page
    assert "区税务局" in page
    assert "法律法规另有规定的从其规定" in page


def test_a_proof_is_valid_for_thirty_days_from_its_extraction(proving: Proving) -> None:
    proving.district.pass_by(timedelta(hours=1))
    claims = proving.extract().claims
    assert claims.expires_at == claims.extracted_at + timedelta(days=30)
