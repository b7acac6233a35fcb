"""No name and no id number reaches a log, a token, a URL, an event or a notice (SECURITY.md)."""

import base64
import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import boto3
import pytest

from chalicelib.cloud.codec import encode
from chalicelib.complaints.use_cases.receiving import id_for
from chalicelib.kernel.events import EventType
from chalicelib.workers.outbox import drain_outbox
from chalicelib.workers.sweep import sweep
from infra.local.moto.server import MotoServer
from tests.api.service import World
from tests.security.erasure.erasing import on_a_real_table

CANARY_NAME = "金丝雀甲乙"
CANARY_ID = "370402199001010016"
CANARY_SUBJECT = "金丝雀丙丁"
CANARY_TEXT = "金丝雀备注"
CANARY_OP = "canary-canary-canary-op"
SECRETS = (CANARY_NAME, CANARY_ID, CANARY_SUBJECT, CANARY_TEXT, CANARY_OP)
SECRET_CODES: list[str] = []
"""The code the last journey was given: whoever reads logs or tables must not be able to use it."""


def leaks(text: str) -> list[str]:
    """Which canaries stand in it, in whatever form JSON or a URL may have given them."""
    return [one for one in (*SECRETS, *SECRET_CODES) if any(form in text for form in forms(one))]


def forms(secret: str) -> set[str]:
    return {secret, json.dumps(secret)[1:-1], quote(secret), repr(secret.encode())[2:-1]}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything any logger says, down to DEBUG, formatted by whoever formats it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def journey(world: World) -> list[str]:
    """A request with everything about people in it, through all its acts; the tokens answered."""
    person = {"kind": "person", "name": CANARY_NAME, "id_type": "RESIDENT_ID", "id_no": CANARY_ID}
    subject = {"relation": "配偶", "name": CANARY_SUBJECT}
    filing = {"row": "ZM007", "case_no": "C-1", "applicant": person, "subjects": [subject],
              "note": CANARY_TEXT}  # fmt: skip
    path = "/v1/verification-requests"
    tokens = []

    def call(method: str, target: str, body: object | None, who: str) -> dict[str, object]:
        answered = world.call(method, target, body, who)
        tokens.append(answered.headers["wzm-signature"])
        assert answered.status < 500
        parsed: dict[str, object] = answered.body
        return parsed

    requester, issuer = "370402006-agent-1", "370402015-agent-1"
    one = f"{path}/{call('POST', path, filing, requester)['id']}"
    call("GET", one, None, issuer)
    call("POST", f"{path}/search", {"id_no": CANARY_ID}, requester)
    call("POST", f"{one}/accept", {}, issuer)
    facts = [{"name": "收入", "value": CANARY_TEXT}]
    answer = {"conclusion": "CONFIRMED", "facts": facts, "as_of": "2026-11-18"}
    call("POST", f"{one}/answer", answer, issuer)
    mismatch = {"field": "姓名", "applicant_value": CANARY_NAME, "obtained_value": CANARY_TEXT}
    call("POST", f"{one}/mismatches", mismatch, requester)
    back = {"reason": CANARY_TEXT * 3, "referral": {"note": CANARY_TEXT}}
    other = call("POST", path, filing | {"row": "ZM011"}, requester)["id"]
    call("POST", f"{path}/{other}/send-back", back, "370402002-agent-1")
    # Refusals, too: their details and records must not repeat what was sent.
    call("POST", path, filing | {"applicant": person | {"id_no": CANARY_ID[:-1] + "X"}}, requester)
    call("POST", path, filing | {"case_no": CANARY_NAME}, requester)
    call("POST", path, filing | {CANARY_NAME: 1}, requester)
    complaint_journey(world, tokens)
    return tokens


def complaint_journey(world: World, tokens: list[str]) -> None:
    """A complaint in which somebody names himself and others, through all its acts."""
    path, office = "/v1/complaints", "/v1/task-force-office/complaints"
    words = {"text": f"{CANARY_TEXT} {CANARY_ID}", "contact": CANARY_NAME}
    sent = {"op": CANARY_OP, "row": "ZM007", "channel": "SITE", **words}
    answered = world.call("POST", path, sent, None)
    assert answered.status == 201
    code = answered.body["code"]
    SECRET_CODES[:] = [code, code.replace("-", "")]
    officer, boss = "370402001-officer-1", "370402006-supervisor-1"

    def call(method: str, target: str, body: object | None, who: str) -> object:
        signed = world.call(method, target, body, who)
        tokens.append(signed.headers["wzm-signature"])
        assert signed.status < 500
        return signed.body

    # Refusals must not repeat what was sent, either; nor may a mistyped code be logged.
    for wrong in ({"text": f"{CANARY_TEXT}\x07"}, {CANARY_NAME: 1}, {"row": CANARY_NAME}):
        assert world.call("POST", path, sent | {"op": "q" * 22} | wrong, None).status >= 400
    assert world.call("GET", f"{path}/{code}", None, None).status == 200
    assert world.call("GET", f"{path}/{code[:-1]}", None, None).status == 400
    one = f"{office}/{id_for(SECRET_CODES[1], world.services.ports)}"
    call("POST", f"{one}/assign", {"unit": "370402006"}, officer)
    call("GET", one, None, boss)
    call("POST", f"{one}/proposals", {"text": f"{CANARY_TEXT}{CANARY_SUBJECT}"}, boss)
    call("POST", f"{one}/extend", {"reason": CANARY_TEXT * 3}, officer)
    call("POST", f"{one}/reply", {"text": CANARY_ID, "outcome": "EXPLAINED"}, officer)
    call("POST", f"{one}/reply", {"text": CANARY_TEXT, "outcome": "UPHELD"}, officer)
    letter = {"unit": "370402006", "channel": "LETTER", "text": CANARY_TEXT, "contact": CANARY_NAME}
    call("POST", office, letter, officer)
    call("GET", office, None, officer)


def payloads(token: str) -> str:
    """A JWS's header and payload as text."""
    parts = token.split(".")[:2]
    return "".join(base64.urlsafe_b64decode(one + "==").decode() for one in parts)


def test_the_canary_sings_where_it_should() -> None:
    assert leaks(json.dumps({"name": CANARY_NAME})) == [CANARY_NAME]
    assert leaks(f"/v1/people/{CANARY_ID}") == [CANARY_ID]
    assert leaks(f"/v1/people/{quote(CANARY_NAME)}") == [CANARY_NAME]
    assert leaks(repr(CANARY_NAME.encode())) == [CANARY_NAME]


def test_nothing_about_people_reaches_a_log_a_token_an_event_or_a_notice(
    logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World()
    tokens = journey(world)
    assert [leaks(payloads(one)) for one in tokens] == [[]] * len(tokens)
    world.clock.advance(timedelta(days=3))
    sweep({}, None)
    drain_outbox({}, None)
    assert leaks(logged.getvalue()) == []
    streams = capfd.readouterr()
    assert leaks(streams.out + streams.err) == []
    events = [event for one in world.state.events.values() for event in one.values()]
    assert {
        EventType.REQUEST_FILED,
        EventType.REQUEST_READ,
        EventType.REQUEST_ANSWERED,
        EventType.REQUEST_SENT_BACK,
        EventType.MISMATCH_RECORDED,
        EventType.CALL_REFUSED,
        EventType.COMPLAINT_RECEIVED,
        EventType.COMPLAINT_READ,
        EventType.COMPLAINT_REPLIED,
    } <= {one.news.type for one in events}
    assert leaks(encode(events).decode()) == []
    notices = encode(list(world.state.notices.values())).decode()
    assert "REQUEST_ANSWERED" in notices
    assert "COMPLAINT_RECEIVED" in notices
    assert leaks(repr(world.counters.tallies)) == []
    assert leaks(notices) == []
    assert leaks(repr(world.telemetry.__dict__)) == []


def test_what_stands_in_the_table_is_sealed_and_so_is_what_the_libraries_log(
    moto_server: MotoServer,
    tmp_path: Path,
    logged: io.StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    world = on_a_real_table(World(), moto_server, tmp_path)
    table = world.services.settings.table_name
    journey(world)
    dynamodb = boto3.client("dynamodb", endpoint_url=moto_server.endpoint, region_name="cn-north-1")
    items = dynamodb.scan(TableName=table)["Items"]
    kinds = {re.split(r"[#]", item["pk"]["S"])[0] for item in items}
    assert {"R", "OP", "JTI", "CASE", "UNITS", "COMPLAINT", "COUNT"} <= kinds
    text = repr(items)
    assert leaks(text) == []
    readable = [value["B"] for item in items for value in item.values() if "B" in value]
    assert [leaks(one.decode("utf-8", "replace")) for one in readable if one] == [[]] * len(
        readable
    )
    assert "TransactWriteItems" in logged.getvalue()  # botocore logs whole calls at DEBUG
    assert leaks(logged.getvalue()) == []
    streams = capfd.readouterr()
    assert leaks(streams.out + streams.err) == []
