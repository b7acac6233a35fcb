"""An API Gateway event as the call it was: target, signatures, body bytes."""

from __future__ import annotations

from functools import cached_property
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from chalicelib.cloud.settings import PROXY_HEADER, Settings
from chalicelib.kernel.errors import FieldUnknown, JsonInvalid, Malformed
from chalicelib.kernel.records import record
from chalicelib.kernel.targets import HEADER_NAME, canonical_target
from chalicelib.kernel.texts.strict_json import parse_object, showable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalice.app import Request


@record(frozen=True)
class Incoming:
    """One HTTP call. ``path`` is below the public origin, without the gateway's stage."""

    method: str
    resource: str
    path: str
    query: tuple[tuple[str, str], ...]
    signatures: tuple[str, ...]
    content_type: str
    body: bytes
    source_ip: str
    request_id: str
    forwarded_for: tuple[str, ...] = ()
    proxy_proof: str = ""

    def source(self, trusted: Settings) -> str:
        """The address of whoever called, ``trusted_hops`` proxies of our own away.

        Each proxy adds the address it was called from at the end of X-Forwarded-For, the gateway
        too; what stands further left came from outside and may be anything. Without a trusted
        proxy, without its proof (``proxy_secret``), or where the list is too short to have come
        through it, the gateway's own peer.
        """
        hops, secret = trusted.trusted_hops, trusted.proxy_secret
        is_ours = secret is None or compare_digest(self.proxy_proof.encode(), secret.encode())
        if is_ours and 0 < hops < len(self.forwarded_for):
            return self.forwarded_for[-1 - hops]
        return self.source_ip

    @cached_property
    def target(self) -> str:
        """What the signature must cover. Raises SignatureRefused ``sig.target``."""
        return canonical_target(self.path, self.query)

    def require_json(self) -> None:
        """A body is JSON and says so."""
        if self.body and self.content_type.split(";")[0].strip() != "application/json":
            raise UnsupportedMediaType(
                "请求正文必须是 JSON,并带 Content-Type: application/json。", field="Content-Type"
            )

    def json(self) -> dict[str, object]:
        """The JSON object of the body. Raises JsonInvalid, naming ``body`` or the member."""
        try:
            return parse_object(self.body)
        except JsonInvalid as bad:
            bad.field = bad.field or "body"
            raise

    def parameter(self, name: str) -> str | None:
        return dict(self.query).get(name)

    def refuse_other_parameters(self, *known: str) -> None:
        """Raises FieldUnknown for a query parameter nobody reads."""
        for name, _ in self.query:
            if name not in known:
                shown = showable(name)
                raise FieldUnknown(f"不认识的查询参数 {shown},请对照接口文档删去。", field=shown)


class UnsupportedMediaType(Malformed):
    """A body that is not JSON."""

    code = "body.media_type"


def incoming(request: Request, path_args: Mapping[str, str]) -> Incoming:
    """Read the event itself: Chalice's own request loses duplicates and the raw body's type."""
    event: dict[str, Any] = request.to_original_event()
    context = event["requestContext"]
    many = event.get("multiValueQueryStringParameters") or {}
    query = tuple((name, value) for name, values in many.items() for value in values)
    identity = context.get("identity") or {}
    raw = request.raw_body
    return Incoming(
        method=context["httpMethod"],
        resource=context["resourcePath"],
        path=_path(context["resourcePath"], path_args),
        query=query,
        signatures=_signatures(event),
        content_type=str(request.headers.get("content-type", "")).lower(),
        body=raw.encode() if isinstance(raw, str) else raw,
        source_ip=str(identity.get("sourceIp", "")),
        request_id=str(context.get("requestId", "")),
        forwarded_for=_forwarded_for(event),
        proxy_proof=",".join(_header(event, PROXY_HEADER)),
    )


def _signatures(event: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_header(event, HEADER_NAME))


def _forwarded_for(event: Mapping[str, Any]) -> tuple[str, ...]:
    joined = ",".join(_header(event, "X-Forwarded-For"))
    return tuple(one.strip() for one in joined.split(",")) if joined else ()


def _header(event: Mapping[str, Any], wanted: str) -> list[str]:
    """Every value of one header, in order."""
    headers = event.get("multiValueHeaders") or {}
    return [
        value
        for name, values in headers.items()
        if name.lower() == wanted.lower()
        for value in values
    ]


def _path(resource: str, path_args: Mapping[str, str]) -> str:
    for name, value in path_args.items():
        resource = resource.replace("{" + name + "}", value)
    return resource
