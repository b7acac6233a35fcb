"""Notices out of the house: signed webhooks, and e-mail or SMS through SNS."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.ids import NoticeId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import to_text

if TYPE_CHECKING:
    from chalicelib.kernel.ports import Telemetry
    from chalicelib.notices.domain.notice import Notice
    from chalicelib.notices.domain.webhook import Webhook

TIMEOUT_SECONDS = 5.0


@record(frozen=True)
class Topic:
    """Where e-mail and SMS hang on; ``arn`` None = nowhere."""

    sns: Any
    arn: str | None


Resolve = Callable[[str, int], str]
SignBody = Callable[[UnitCode, NoticeId, bytes], str]


def public_address(host: str, port: int) -> str:
    """The one address to connect to. Raises OSError when any of the host's is not public:
    a name that also points inside is how a webhook is turned against its own network."""
    found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(map(is_public, found)):
        raise OSError("the webhook's host has an address that is not public")
    return min(found)


_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")


def is_public(text: str) -> bool:
    """A unicast address of the open Internet; no form of IPv6 that carries an IPv4 inside."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        carries_another = address in _SIX_TO_FOUR or address not in _GLOBAL_UNICAST
        return address.is_global and not carries_another
    return address.is_global and not address.is_multicast


def notice_body(notice: Notice) -> bytes:
    """What a webhook is sent; no personal data."""
    fields = {
        "id": notice.id,
        "event": notice.event,
        "unit": notice.unit,
        "audience": notice.audience,
        "request_id": notice.request,
        "complaint": notice.complaint,
        "row": notice.row,
        "at": to_text(notice.at),
        "text": notice.text,
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(fields, ensure_ascii=False).encode()


@record(frozen=True)
class Route:
    """How a webhook's host is reached; ``ca_certs`` None = the usual authorities."""

    resolve: Resolve = public_address
    ca_certs: str | None = None


class Senders:
    """Webhooks of the unit, then the topic. A repeat has the same notice id."""

    def __init__(
        self,
        topic: Topic,
        sign: SignBody,
        telemetry: Telemetry,
        route: Route | None = None,
    ) -> None:
        self._topic = topic
        self._sign = sign
        self._telemetry = telemetry
        self._route = route or Route()

    def send(self, notice: Notice, webhooks: Sequence[Webhook]) -> bool:
        """True when everybody who should hear of it has answered with 2xx."""
        heard = [self._call(notice, one) for one in webhooks]
        return self._publish(notice) and all(heard)

    def _call(self, notice: Notice, webhook: Webhook) -> bool:
        body = notice_body(notice)
        target = urlsplit(webhook.url)
        host, port = str(target.hostname), target.port or 443
        headers = {
            "Host": target.netloc,
            "Content-Type": "application/json",
            "WZM-Signature": self._sign(notice.unit, notice.id, body),
        }
        try:
            with urllib3.HTTPSConnectionPool(
                self._route.resolve(host, port),  # the checked address, never a second look-up
                port,
                timeout=TIMEOUT_SECONDS,
                retries=False,
                server_hostname=host,
                assert_hostname=host,
                ca_certs=self._route.ca_certs,
                cert_reqs="CERT_REQUIRED",
            ) as pool:
                answer = pool.request(
                    "POST", target.path, body=body, headers=headers, redirect=False
                )
        except Exception as failure:  # noqa: BLE001  # whatever is wrong with one, the others hear
            self._telemetry.log("webhook_failed", unit=notice.unit, error=type(failure).__name__)
            return False
        return 200 <= answer.status < 300

    def _publish(self, notice: Notice) -> bool:
        if self._topic.arn is None:
            return True
        attributes = {
            "unit": {"DataType": "String", "StringValue": notice.unit},
            "audience": {"DataType": "String", "StringValue": notice.audience},
        }
        try:
            self._topic.sns.publish(
                TopicArn=self._topic.arn, Message=notice.text, MessageAttributes=attributes
            )
        except (BotoCoreError, ClientError) as failure:
            self._telemetry.log("sns_failed", unit=notice.unit, error=type(failure).__name__)
            return False
        return True
