"""From wire to wire: what stands before a view and after it.

A signed call walks: sizes and signature -> role -> strict JSON -> view -> answer, signed. What
is refused after a valid signature becomes a ledger entry; before it, only a count. A write that
nobody signs walks: a smaller size -> no unknown parameter -> strict JSON -> view.

A view imports its use case where it calls it: a cold start needs one of them, not all.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from chalice.app import Blueprint, Request, Response

from chalicelib import start_is_over
from chalicelib.cloud.settings import Settings
from chalicelib.http.access import check_role
from chalicelib.http.errors import headers_of, problem_of
from chalicelib.http.fields import Fields
from chalicelib.http.refused_calls import record_refusal, record_refused_call
from chalicelib.http.serving import Services, services
from chalicelib.http.wire import Incoming, incoming
from chalicelib.kernel.callers import SignedCall
from chalicelib.kernel.errors import MianzhengError, SignatureRefused, TooLarge, Unavailable
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from chalicelib.http.routes import Route

PROBLEM = "application/problem+json"
LARGEST_OPEN_BODY = 16 * 1024
"""Bytes of a body that nobody signed (OURS)."""


@record(frozen=True)
class Answer:
    """What a view gives back: a JSON body, or ``content`` of another ``kind``."""

    body: Mapping[str, object]
    status: int = 200
    kind: str = "application/json"
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def rendered(self) -> bytes:
        if self.content is not None:
            return self.content
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


class BinaryResponse(Response):
    """Bytes as API Gateway wants them. Chalice would demand an Accept header of the caller."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002  # Chalice's
        return {
            "headers": self.headers,
            "multiValueHeaders": {},
            "statusCode": self.status_code,
            "body": base64.b64encode(self.body).decode("ascii"),
            "isBase64Encoded": True,
        }


Ports_co = TypeVar("Ports_co", covariant=True)


@record(frozen=True)
class Call(Generic[Ports_co]):
    """What a view is given: the signed call, its query and body, the ports of its subject."""

    signed: SignedCall
    incoming: Incoming
    ports: Ports_co
    settings: Settings

    def body(self) -> dict[str, object]:
        """The JSON object of the body. Raises JsonInvalid, naming ``body`` or the member."""
        return self.incoming.json()

    def no_body(self) -> None:
        """An act without fields takes no body or ``{}``. Raises FieldUnknown, JsonInvalid."""
        with Fields(self.body() if self.incoming.body else {}):
            pass


@record(frozen=True)
class OpenCall(Generic[Ports_co]):
    """What the view of a call that nobody signs is given."""

    incoming: Incoming
    ports: Ports_co
    settings: Settings


View = Callable[..., Answer]


def blueprint_of(routes: Iterable[Route]) -> Blueprint:
    """Chalice's routes for ours. It names each by its view; every content type comes through, so
    that a wrong one is answered in our own shape."""
    blueprint = Blueprint("chalicelib")
    for route in routes:
        guarded = _guarded(blueprint, route)
        add = blueprint.route(
            route.path, methods=[route.method], name=route.view, content_types=["*/*"]
        )
        add(guarded)
    return blueprint


def _guarded(blueprint: Blueprint, route: Route) -> Callable[..., Response]:
    def guarded(**path_args: str) -> Response:
        return serve(blueprint.current_request, route, path_args)

    return guarded


@cache
def view_of(route: Route) -> View:
    """The view, loaded now if no call came for it before."""
    module, _, name = route.view.partition(":")
    found: View = getattr(import_module(f"chalicelib.{module}"), name)
    return found


def serve(request: Request, route: Route, path_args: Mapping[str, str]) -> Response:
    """One call from wire to wire."""
    access = route.access
    wired = services()
    signed: SignedCall | None = None
    came = incoming(request, path_args)
    try:
        if access.roles is None:
            if access.is_write:
                _admit_open_write(came)
            answer = view_of(route)(OpenCall(came, wired.ports, wired.settings), **path_args)
        else:
            now = wired.ports.clock.now()
            signed = wired.checker.check(came, now=now, is_write=access.is_write)
            check_role(signed, access, wired)
            came.refuse_other_parameters(*route.parameters)
            came.require_json()
            answer = view_of(route)(Call(signed, came, wired.ports, wired.settings), **path_args)
    except MianzhengError as error:
        answer = _refusal(error, came)
        _record(error, signed, came, wired)
    except Exception as error:  # noqa: BLE001  # nothing may leave in a shape of its own
        wired.ports.telemetry.log(
            "unhandled", request_id=came.request_id, error=type(error).__name__, path=came.resource
        )
        broken = MianzhengError("系统出错,已记录;请稍候用同一 op 重试,仍不行请报 request_id。")
        answer = _refusal(broken, came)
    response = _response(answer, signed, wired)
    start_is_over()
    return response


def _admit_open_write(came: Incoming) -> None:
    """Before anybody parses it. Raises TooLarge, FieldUnknown, UnsupportedMediaType."""
    if len(came.body) > LARGEST_OPEN_BODY:
        raise TooLarge("请求正文超过 16 KiB,请只放接口文档要求的字段。", field="body")
    came.refuse_other_parameters()
    came.require_json()


def _refusal(error: MianzhengError, came: Incoming) -> Answer:
    status, body = problem_of(error, came.request_id)
    return Answer(body, status, PROBLEM, headers=headers_of(error))


def _record(
    error: MianzhengError, signed: SignedCall | None, came: Incoming, wired: Services
) -> None:
    ports = wired.ports
    try:
        if isinstance(error, Unavailable):
            return  # nothing was refused; what became of it is unknown
        if signed is not None:
            record_refused_call(error.code, signed, ports)
        elif isinstance(error, SignatureRefused) and error.caller is not None:
            record_refusal(error.code, error.caller, error.jti, ports)
        else:
            ports.refusals.count(error.code, source_class(came.source_ip), ports.clock.now())
    except Exception as failure:  # noqa: BLE001  # the refusal itself must still be told
        ports.telemetry.log("refusal_not_recorded", code=error.code, error=type(failure).__name__)


def source_class(address: str) -> str:
    """Where refusals come from, coarsely: no address is kept."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.is_loopback:
        return "loopback"
    return "intranet" if parsed.is_private else "internet"


def _response(answer: Answer, signed: SignedCall | None, wired: Services) -> Response:
    content = answer.rendered()
    headers: dict[str, Any] = {"Content-Type": answer.kind, "Cache-Control": "no-store"}
    headers |= answer.headers
    if signed is not None:
        headers["WZM-Signature"] = wired.responder.sign(signed, answer.status, content)
    if answer.content is not None:
        return BinaryResponse(body=content, status_code=answer.status, headers=headers)
    return Response(body=content.decode(), status_code=answer.status, headers=headers)
