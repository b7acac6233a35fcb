"""A call that fits no path, method, query or content type is refused with a 4xx problem."""

import json

import pytest

from tests.api.problems import refused, signed
from tests.api.service import PERSON, REQUESTER_AGENT, World
from tests.api.talking import REQUESTS

GOOD = {"row": "ZM007", "case_no": "MZ-1", "applicant": PERSON}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("limit=0", "field.invalid", "limit"),
        ("limit=101", "field.invalid", "limit"),
        ("limit=-1", "field.invalid", "limit"),
        ("limit=abc", "field.invalid", "limit"),
        ("limit=1.0", "field.invalid", "limit"),
        ("limit=00100000", "field.invalid", "limit"),
        ("limit=%EF%BC%91", "field.invalid", "limit"),
        ("box=drafts", "field.invalid", "box"),
        ("state=OPEN", "field.invalid", "state"),
        ("cursor=abc", "cursor.invalid", "cursor"),
        ("cursor=%00", "cursor.invalid", "cursor"),
        ("colour=red", "field.unknown", "colour"),
        ("%E2%80%AE=1", "field.unknown", "(名称无法显示)"),
    ],
)
def test_a_query_the_list_does_not_read_is_refused(
    world: World, query: str, code: str, field: str
) -> None:
    answered = world.call("GET", f"{REQUESTS}?{query}")
    refused(answered, 400, code, field)
    assert signed(answered)


def test_an_empty_parameter_is_an_absent_one(world: World) -> None:
    assert world.call("GET", f"{REQUESTS}?box=&cursor=&limit=&state=").status == 200


@pytest.mark.parametrize(
    "path", ["/v1/catalogue/rows/ZM007", "/v1/cases/MZ-1/clocks", "/v1/units", REQUESTS + "/x"]
)
def test_an_unknown_parameter_is_refused_on_every_path(world: World, path: str) -> None:
    refused(world.call("GET", f"{path}?colour=red"), 400, "field.unknown", "colour")


def test_another_content_type_is_refused(world: World) -> None:
    body = json.dumps(GOOD).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""):
        token = world.sign("POST", REQUESTS, body, REQUESTER_AGENT).token
        headers = {"wzm-signature": token, "content-type": kind}
        answered = world.send("POST", REQUESTS, body, headers)
        refused(answered, 400, "body.media_type", "Content-Type")
        assert signed(answered)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "OPTIONS"])
def test_a_method_the_path_does_not_know_is_405(world: World, method: str) -> None:
    refused(world.call(method, REQUESTS + "/search"), 405, "route.method", None)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v2/health", "/v1", REQUESTS + "/a/b/c"])
def test_a_path_nobody_knows_is_404(world: World, path: str) -> None:
    refused(world.call("GET", path), 404, "route.unknown", None)


def test_a_huge_path_is_refused(world: World) -> None:
    answered = world.call("GET", f"{REQUESTS}/{'x' * 100_000}")
    # The path is part of the signature, so the signature's size limits it.
    refused(answered, 401, "sig.too_large", "WZM-Signature")


def test_a_path_that_can_not_be_signed_is_refused_for_its_target(world: World) -> None:
    for id_ in ("%2e%2e", "a%20b", "%00", "张", "a;b"):
        path = f"{REQUESTS}/{id_}"
        token = world.sign("GET", path, b"", REQUESTER_AGENT).token
        answered = world.send("GET", path, b"", {"wzm-signature": token})
        refused(answered, 401, "sig.target", "htt")
