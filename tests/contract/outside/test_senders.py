"""Notices out of the house: signed webhooks over real TLS, and SNS on moto."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import pytest
import trustme

from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import NoticeId, RequestId, UnitCode, WebhookId
from chalicelib.notices.adapters.sending import Route, Senders, Topic, notice_body, public_address
from chalicelib.notices.domain.notice import Audience, Notice
from chalicelib.notices.domain.webhook import Webhook
from infra.local.moto.server import MotoServer
from tests.twins.outside import MemoryTelemetry

HOST = "hooks.example.org"
NOTICE = Notice(
    id=NoticeId("n-1"),
    unit=UnitCode("370402006"),
    audience=Audience.AGENT,
    event=EventType.REQUEST_ANSWERED,
    request=RequestId("r-1"),
    row="ZM007",
    text="核验申请 r-1(清单 ZM007)已出具,请查看结果。",
    at=datetime(2026, 11, 22, tzinfo=UTC),
)


@dataclass
class Listener:
    """A department's webhook: what it received, and what it answers."""

    port: int = 0
    ca: str = ""
    status: int = 204
    location: str | None = None
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    listening = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listening.received.append((self.path, dict(self.headers), body))
            self.send_response(listening.status)
            if listening.location:
                self.send_header("Location", listening.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    listening.port, listening.ca = server.server_address[1], str(tmp_path / "ca.pem")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield listening
    server.shutdown()
    server.server_close()
    thread.join()


def senders(ca: str | None, resolve: str | None = "127.0.0.1") -> Senders:
    """Signs with a mark that the test can see; resolves as told, or for real when None."""
    route = Route(ca_certs=ca) if resolve is None else Route(lambda _host, _port: resolve, ca)
    return Senders(
        Topic(None, None),
        lambda _unit, id_, body: f"{id_}:{len(body)}",
        MemoryTelemetry(),
        route,
    )


def webhook(port: int, host: str = HOST) -> Webhook:
    url = f"https://{host}:{port}/wzm/notices"
    return Webhook(WebhookId("w"), NOTICE.unit, url, "370402006:s1", approved_by="370402006:a1")


def test_a_webhook_is_told_the_notice_signed_and_without_personal_data(listener: Listener) -> None:
    assert senders(listener.ca).send(NOTICE, [webhook(listener.port)])
    [(path, headers, body)] = listener.received
    assert path == "/wzm/notices"
    assert headers["WZM-Signature"] == f"n-1:{len(body)}"
    assert json.loads(body) == {
        "id": "n-1",
        "event": "REQUEST_ANSWERED",
        "unit": "370402006",
        "audience": "AGENT",
        "request_id": "r-1",
        "row": "ZM007",
        "at": "2026-11-22T08:00:00.000+08:00",
        "text": NOTICE.text,
    }
    assert body == notice_body(NOTICE)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_webhook_that_redirects_is_not_followed(listener: Listener, status: int) -> None:
    listener.status, listener.location = status, f"https://{HOST}:{listener.port}/elsewhere"
    assert not senders(listener.ca).send(NOTICE, [webhook(listener.port)])
    assert len(listener.received) == 1


def test_a_webhook_that_fails_has_not_heard(listener: Listener) -> None:
    listener.status = 500
    assert not senders(listener.ca).send(NOTICE, [webhook(listener.port)])


def test_a_webhook_without_a_trusted_certificate_is_told_nothing(listener: Listener) -> None:
    assert not senders(None).send(NOTICE, [webhook(listener.port)])
    assert listener.received == []


def test_a_certificate_of_another_name_is_told_nothing(listener: Listener) -> None:
    other = webhook(listener.port, host="other.example.org")
    assert not senders(listener.ca).send(NOTICE, [other])
    assert listener.received == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "100.64.0.1",
     "0.0.0.0", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],  # noqa: S104  # addresses to refuse
)  # fmt: skip
def test_a_private_address_is_refused(address: str) -> None:
    with pytest.raises(OSError, match="not public"):
        public_address(address, 443)


def test_a_name_that_points_inside_is_told_nothing(listener: Listener) -> None:
    named = webhook(listener.port, host="localhost")
    assert not senders(listener.ca, resolve=None).send(NOTICE, [named])
    assert listener.received == []


def test_the_topic_hears_every_notice_with_its_unit_and_audience(moto_server: MotoServer) -> None:
    clients = {"endpoint_url": moto_server.endpoint, "region_name": "cn-north-1"}
    sns = boto3.client("sns", **clients)  # type: ignore[call-overload]  # boto3's stubs want each named
    sqs = boto3.client("sqs", **clients)  # type: ignore[call-overload]  # boto3's stubs want each named
    topic = sns.create_topic(Name="notices-test")["TopicArn"]
    queue = sqs.create_queue(QueueName="notices-test")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"])
    sending = Senders(Topic(sns, topic), lambda _unit, _id, _body: "", MemoryTelemetry())
    assert sending.send(NOTICE, [])
    [message] = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=2)["Messages"]
    envelope = json.loads(message["Body"])
    assert envelope["Message"] == NOTICE.text
    assert envelope["MessageAttributes"]["audience"]["Value"] == "AGENT"


def test_a_topic_that_is_gone_is_told_as_not_sent(moto_server: MotoServer) -> None:
    sns = boto3.client("sns", endpoint_url=moto_server.endpoint, region_name="cn-north-1")
    gone = Topic(sns, "arn:aws-cn:sns:cn-north-1:123456789012:never-made")
    sending = Senders(gone, lambda _unit, _id, _body: "", MemoryTelemetry())
    assert not sending.send(replace(NOTICE, id=NoticeId("n-2")), [])
