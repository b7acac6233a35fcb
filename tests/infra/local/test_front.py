"""The one port: API Gateway's events to the app, its answers back, static pages beside it."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chalice.app import Chalice

from infra.local.http.front import Front, FrontServer
from infra.local.http.gateway import Gateway
from infra.local.http.static_site import StaticSite
from infra.local.http.web import WebCall, WebReply
from infra.local.problems import LocalProblem
from tests.infra.local import fake_product


class Caller:
    """Plain HTTP against the front, nothing normalised on the way."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        answer = response.status, dict(response.getheaders()), response.read()
        connection.close()
        return answer

    def event(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        status, _, content = self(method, path, body, **headers)
        assert status == 200, content
        return json.loads(content)["event"]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<p>home</p>", encoding="utf-8")
    front = Front()
    front.api = Gateway(fake_product.make_app())
    front.objects = fake_product.objects
    front.pages = StaticSite([site])
    server = FrontServer(front, 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Caller(server.port)
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_an_event_carries_what_api_gateway_sends(call: Caller) -> None:
    event = call.event("GET", "/v1/echo/a%2Fb?b=2&a=1&b=%E4%B8%AD&empty=", X_Some_Header="v")
    assert event["pathParameters"] == {"name": "a%2Fb"}
    assert event["multiValueQueryStringParameters"] == {"b": ["2", "中"], "a": ["1"], "empty": [""]}
    assert event["queryStringParameters"] == {"b": "中", "a": "1", "empty": ""}
    assert event["headers"]["x-some-header"] == "v"
    assert event["multiValueHeaders"]["x-some-header"] == ["v"]
    context = event["requestContext"]
    assert context["resourcePath"] == "/v1/echo/{name}"
    assert context["httpMethod"] == event["httpMethod"] == "GET"
    assert context["path"] == event["path"] == "/v1/echo/a%2Fb"
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["requestId"]
    assert event["body"] is None


def test_without_a_query_the_parameters_are_none(call: Caller) -> None:
    assert call.event("GET", "/v1/echo/x")["multiValueQueryStringParameters"] is None


def test_two_signature_headers_arrive_as_two_values(call: Caller) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", call.port, timeout=10)
    connection.putrequest("GET", "/v1/echo/x")
    connection.putheader("WZM-Signature", "one")
    connection.putheader("WZM-Signature", "two")
    connection.endheaders()
    event = json.loads(connection.getresponse().read())["event"]
    connection.close()
    assert event["multiValueHeaders"]["wzm-signature"] == ["one", "two"]


def test_a_json_body_arrives_as_its_exact_text(call: Caller) -> None:
    body = '{ "a":"中",\n "a": 1 }'
    event = call.event("POST", "/v1/echo/x", body.encode(), Content_Type="application/json")
    assert (event["body"], event["isBase64Encoded"]) == (body, False)


def test_bytes_that_are_no_text_arrive_untouched(call: Caller) -> None:
    event = call.event("POST", "/v1/echo/x", b'{"a":"\xff"}', Content_Type="application/json")
    assert (event["body"], event["isBase64Encoded"]) == ("eyJhIjoi/yJ9", True)


def test_a_binary_body_goes_there_and_back(call: Caller) -> None:
    blob = bytes(range(256)) * 16
    kind = "application/octet-stream"
    status, headers, content = call("POST", "/v1/bytes", blob, Content_Type=kind, Accept=kind)
    assert (status, headers["Content-Type"], content) == (201, kind, blob)


def test_a_header_with_two_values_leaves_as_two_headers(call: Caller) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", call.port, timeout=10)
    connection.request("GET", "/v1/two-cookies")
    response = connection.getresponse()
    assert response.headers.get_all("X-Many") == ["a", "b"]
    connection.close()


def test_an_answer_without_a_type_is_json_as_api_gateway_says(call: Caller) -> None:
    assert call("GET", "/v1/health")[1]["Content-Type"] == "application/json"


def test_an_unknown_api_path_is_a_404_problem(call: Caller) -> None:
    status, headers, content = call("GET", "/v1/no-such-thing")
    assert (status, headers["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(content)["code"] == "route.unknown"


def test_a_body_above_10_mib_is_refused_and_one_at_it_is_not(call: Caller) -> None:
    kind = "application/octet-stream"
    limit = 10 * 1024 * 1024
    fits = call("POST", "/v1/bytes", b"x" * limit, Content_Type=kind, Accept=kind)
    assert (fits[0], len(fits[2])) == (201, limit)
    status, _, content = call("POST", "/v1/bytes", b"x" * (limit + 1), Content_Type=kind)
    assert (status, json.loads(content)["code"]) == (413, "body.too_large")


def test_sixteen_callers_at_once_each_see_their_own_request(call: Caller) -> None:
    def ask(number: int) -> bool:
        answer = json.loads(call("GET", f"/v1/slow/{number}")[2])
        return bool(answer == {"asked": str(number), "seen": str(number)})

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(64)))


def test_attachments_go_to_the_object_store(call: Caller) -> None:
    status, headers, content = call("POST", "/_objects/upload", b"data")
    assert (status, headers["X-Path"], content) == (201, "/_objects/upload", b"data")


def test_everything_else_is_a_page(call: Caller) -> None:
    assert call("GET", "/")[2] == b"<p>home</p>"
    status, headers, content = call("HEAD", "/")
    assert (status, headers["Content-Length"], content) == (200, "11", b"")


def test_a_crash_of_the_app_is_a_502_that_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = Gateway(fake_product.make_app())

    def crash_of_app(_app: Any, _event: Any, _context: Any) -> Any:
        raise ValueError("张三 370402199001010000")

    monkeypatch.setattr(Chalice, "__call__", crash_of_app)
    reply = gateway(WebCall("GET", "/v1/health", "", {}))
    assert reply.status == 502
    assert json.loads(reply.body)["code"] == "service.error"
    assert "ValueError" in caplog.text
    assert "张三" not in caplog.text + reply.body.decode()


def test_a_crash_beside_the_api_is_a_500_problem() -> None:
    def crash(_call: WebCall) -> WebReply:
        raise ValueError

    front = Front()
    front.objects = crash
    server = FrontServer(front, 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    status, headers, _ = Caller(server.port)("POST", "/_objects", b"x")
    server.stop()
    thread.join(10)
    assert (status, headers["Content-Type"]) == (500, "application/problem+json")


def test_a_busy_port_is_refused_with_the_way_out(call: Caller) -> None:
    with pytest.raises(LocalProblem, match=rf"端口 {call.port} 已被占用.*PORT={call.port + 1}"):
        FrontServer(Front(), call.port)


def test_calls_already_begun_are_answered_before_the_server_ends() -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def slow(_call: WebCall) -> WebReply:
        inside.release()
        go_on.wait(10)
        return WebReply(200, [], b"done")

    front = Front()
    front.api = slow
    server = FrontServer(front, 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    caller = Caller(server.port)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(caller, "GET", "/v1/slow") for _ in range(8)]
        assert all(inside.acquire(timeout=10) for _ in answers)
        server.stop()
        thread.join(1.5)  # past the point where it stops taking new calls
        go_on.set()
        assert [answer.result()[2] for answer in answers] == [b"done"] * 8
    thread.join(10)
    assert not thread.is_alive()
    with pytest.raises(ConnectionRefusedError):
        caller("GET", "/v1/slow")
