"""Proofs over the API: what the two units get, what anybody checks with the published files."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.background.outbox import deliver_outbox
from chalicelib.http.serving import use
from chalicelib.kernel.errors import GlyphMissing
from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.texts import base64url
from chalicelib.keys.adapters.published import PublishedKeys
from chalicelib.proofs.check.adapters import StatusFiles
from chalicelib.proofs.check.domain.check import Expected, check_file_receipt, check_token
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from chalicelib.proofs.domain.document import ProofDocument
from chalicelib.proofs.status.use_cases.names import publish_names
from chalicelib.proofs.use_cases.sealing import seal_proof
from tests.api.problems import refused, signed
from tests.api.service import PERSON, REQUESTER_AGENT, World
from tests.twins.proofs import MemorySealer

TAX_AGENT, TAX_SUPERVISOR = "370402015-agent-1", "370402015-supervisor-1"
POLICE_AGENT, OFFICER = "370402002-agent-1", "370402001-officer-1"
REQUESTS = "/v1/verification-requests"
ANSWER = {
    "conclusion": "CONFIRMED",
    "facts": [{"name": "2025 年度综合所得", "value": "36000.00 元"}],
    "as_of": "2026-11-18",
}


@pytest.fixture
def world() -> World:
    return World()


def answered(world: World) -> str:
    id_ = str(world.file()["id"])
    assert world.call("POST", f"{REQUESTS}/{id_}/answer", ANSWER, TAX_AGENT).status == 200
    return id_


def extracted(world: World, id_: str) -> dict[str, str]:
    """Also follows up: sealed and published."""
    found = world.call("POST", f"{REQUESTS}/{id_}/extractions")
    assert found.status == 201, found.body
    deliver_outbox(world.services.ports)
    return dict(found.body)


def keys(world: World) -> PublishedKeys:
    document: Mapping[str, object] = json.loads(world.site.files[".well-known/jwks.json"])
    return PublishedKeys(document)


def status_files(world: World) -> StatusFiles:
    files = world.site.files
    return StatusFiles(keys(world), lambda shard: files[f"status/{shard}.jwt"].decode())


def checked(world: World, url: str, item: str | None = None) -> CheckOutcome:
    reading = status_files(world).read
    expected = Expected(item, origin=world.services.settings.origin)
    return check_token(url, keys(world).proof_key, reading, world.clock.now(), expected).outcome


def test_whoever_has_the_link_checks_it_with_the_published_files_alone(world: World) -> None:
    proof = extracted(world, answered(world))
    assert checked(world, proof["url"]) is CheckOutcome.VALID
    assert checked(world, proof["url"], proof["service_item"]) is CheckOutcome.VALID
    assert checked(world, proof["url"], "SX999") is CheckOutcome.PURPOSE_MISMATCH
    path = f"/v1/proofs/{proof['proof_id']}/revoke"
    revoked = world.call("POST", path, {"reason": "登记有误"}, TAX_AGENT)
    assert (revoked.status, revoked.body["status"]) == (200, "REVOKED")
    deliver_outbox(world.services.ports)
    assert checked(world, proof["url"]) is CheckOutcome.REVOKED


def test_the_sealed_file_is_its_bytes_signed_and_found_by_its_digest(world: World) -> None:
    proof = extracted(world, answered(world))
    path = f"/v1/proofs/{proof['proof_id']}"
    sha256 = world.call("GET", path).body["pdf"]["sha256"]
    page = world.call("GET", path + "/pdf", None, TAX_SUPERVISOR)
    assert page.headers["content-type"] == "application/pdf"
    assert signed(page)  # and World.call has checked the signature over these bytes
    assert page.body == world.services.ports.proofs.files.read(ProofId(proof["proof_id"]))
    receipt = world.site.files[f"f/{sha256}.jwt"].decode()
    reading, now = status_files(world).read, world.clock.now()
    result = check_file_receipt(receipt, sha256, keys(world).proof_key, reading, now)
    assert (result.outcome, result.proof_id) == (CheckOutcome.VALID, proof["proof_id"])


def test_nothing_a_proof_carries_has_the_full_name_or_the_number(world: World) -> None:
    proof = extracted(world, answered(world))
    token = world.site.files[f"c/{proof['check_code'].replace('-', '')}.jwt"].decode()
    payload = base64url.decode(token.split(".")[1]).decode()
    page = world.call("GET", f"/v1/proofs/{proof['proof_id']}/pdf").body.decode()
    for text in (payload, page, json.dumps(proof, ensure_ascii=False)):
        assert PERSON["name"] not in text
        assert PERSON["id_no"] not in text


def test_others_are_refused_and_told_in_the_signed_shape(world: World) -> None:
    id_ = answered(world)
    extraction = f"{REQUESTS}/{id_}/extractions"
    found = world.call("POST", extraction, None, TAX_AGENT)
    refused(found, 403, "access.not_the_requester", None)
    refused(world.call("POST", extraction, None, OFFICER), 403, "access.role", None)
    wrong = world.call("POST", extraction, {"purpose_item": "SX999"})
    refused(wrong, 409, "proof.rule", "purpose_item")
    assert wrong.body["article"] == "9"
    path = f"/v1/proofs/{extracted(world, id_)['proof_id']}"
    refused(world.call("GET", path, None, POLICE_AGENT), 403, "access.not_a_party", None)
    refused(world.call("GET", path + "/pdf", None, OFFICER), 403, "access.role", None)
    revoke = world.call("POST", path + "/revoke", {"reason": "试试"}, REQUESTER_AGENT)
    refused(revoke, 403, "access.not_the_issuer", None)
    refused(world.call("POST", path + "/revoke", None, TAX_AGENT), 400, "json.invalid", "body")


def test_a_page_that_is_not_sealed_yet_is_a_conflict_that_says_to_wait(world: World) -> None:
    id_ = answered(world)
    proof = world.call("POST", f"{REQUESTS}/{id_}/extractions").body
    assert proof["pdf"]["state"] == "sealing"
    found = world.call("GET", proof["pdf"]["href"])
    refused(found, 409, "proof.rule", None)
    assert "请稍候" in found.body["detail"]


class Fontless(MemorySealer):
    def seal(self, document: ProofDocument) -> bytes:
        raise GlyphMissing(f"没有字体含有“𬱖”({document.title})。")


def test_the_request_and_the_proof_show_the_character_no_font_holds(world: World) -> None:
    ports = world.services.ports
    changed = ports.replaced(proofs=replace(ports.proofs, sealer=Fontless()))
    world.services = replace(world.services, ports=changed)
    use(world.services)
    id_ = answered(world)
    proof = world.call("POST", f"{REQUESTS}/{id_}/extractions").body
    seal_proof(ProofId(proof["proof_id"]), changed)
    (copy,) = world.call("GET", f"{REQUESTS}/{id_}").body["proofs"]["copies"]
    shown = world.call("GET", f"/v1/proofs/{proof['proof_id']}").body
    for pdf in (copy["pdf"], shown["pdf"]):
        assert pdf["state"] == "failed"
        assert "𬱖" in pdf["failure"]
    assert "𬱖" in world.call("GET", shown["pdf"]["href"]).body["detail"]


def test_a_request_lists_every_copy_also_those_of_a_corrected_answer(world: World) -> None:
    id_ = answered(world)
    first = extracted(world, id_)["proof_id"]
    world.clock.advance(timedelta(minutes=5))
    corrected = {**ANSWER, "conclusion": "NO_RECORD", "facts": [], "reason": "查错了人"}
    answer = world.call("POST", f"{REQUESTS}/{id_}/corrections", corrected, TAX_AGENT)
    assert answer.body["proofs"]["status"] == "VALID"
    second = extracted(world, id_)["proof_id"]
    shown = world.call("GET", f"{REQUESTS}/{id_}", None, TAX_AGENT).body["proofs"]
    assert [(one["proof_id"], one["status"]) for one in shown["copies"]] == [
        (first, "REVOKED"),
        (second, "VALID"),
    ]
    assert [one["reason"] for one in shown["corrections"]] == ["查错了人"]
    masked = world.call("GET", f"{REQUESTS}/{id_}", None, OFFICER).body
    assert "proofs" not in masked


def test_the_names_behind_the_codes_are_published_and_none_is_ever_deleted(world: World) -> None:
    ports = world.services.ports
    names = publish_names(ports)
    assert names.units["370402015"] == "区税务局"
    assert names.service_items["SX004"]
    first = world.site.files["units.json"]
    assert publish_names(ports) == names
    assert world.site.files["units.json"] is first, "nothing changed, nothing is written"
    gone = replace(names, units={**names.units, "370402999": "已撤并的单位"})
    ports.proofs.names.publish(gone)
    assert publish_names(ports).units["370402999"] == "已撤并的单位"


def test_names_somebody_else_put_there_are_not_signed_anew(world: World) -> None:
    ports = world.services.ports
    names = publish_names(ports)
    signed_list = json.loads(world.site.files["units.json"])["signed"]
    header, _, signature = signed_list.split(".")
    forged = base64url.encode(b'{"units":{"370402015":"x"},"service_items":{},"materials":{}}')
    for text in (f"{header}.{forged}.{signature}", "no list", f"{header}.{forged}."):
        world.site.files["units.json"] = json.dumps({"signed": text}).encode()
        assert publish_names(ports) == names
        assert json.loads(world.site.files["units.json"])["signed"] != text
