"""The one write nobody signs, under attack: floods, bad bodies, forged sources, guessed codes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.complaints.domain.codes import complaint_code_of, printed_code
from chalicelib.complaints.domain.complaint import Complaint
from chalicelib.http.serving import use
from infra.local.http.web import WebCall
from tests.api.problems import refused, signed
from tests.api.service import Answered, World, _answered

OPEN = "/v1/complaints"
GOOD: dict[str, Any] = {"op": "o" * 22, "row": "ZM007", "channel": "SITE", "text": "窗口仍要证明。"}


def with_(**changes: object) -> dict[str, Any]:
    """The good body, changed; None takes a member out."""
    return {name: value for name, value in (GOOD | changes).items() if value is not None}


def post(
    world: World,
    body: object,
    source: str = "203.0.113.7",
    headers: dict[str, str] | None = None,
    path: str = OPEN,
) -> Answered:
    """One unsigned call from ``source``."""
    use(world.services)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = {"content-type": "application/json"} | (headers or {})
    path, _, query = path.partition("?")
    return _answered(world.gateway(WebCall("POST", path, query, said, content, source)))


def get(world: World, code: str, source: str = "203.0.113.7") -> Answered:
    use(world.services)
    return _answered(world.gateway(WebCall("GET", f"{OPEN}/{code}", "", {}, b"", source)))


def complaints(world: World) -> list[Complaint]:
    return [one for one in world.state.aggregates.values() if isinstance(one, Complaint)]


# --- what is sent -------------------------------------------------------------------------------


def test_a_good_complaint_gets_a_code_and_no_signature(world: World) -> None:
    answered = post(world, GOOD)
    assert answered.status == 201
    assert set(answered.body) == {"code", "received_at", "due_by"}
    assert not signed(answered)
    assert answered.headers["cache-control"] == "no-store"


def test_a_replayed_body_is_one_complaint_and_the_same_code(world: World) -> None:
    first = post(world, GOOD)
    assert post(world, GOOD).body == first.body
    assert post(world, GOOD, source="198.51.100.1").body == first.body
    assert len(complaints(world)) == 1


def test_an_op_somebody_else_used_gives_his_code_to_nobody(world: World) -> None:
    his = post(world, GOOD).body["code"]
    answered = post(world, with_(text="猜的内容"))
    refused(answered, 409, "op.reused", "op")
    assert his not in json.dumps(answered.body)
    assert len(complaints(world)) == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"", 400, "json.invalid", "body"),
        (b"{", 400, "json.invalid", "body"),
        (b"[]", 400, "json.invalid", "body"),
        (b"\xff\xfe{}", 400, "json.invalid", "body"),
        (b"[" * 16_000, 400, "json.invalid", "body"),
        (b'{"op": 1.5}', 400, "json.invalid", "op"),
        (b'{"text": "a", "text": "b"}', 400, "json.name_twice", "text"),
        (b"{" + b" " * 16 * 1024 + b"}", 413, "body.too_large", "body"),
        (b"\x00" * 1_000_000, 413, "body.too_large", "body"),
        (with_(surprise=1), 400, "field.unknown", "surprise"),
        (with_(received_at="2026-11-17T09:00:00+08:00"), 400, "field.unknown", "received_at"),
        (with_(op=None), 400, "field.missing", "op"),
        (with_(op="short"), 400, "field.invalid", "op"),
        (with_(op="o" * 65), 400, "field.invalid", "op"),
        (with_(op="o" * 21 + "/"), 400, "field.invalid", "op"),
        (with_(op=["o" * 22]), 400, "field.invalid", "op"),
        (with_(row=None), 400, "field.invalid", "row"),
        (with_(unit="370402006"), 400, "field.invalid", "row"),
        (with_(row="ZM999"), 404, "catalogue.row_unknown", "row"),
        (with_(row=None, unit="370402999"), 404, "unit.unknown", "unit"),
        (with_(row="x" * 33), 400, "field.invalid", "row"),
        (with_(item="NONE"), 400, "field.invalid", "item"),
        (with_(channel=None), 400, "field.missing", "channel"),
        (with_(channel="LETTER"), 400, "field.invalid", "channel"),
        (with_(channel="site"), 400, "field.invalid", "channel"),
        (with_(text=None), 400, "field.missing", "text"),
        (with_(text=7), 400, "field.invalid", "text"),
        (with_(text="长" * 2001), 400, "field.invalid", "text"),
        (with_(contact="长" * 101), 400, "field.invalid", "contact"),
        (with_(contact=7), 400, "field.invalid", "contact"),
        (with_(contact="样例\n样例"), 400, "field.invalid", "contact"),
    ],
)
def test_what_is_not_a_complaint_is_refused_and_kept_nowhere(
    world: World, body: object, status: int, code: str, field: str
) -> None:
    answered = post(world, body)
    refused(answered, status, code, field)
    assert complaints(world) == []


def test_other_content_types_and_parameters_are_refused_before_the_body_is_read(
    world: World,
) -> None:
    plain = post(world, GOOD, headers={"content-type": "text/plain"})
    refused(plain, 400, "body.media_type", "Content-Type")
    refused(post(world, b"{", path=OPEN + "?debug=1"), 400, "field.unknown", "debug")


@pytest.mark.parametrize(
    "filler", ["   ", "\n\n", "\t", "　", "\u3164" * 3, "\u2800", "…。!", "\u0301"]
)
def test_a_text_that_says_nothing_is_refused(world: World, filler: str) -> None:
    refused(post(world, with_(text=filler)), 400, "field.missing", "text")


@pytest.mark.parametrize(
    "mark", ["\x00", "\x1b[31m", "\x07", "\u202e", "\u200b", "\u2028", "\ue000", "\ud800"]
)
def test_characters_that_mislead_whoever_reads_are_refused(world: World, mark: str) -> None:
    answered = post(world, with_(text=f"窗口{mark}要证明"))
    refused(answered, 400, "field.invalid", "text")
    assert "窗口" not in json.dumps(answered.body, ensure_ascii=False), "a text is not repeated"


def test_lines_tabs_and_rare_characters_of_a_text_are_kept(world: World) -> None:
    answered = post(world, with_(text="第一行\r\n第二行\t又\n𠮷𲎯 <b>'; DROP TABLE--"))
    assert answered.status == 201
    (kept,) = complaints(world)
    assert kept.text == "第一行\n第二行 又\n𠮷𲎯 <b>'; DROP TABLE--"


# --- floods -------------------------------------------------------------------------------------


def test_a_flood_from_one_source_ends_at_its_limit_and_says_when_to_try_again(
    world: World,
) -> None:
    answers = [post(world, with_(op=f"{n:022d}")) for n in range(60)]
    assert [one.status for one in answers] == [201] * 5 + [429] * 55
    last = answers[-1]
    refused(last, 429, "complaint.too_many", None)
    assert last.headers["retry-after"] == last.body["facts"]["retry_after"] == "3600"
    assert "12345" in last.body["detail"]
    assert len(complaints(world)) == 5


def test_a_flood_from_many_sources_ends_at_the_limit_for_all(world: World) -> None:
    statuses = [
        post(world, with_(op=f"{n:022d}"), source=f"203.0.{n // 250}.{n % 250}").status
        for n in range(200)
    ]
    assert statuses.count(201) == 60
    assert statuses[60:] == [429] * 140
    assert len(complaints(world)) == 60


def test_the_addresses_of_one_ipv6_network_are_one_source(world: World) -> None:
    statuses = [
        post(world, with_(op=f"{n:022d}"), source=f"2001:db8:1:2::{n:x}").status for n in range(20)
    ]
    assert statuses.count(201) == 5


def test_a_forged_forwarded_for_makes_no_other_source(world: World) -> None:
    statuses = [
        post(world, with_(op=f"{n:022d}"), headers={"x-forwarded-for": f"198.51.100.{n}"}).status
        for n in range(20)
    ]
    assert statuses.count(201) == 5


def test_behind_a_trusted_proxy_the_address_it_saw_counts_and_nothing_further_left(
    world: World,
) -> None:
    behind = replace(world.services.settings, trusted_hops=1)
    world.services = replace(world.services, settings=behind)

    def send(n: int, viewer: str) -> int:
        forwarded = f"198.51.100.{n}, {viewer}, 192.0.2.1"
        body = with_(op=f"{n:022d}")
        return post(world, body, "192.0.2.1", {"x-forwarded-for": forwarded}).status

    assert [send(n, "203.0.113.7") for n in range(10)].count(201) == 5
    assert send(50, "203.0.113.8") == 201, "another viewer behind the same edge"
    direct = [post(world, with_(op=f"{n:022d}"), "192.0.2.9").status for n in range(60, 80)]
    assert direct.count(201) == 5, "without the proxy the gateway's peer counts"


def test_whoever_goes_around_the_proxy_is_counted_by_his_own_address(world: World) -> None:
    behind = replace(world.services.settings, trusted_hops=1, proxy_secret="样例-secret")
    world.services = replace(world.services, settings=behind)

    def send(n: int, proof: dict[str, str]) -> int:
        forged = {"x-forwarded-for": f"198.51.100.{n}, 192.0.2.9"}
        return post(world, with_(op=f"{n:022d}"), "192.0.2.9", forged | proof).status

    assert [send(n, {}) for n in range(10)].count(201) == 5
    for wrong in ("", "guess", "样例-secret,样例-secret"):
        assert send(20, {"x-mianzheng-proxy": wrong}) == 429
    assert send(21, {"x-mianzheng-proxy": "样例-secret"}) == 201


# --- codes --------------------------------------------------------------------------------------


def test_a_code_shows_state_and_reply_only(world: World) -> None:
    code = post(world, with_(contact="样例联系方式")).body["code"]
    answered = get(world, code)
    assert answered.status == 200
    assert set(answered.body) == {"state", "due_by", "reply", "replied_at"}
    assert answered.body["state"] == "RECEIVED"
    assert not signed(answered)


def test_a_code_is_read_as_it_is_typed(world: World) -> None:
    code = post(world, GOOD).body["code"]
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", "%20"), code + "%20"):
        assert get(world, typed).status == 200, typed


def test_a_wrong_check_character_is_told_without_a_look_up_or_a_count(world: World) -> None:
    code = post(world, GOOD).body["code"]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    before = dict(world.counters.tallies)
    for _ in range(100):
        refused(get(world, wrong), 400, "field.invalid", "code")
    assert world.counters.tallies == before


def test_guessing_meets_the_limit_long_before_it_meets_a_code(world: World) -> None:
    post(world, GOOD)
    statuses = [get(world, printed_code(complaint_code_of(n))).status for n in range(1000)]
    assert statuses.count(404) == 30
    assert set(statuses[30:]) == {429}


@pytest.mark.parametrize("code", ["..%2f..", "%00", "%ff%fe", "' OR 1=1--", "🙂" * 20, "0" * 5000])
def test_a_code_that_is_an_attack_is_only_a_wrong_code(world: World, code: str) -> None:
    answered = get(world, code)
    assert answered.status in {400, 404}
    assert answered.body["code"] in {"field.invalid", "route.unknown"}


def test_neither_the_code_nor_what_was_sent_stands_readable_beside_it(world: World) -> None:
    code = post(world, GOOD).body["code"]
    (kept,) = complaints(world)
    assert code.replace("-", "") not in repr(kept)
    assert GOOD["op"] not in repr(kept)
    assert GOOD["text"] not in repr(kept), "a repr is what a log would show"
    other = post(world, with_(op="p" * 22)).body["code"]
    assert other != code


def test_the_office_s_paths_want_a_signature(world: World) -> None:
    office = "/v1/task-force-office/complaints"
    for method, path in (("GET", office), ("POST", office), ("GET", f"{office}/x")):
        refused(world.send(method, path, b""), 401, "sig.missing", "WZM-Signature")


def test_a_refused_flood_is_counted_and_never_recorded_one_by_one(world: World) -> None:
    for n in range(40):
        post(world, with_(op=f"{n:022d}"))
    counted = world.services.ports.refusals.counted(world.clock.now())  # type: ignore[attr-defined]  # the twin's
    assert counted == {"complaint.too_many#intranet": 35}
