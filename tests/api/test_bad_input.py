"""Bad input is refused with a 4xx problem that names the field, signed when the call was."""

import json
from typing import Any

import pytest

from chalicelib.kernel.texts.people import LONGEST_NAME
from tests.api.conversation import OFFICER, TAX, TAX_AGENT
from tests.api.problems import refused, signed
from tests.api.service import PERSON, REQUESTER_AGENT, World
from tests.api.talking import REQUESTS

GOOD: dict[str, Any] = {"row": "ZM007", "case_no": "MZ-1", "applicant": PERSON}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def with_(**changes: object) -> dict[str, Any]:
    return GOOD | changes


def person(**changes: object) -> dict[str, Any]:
    return with_(applicant=PERSON | changes)


NOT_JSON = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"{", id="cut off"),
    pytest.param(b"\xff\xfe{}", id="not UTF-8"),
    pytest.param("\ufeff{}".encode(), id="byte order mark"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b'"row"', id="a text"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[" * 100_000, id="100,000 brackets"),
    pytest.param(b'{"a":' * 40_000 + b"1" + b"}" * 40_000, id="40,000 braces"),
    pytest.param(b'{"row": "ZM007",}', id="a comma too many"),
]


@pytest.mark.parametrize("body", NOT_JSON)
def test_what_is_no_json_object_is_refused(world: World, body: bytes) -> None:
    answered = world.call("POST", REQUESTS, body)
    refused(answered, 400, "json.invalid", "body")
    assert signed(answered)


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b'{"row": "ZM007", "row": "ZM011"}', "json.name_twice", "row"),
        (b'{"row": "ZM007", "\\u0072ow": "ZM011"}', "json.name_twice", "row"),
        (b'{"applicant": {"name": "a", "name": "b"}}', "json.name_twice", "name"),
        (b'{"case_no": NaN}', "json.invalid", "case_no"),
        (b'{"case_no": -Infinity}', "json.invalid", "case_no"),
        (b'{"case_no": 1e999}', "json.invalid", "case_no"),
        (b'{"case_no": 1.5}', "json.invalid", "case_no"),
        (b'{"case_no": 9007199254740993}', "json.invalid", "case_no"),
        (b'{"case_no": ' + b"9" * 5000 + b"}", "json.invalid", "body"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(
    world: World, body: bytes, code: str, field: str
) -> None:
    answered = world.call("POST", REQUESTS, body)
    refused(answered, 400, code, field)
    assert signed(answered)


def test_a_body_of_300_kb_is_refused_before_anybody_reads_it(world: World) -> None:
    body = json.dumps(with_(note="x" * 300_000)).encode()
    answered = world.call("POST", REQUESTS, body)
    refused(answered, 413, "body.too_large", "body")
    assert not signed(answered), "refused before its signature was looked at"


def test_a_body_of_exactly_256_kib_is_read(world: World) -> None:
    body = json.dumps(GOOD | {"note": ""}).encode()
    body += b" " * (256 * 1024 - len(body))
    assert world.call("POST", REQUESTS, body).status == 201
    refused(world.call("POST", REQUESTS, body + b" "), 413, "body.too_large", "body")


UNFIT = {
    "NUL": "张\x00三",
    "a control character": "张\x07三",
    "delete": "张\x7f三",
    "right-to-left override": "张\u202e三",
    "right-to-left isolate": "张\u2067三",
    "zero-width space": "张\u200b三",
    "a byte order mark": "张\ufeff三",
    "half a surrogate pair": "张\ud800三",
    "a private character": "张\ue000三",
    "a noncharacter": "张\uffff三",
    "a line break": "张\n三",
    "a line separator": "张\u2028三",
}


@pytest.mark.parametrize("name", UNFIT.values(), ids=UNFIT.keys())
def test_a_name_with_characters_nobody_sees_is_refused(world: World, name: str) -> None:
    body = json.dumps(person(name=name)).encode()  # ASCII: \u escapes, also of half a pair
    answered = world.call("POST", REQUESTS, body)
    refused(answered, 400, "field.invalid", "applicant.name")
    assert "三" not in json.dumps(answered.body, ensure_ascii=False), "a name is not repeated"
    subject = {"relation": "子女", "name": name}
    body = json.dumps(with_(subjects=[subject, subject])).encode()
    refused(world.call("POST", REQUESTS, body), 400, "field.invalid", "subjects[0].name")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"id_no": "370402199001010017"}, "field.invalid", "applicant.id_no"),
        ({"id_no": "37040219900230001X"}, "field.invalid", "applicant.id_no"),
        ({"id_no": "370402209001010016"}, "field.invalid", "applicant.id_no"),
        ({"id_no": "３70402199001010016"}, "field.invalid", "applicant.id_no"),
        ({"id_no": ""}, "field.missing", "applicant.id_no"),
        ({"id_no": None}, "field.missing", "applicant.id_no"),
        ({"id_type": "PASSPORT", "id_no": "E 1"}, "field.invalid", "applicant.id_no"),
        ({"id_type": "USCC"}, "field.invalid", "applicant.id_type"),
        ({"id_type": "NONE"}, "field.invalid", "applicant.id_type"),
        ({"id_type": "身份证"}, "field.invalid", "applicant.id_type"),
        ({"kind": "PERSON"}, "field.invalid", "applicant.kind"),
        ({"name": ""}, "field.missing", "applicant.name"),
        ({"name": " \u3000"}, "field.missing", "applicant.name"),
        ({"name": "张" * (LONGEST_NAME + 1)}, "field.invalid", "applicant.name"),
        ({"age": 3}, "field.unknown", "applicant.age"),
    ],
)
def test_an_applicant_that_can_not_be_is_refused(
    world: World, changes: dict[str, object], code: str, field: str
) -> None:
    answered = world.call("POST", REQUESTS, person(**changes))
    refused(answered, 400, code, field)
    assert signed(answered)
    told = json.dumps(answered.body, ensure_ascii=False)
    assert str(changes.get("id_no") or PERSON["id_no"]) not in told


WRONG_TYPES: tuple[object, ...] = (0, True, [], ["x"], {}, {"x": 1})


@pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
@pytest.mark.parametrize("name", ["row", "case_no", "case_accepted_at", "applicant", "note"])
def test_a_member_of_the_wrong_type_is_refused(world: World, name: str, value: object) -> None:
    answered = world.call("POST", REQUESTS, with_(**{name: value}))
    assert (answered.status, signed(answered)) == (400, True)
    assert answered.body["field"].split(".")[0] == name


@pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
@pytest.mark.parametrize("name", ["kind", "name", "id_type", "id_no"])
def test_an_applicants_member_of_the_wrong_type_is_refused(
    world: World, name: str, value: object
) -> None:
    answered = world.call("POST", REQUESTS, person(**{name: value}))
    refused(answered, 400, "field.invalid", f"applicant.{name}")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subjects": {}}, "subjects"),
        ({"subjects": "x"}, "subjects"),
        ({"subjects": [[]]}, "subjects[0]"),
        ({"subjects": [None]}, "subjects[0]"),
        ({"subjects": [{"relation": "本人", "name": "甲"}] * 21}, "subjects"),
        ({"subjects": [{"relation": 1, "name": "甲"}]}, "subjects[0].relation"),
        ({"case_no": "a/b"}, "case_no"),
        ({"case_no": "办件一"}, "case_no"),
        ({"case_no": "x" * 65}, "case_no"),
        ({"case_accepted_at": "2026-11-18"}, "case_accepted_at"),
        ({"case_accepted_at": "2026-11-18T10:00:00"}, "case_accepted_at"),
        ({"case_accepted_at": "2026-02-30T10:00:00Z"}, "case_accepted_at"),
        ({"case_accepted_at": "2026-11-18T10:00:00.001+08:00"}, "case_accepted_at"),
        ({"case_accepted_at": "0001-01-01T00:00:00+14:00"}, "case_accepted_at"),
        ({"case_accepted_at": "9999-12-31T23:59:59-14:00"}, "case_accepted_at"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "\u202e"}, "note"),
    ],
)
def test_a_value_outside_its_limits_is_refused(
    world: World, changes: dict[str, object], field: str
) -> None:
    refused(world.call("POST", REQUESTS, with_(**changes)), 400, "field.invalid", field)


@pytest.mark.parametrize("name", ["row", "case_no", "applicant"])
def test_a_missing_member_is_named(world: World, name: str) -> None:
    body = {key: value for key, value in GOOD.items() if key != name}
    refused(world.call("POST", REQUESTS, body), 400, "field.missing", name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("colour", "colour"), ("Row", "Row"), ("a b", "(名称无法显示)"), ("\ud800", "(名称无法显示)")],
)
def test_a_member_nobody_reads_is_refused_and_named_safely(
    world: World, name: str, shown: str
) -> None:
    body = json.dumps(with_(**{name: 1})).encode()
    refused(world.call("POST", REQUESTS, body), 400, "field.unknown", shown)


@pytest.mark.parametrize(
    ("act", "as_", "body", "field"),
    [
        ("accept", TAX_AGENT, {"note": "x"}, "note"),
        ("answer", TAX_AGENT, {"conclusion": "YES", "as_of": "2026-11-18"}, "conclusion"),
        ("answer", TAX_AGENT, {"conclusion": "CONFIRMED", "as_of": "2026-11-18"}, "facts"),
        ("answer", TAX_AGENT, {"conclusion": "NO_RECORD", "as_of": "2026-11-19"}, "as_of"),
        ("answer", TAX_AGENT, {"conclusion": "NO_RECORD", "as_of": "2026-W47-1"}, "as_of"),
        ("answer", TAX_AGENT, {"conclusion": "NO_RECORD", "as_of": "20261118"}, "as_of"),
        ("answer", TAX_AGENT, {"conclusion": "NO_RECORD", "as_of": 20261118}, "as_of"),
        ("send-back", TAX_AGENT, {"reason": "太短", "referral": {"note": "不明"}}, "reason"),
        ("send-back", TAX_AGENT, {"reason": "不属于本单位的职责范围"}, "referral"),
        ("re-route", REQUESTER_AGENT, {"unit": 7}, "unit"),
        ("arbitrate", OFFICER, {"unit": TAX}, "reason"),
        ("withdraw", REQUESTER_AGENT, {"reason": None}, "reason"),
        ("extend", TAX_AGENT, {"reason": "x", "until": "明天"}, "until"),
        ("supervision", f"{TAX}-supervisor-1", {"note": ["x"]}, "note"),
        ("attachments", TAX_AGENT, {"name": "a", "size": 0, "sha256": "0" * 64}, "size"),
        ("attachments", TAX_AGENT, {"name": "a", "size": 10485761, "sha256": "0" * 64}, "size"),
        ("attachments", TAX_AGENT, {"name": "a", "size": True, "sha256": "0" * 64}, "size"),
        ("attachments", TAX_AGENT, {"name": "a", "size": 1, "sha256": "0" * 63}, "sha256"),
        ("mismatches", REQUESTER_AGENT, {"field": "a", "applicant_value": "b"}, "obtained_value"),
    ],
)
def test_an_act_with_bad_input_is_refused_and_changes_nothing(
    world: World, act: str, as_: str, body: dict[str, object], field: str
) -> None:
    id_ = world.file()["id"]
    answered = world.call("POST", f"{REQUESTS}/{id_}/{act}", body, as_)
    assert (answered.status, answered.body["field"], signed(answered)) == (400, field, True)
    assert world.call("GET", f"{REQUESTS}/{id_}").body["state"] == "FILED"


def test_an_attachment_id_that_can_not_be_written_back_is_refused(world: World) -> None:
    id_ = world.file()["id"]
    body = b'{"conclusion":"NO_RECORD","as_of":"2026-11-18","attachments":["x","\\ud800"]}'
    answered = world.call("POST", f"{REQUESTS}/{id_}/answer", body, TAX_AGENT)
    refused(answered, 400, "field.invalid", "attachments[1]")
