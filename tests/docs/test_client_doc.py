"""The client that docs/client.md tells a department's programmer to copy really works."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.kernel.call_refusals import CODES
from chalicelib.kernel.targets import WireCall
from chalicelib.keys.adapters.jws import RequestChecker
from chalicelib.keys.domain.claims import CLAIMS
from tests.security.signing.stand_in import StandIn, key_file, record_of, running

DOCS = Path(__file__).parents[2] / "docs"
CLIENT = re.search(
    r"```python client\n(.*?)```", (DOCS / "client.md").read_text(encoding="utf-8"), re.DOTALL
)


@pytest.fixture
def client() -> dict[str, Any]:
    assert CLIENT is not None
    names: dict[str, Any] = {}
    exec(compile(CLIENT[1], "docs/client.md", "exec"), names)  # noqa: S102 (our own document)
    return names


@pytest.fixture
def service() -> Iterator[StandIn]:
    with running(StandIn(key_file())) as stand_in:
        yield stand_in


def test_the_client_is_at_most_thirty_lines() -> None:
    assert CLIENT is not None
    assert len(CLIENT[1].strip().splitlines()) <= 30


@pytest.mark.parametrize("member", ["m1", None])
def test_what_it_signs_is_accepted(client: dict[str, Any], member: str | None) -> None:
    key = key_file(member=member)
    now = datetime.now(UTC)
    record = record_of(key, now)
    checker = RequestChecker(
        audience=client["ORIGIN"], find_key={record.kid: record}.get, allow_demo_keys=True
    )
    target, body = "/v1/verification-requests?box=inbox&limit=20", '{"a":"张"}'.encode()
    token = client["sign"](key, "POST", target, body, "operation-1")
    signed = checker.check(WireCall("POST", target, (token,), body), now=now, is_write=True)
    assert (signed.caller.member, signed.op) == (member, "operation-1")


def test_it_calls_a_running_service(client: dict[str, Any], service: StandIn) -> None:
    client["ORIGIN"] = service.origin
    content = {"row": "ZM030", "note": "张"}
    assert client["call"](service.key, "POST", "/v1/x", content, op="operation-1") == (
        200,
        json.loads(service.body),
    )
    assert client["call"](service.key, "GET", "/v1/x?a=1&b=2")[0] == 200
    assert len(service.seen) == 2


def test_it_hands_back_a_problem(client: dict[str, Any], service: StandIn) -> None:
    client["ORIGIN"] = service.origin
    stranger = key_file("demo-nobody")
    assert client["call"](stranger, "GET", "/v1/x") == (401, {"code": "sig.unknown_key"})


def test_the_documents_name_every_claim_and_only_codes_that_exist() -> None:
    signing = (DOCS / "signing.md").read_text(encoding="utf-8")
    client_doc = (DOCS / "client.md").read_text(encoding="utf-8")
    assert all(f"`{claim}`" in signing for claim in CLAIMS)
    named = set(re.findall(r"`(sig\.[a-z_]+)`", signing + client_doc))
    assert named <= set(CODES)
