"""The answer is signed too; request and answer are the unit's receipt, checked offline."""

import base64
import copy
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.keys.adapters.endorsement import EndorsementRefused, check_endorsement, endorse
from chalicelib.keys.adapters.jwk import generate_private_jwk
from chalicelib.keys.adapters.jws import ResponseSigner, request_reference, split_compact
from chalicelib.keys.domain.claims import digest_claim
from infra.client.calling.private_files import write_private
from infra.client.calling.signed import Client, Reply, ResponseNotTrusted
from infra.client.checking.receipts import ReceiptUnreadable, check_receipt, read_receipt
from tests.security.proofs.forging import NOW, new_forger
from tests.security.signing.stand_in import (
    RootKey,
    ServiceKeys,
    StandIn,
    jwks_document,
    key_file,
    running,
)


@pytest.fixture
def service() -> Iterator[StandIn]:
    with running(StandIn(key_file())) as stand_in:
        yield stand_in


def client_of(service: StandIn, **options: Any) -> Client:
    return Client(service.origin, service.key, **options)


def failures(error: ResponseNotTrusted) -> set[str]:
    return {one.what for one in error.findings if not one.holds}


def test_the_response_claims_are_the_closed_set_bound_to_the_request() -> None:
    forger = new_forger()
    call = forger.good(op="operation-1")
    signed = forger.checker().check(call, now=NOW, is_write=True)
    key = ServiceKeys().response
    token = ResponseSigner(forger.audience, key).sign(signed, 201, b"{}", NOW)
    compact = split_compact(token)
    assert json.loads(compact.header) == {
        "alg": "ES256",
        "kid": "response-1",
        "typ": "wzm-res+jwt",
    }
    assert json.loads(compact.payload) == {
        "iss": forger.audience,
        "aud": "370402011",
        "iat": int(NOW.timestamp()),
        "req": request_reference(call.signatures[0]),
        "sts": 201,
        "dig": digest_claim(b"{}"),
        "op": "operation-1",
    }


def test_a_call_is_signed_sent_and_its_answer_checked(service: StandIn) -> None:
    reply = client_of(service).call("POST", "/v1/verification-requests", {"row": "ZM030"})
    assert reply.status == 200
    assert reply.json() == json.loads(service.body)
    assert reply.receipt is not None
    assert service.seen[0].op is not None
    assert all(one.holds for one in check_receipt(reply.receipt, service.keys.root.thumbprint))


def test_a_query_is_brought_into_its_canonical_form(service: StandIn) -> None:
    client_of(service).call("GET", "/v1/verification-requests?state=FILED&box=inbox&q=张%20三")
    assert service.seen[0].target == (
        "/v1/verification-requests?box=inbox&q=%E5%BC%A0%20%E4%B8%89&state=FILED"
    )


def test_a_problem_after_a_valid_signature_has_a_receipt_too(service: StandIn) -> None:
    service.status, service.body = 409, b'{"code":"request.state"}'
    reply = client_of(service).call("POST", "/v1/verification-requests", {})
    assert (reply.status, reply.receipt is None) == (409, False)


def test_a_refused_signature_is_answered_unsigned_and_leaves_no_receipt(service: StandIn) -> None:
    stranger = Client(service.origin, key_file("demo-other"))
    reply = stranger.call("GET", "/v1/units")
    assert (reply.status, reply.receipt) == (401, None)


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        ("body", "应答正文"),
        ("status", "应答状态"),
        ("unsigned", "应答签名"),
        ("other call", "对应关系"),
        ("endorsement expired", "应答公钥"),
        ("other root", "根密钥"),
    ],
)
def test_an_answer_changed_on_the_way_is_not_trusted(
    service: StandIn, tamper: str, what: str
) -> None:
    service.tamper = tamper
    client = client_of(service, pinned_root=service.keys.root.thumbprint)
    with pytest.raises(ResponseNotTrusted) as caught:
        client.call("POST", "/v1/verification-requests", {})
    assert failures(caught.value) == {what}


def test_the_first_root_is_pinned_and_another_one_refused(service: StandIn) -> None:
    met: list[str] = []
    client = client_of(service, on_root=met.append)
    client.call("GET", "/v1/units")
    client.call("GET", "/v1/units")
    assert met == [service.keys.root.thumbprint]
    service.keys = ServiceKeys()
    with pytest.raises(ResponseNotTrusted) as caught:
        client.call("GET", "/v1/units")
    assert "根密钥" in failures(caught.value)


def test_a_new_response_key_under_the_same_root_is_fetched(service: StandIn) -> None:
    client = client_of(service)
    client.call("GET", "/v1/units")
    service.keys = ServiceKeys(root=service.keys.root)
    service.keys.response["kid"] = "response-2"
    assert client.call("GET", "/v1/units").status == 200


def test_the_root_named_in_the_key_file_counts_before_the_first_met(service: StandIn) -> None:
    service.key["root"] = RootKey().thumbprint
    with pytest.raises(ResponseNotTrusted):
        client_of(service).call("GET", "/v1/units")


# --- the receipt as a file ----------------------------------------------------------------


@pytest.fixture
def reply(service: StandIn) -> Reply:
    return client_of(service).call("POST", "/v1/verification-requests?a=1", {"row": "ZM030"})


def _flip(text: str) -> str:
    return text[:-5] + ("A" if text[-5] != "A" else "B") + text[-4:]


def _b64(text: str) -> str:
    return base64.b64encode(base64.b64decode(text) + b" ").decode()


Change = Callable[[dict[str, Any]], object]
CHANGES: list[tuple[str, Change]] = [
    ("请求正文", lambda r: r["request"].update(body_b64=_b64(r["request"]["body_b64"]))),
    ("请求方法", lambda r: r["request"].update(method="PUT")),
    ("请求目标", lambda r: r["request"].update(target="/v1/verification-requests?a=2")),
    ("请求签名", lambda r: r["request"].update(jws=_flip(r["request"]["jws"]))),
    ("请求签名", lambda r: r["request"].update(jwk=generate_private_jwk() | {"d": "x"})),
    ("应答正文", lambda r: r["response"].update(body_b64=_b64(r["response"]["body_b64"]))),
    ("应答状态", lambda r: r["response"].update(status=500)),
    ("应答签名", lambda r: r["response"].update(jws=_flip(r["response"]["jws"]))),
    ("应答公钥", lambda r: r["response"].update(jws=r["request"]["jws"])),
    ("受理系统", lambda r: r.update(origin="https://evil.example")),
    ("应答公钥", lambda r: r["jwks"].update(endorsement=_flip(r["jwks"]["endorsement"]))),
    ("应答公钥", lambda r: r["jwks"].pop("endorsement")),
    ("应答公钥", lambda r: r["jwks"].update(keys=[])),
    ("应答公钥", lambda r: r["jwks"]["keys"][0].update(generate_private_jwk(), kid="response-1")),
]


def test_a_receipt_is_stored_for_its_owner_only_and_checks_offline(
    service: StandIn, reply: Reply, tmp_path: Path
) -> None:
    assert reply.receipt is not None
    path = tmp_path / "receipts" / "one.json"
    write_private(path, reply.receipt.to_json())
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["one.json"]
    again = read_receipt(path)
    assert again == reply.receipt
    assert all(one.holds for one in check_receipt(again, service.keys.root.thumbprint))


@pytest.mark.parametrize(("what", "change"), CHANGES)
def test_any_change_to_a_receipt_is_found(
    service: StandIn, reply: Reply, tmp_path: Path, what: str, change: Change
) -> None:
    assert reply.receipt is not None
    content = copy.deepcopy(reply.receipt.to_json())
    change(content)
    write_private(tmp_path / "one.json", content)
    findings = check_receipt(read_receipt(tmp_path / "one.json"), service.keys.root.thumbprint)
    assert what in {one.what for one in findings if not one.holds}


def test_without_a_trusted_root_a_receipt_proves_nothing(reply: Reply) -> None:
    assert reply.receipt is not None
    failed = [one.what for one in check_receipt(reply.receipt, None) if not one.holds]
    assert failed == ["根密钥"]


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[1]", b'{"format":"wzm-receipt-1"}', b'{"format":"wzm-receipt-1","request":1}'],
)
def test_a_file_that_is_no_receipt_is_said_to_be_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "x.json").write_bytes(text)
    with pytest.raises(ReceiptUnreadable):
        read_receipt(tmp_path / "x.json")


# --- the endorsement of the response key ----------------------------------------------------


def test_an_endorsed_key_is_found_with_its_root() -> None:
    keys = ServiceKeys()
    key, root = check_endorsement(keys.jwks(NOW), "response-1", NOW)
    assert (key["x"], root) == (keys.response["x"], keys.root.thumbprint)


def test_private_parts_never_reach_the_jwks() -> None:
    text = json.dumps(ServiceKeys().jwks(NOW))
    assert '"d"' not in text


@pytest.mark.parametrize("seconds", [-361, 24 * 3600 + 60])
def test_outside_its_time_an_endorsement_does_not_count(seconds: int) -> None:
    with pytest.raises(EndorsementRefused):
        check_endorsement(ServiceKeys().jwks(NOW), "response-1", NOW + timedelta(seconds=seconds))


def test_an_endorsement_is_for_one_key_only() -> None:
    keys = ServiceKeys()
    jwks = keys.jwks(NOW)
    stranger = generate_private_jwk() | {"kid": "response-9"}
    mine = jwks_document(stranger, keys.root.jwk, str(jwks["endorsement"]))
    for kid in ("response-9", "response-1"):
        with pytest.raises(EndorsementRefused):
            check_endorsement(mine, kid, NOW)


def test_another_key_under_the_endorsed_kid_does_not_count() -> None:
    keys = ServiceKeys()
    stranger = generate_private_jwk() | {"kid": "response-1"}
    swapped = jwks_document(stranger, keys.root.jwk, str(keys.jwks(NOW)["endorsement"]))
    with pytest.raises(EndorsementRefused, match="指纹"):
        check_endorsement(swapped, "response-1", NOW)


def test_while_two_response_keys_overlap_both_are_endorsed() -> None:
    root, old, new = RootKey(), ServiceKeys(), ServiceKeys()
    new.response["kid"] = "response-2"
    validity = (NOW, NOW + timedelta(hours=1))
    both = [endorse(one.response, "root-1", root, validity) for one in (old, new)]
    keys = [one | {"use": "sig"} for one in (old.response, new.response, root.jwk)]
    jwks: dict[str, object] = {
        "keys": [{name: value for name, value in one.items() if name != "d"} for one in keys],
        "endorsement": both,
    }
    for kid in ("response-1", "response-2"):
        assert check_endorsement(jwks, kid, NOW)[0]["kid"] == kid
