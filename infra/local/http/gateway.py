"""API Gateway's part on the laptop: an HTTP call becomes a REST proxy event and back.

The events follow what API Gateway REST (proxy integration) sends, so the code behind can't
tell the difference: undecoded path parameters, both header forms, None for an empty body.
"""

import base64
import logging
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qs

from infra.local.http.web import WebCall, WebReply, problem
from infra.local.moto.lambda_functions import LambdaContext

log = logging.getLogger("mianzheng.local")

MAX_BODY_BYTES = 10 * 1024 * 1024  # API Gateway's own limit
# The one header whose repetition matters: two signatures are an attack, and a JWS holds no
# comma, so the joined form (RFC 9110, 5.3) can be taken apart again without a doubt.
_REPEATABLE = "wzm-signature"


class LambdaApp(Protocol):
    """What the front needs of a Chalice app."""

    @property
    def routes(self) -> Mapping[str, Any]: ...

    @property
    def api(self) -> Any: ...

    def __call__(self, event: Any, context: Any) -> Any: ...


class Gateway:
    """Turns calls into events for ``app`` and its answers into replies."""

    def __init__(self, app: LambdaApp) -> None:
        from chalice.local import RouteMatcher

        one_request_per_thread(app)
        self._app = app
        self._matcher_lock = threading.Lock()
        self._matcher = RouteMatcher(list(app.routes))

    def __call__(self, call: WebCall) -> WebReply:
        """Serve one call. 404 for a path no route has, 413 above API Gateway's limit."""
        if len(call.body) > MAX_BODY_BYTES:
            return problem(413, "body.too_large", "请求体过大", "请求体超过 10 MB,请缩小后再发。")
        route = self._route(call.path)
        if route is None:
            return problem(
                404, "route.unknown", "没有这个地址", "没有这个接口地址,请对照接口文档检查路径。"
            )
        event = self._event(call, *route)
        try:
            answer = self._app(event, LambdaContext("api"))
            return reply_of(answer)
        except Exception as error:  # noqa: BLE001  # one call must not end the server
            # API Gateway's 502: the function itself failed. The text could hold personal data.
            log.error("the API function failed: %s", type(error).__name__)
            return problem(
                502, "service.error", "服务出错", "服务内部出错,请稍后用同一个 op 重试。"
            )

    def _route(self, path: str) -> tuple[str, dict[str, str]] | None:
        try:
            with self._matcher_lock:
                match = self._matcher.match_route(path)
        except ValueError:
            return None
        # The matcher leaves captures of routes it gave up on; keep this route's own.
        captured = {k: v for k, v in match.captured.items() if "{" + k + "}" in match.route}
        return match.route, captured

    def _event(self, call: WebCall, route: str, captured: Mapping[str, str]) -> dict[str, Any]:
        headers = {name: _values(name, value) for name, value in call.headers.items()}
        query = parse_qs(call.query, keep_blank_values=True) or None
        body, is_base64 = self._body(call)
        return {
            "resource": route,
            "path": call.path,
            "httpMethod": call.method,
            "headers": {name: values[-1] for name, values in headers.items()},
            "multiValueHeaders": headers,
            "queryStringParameters": query and {k: v[-1] for k, v in query.items()},
            "multiValueQueryStringParameters": query,
            "pathParameters": dict(captured) or None,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": route,
                "httpMethod": call.method,
                "path": call.path,
                "stage": "local",
                "requestId": str(uuid.uuid4()),
                "identity": {
                    "sourceIp": call.source_ip,
                    "userAgent": call.headers.get("user-agent"),
                },
            },
            "body": body,
            "isBase64Encoded": is_base64,
        }

    def _body(self, call: WebCall) -> tuple[str | None, bool]:
        if not call.body:
            return None, False
        media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not _matches(media_type, self._app.api.binary_types):
            try:
                return call.body.decode("utf-8"), False
            except UnicodeDecodeError:
                pass  # the exact bytes matter (they are signed): hand them over untouched
        return base64.b64encode(call.body).decode("ascii"), True


def reply_of(answer: Mapping[str, Any]) -> WebReply:
    """The HTTP reply of a proxy integration's answer."""
    headers = [(str(k), str(v)) for k, v in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers = [pair for pair in headers if pair[0].lower() != name.lower()]
        headers += [(str(name), str(value)) for value in values]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))  # as API Gateway does
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode("utf-8")
    return WebReply(int(answer["statusCode"]), headers, content)


def one_request_per_thread(app: Any) -> None:
    """Let ``app.current_request`` belong to the thread that serves it.

    In Lambda a process has one request at a time, so Chalice keeps it on the app; with
    threads they would read each other's. This is what ``chalice local`` does, too.
    """
    from chalice.local import LocalChalice

    if not isinstance(app, LocalChalice):
        app.__class__ = type("ThreadedChalice", (LocalChalice, app.__class__), {})


def _values(name: str, value: str) -> list[str]:
    return [part.strip() for part in value.split(",")] if name == _REPEATABLE else [value]


def _matches(media_type: str, patterns: Iterable[str]) -> bool:
    if not media_type:
        return False
    wild: Sequence[str] = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    return any(pattern in wild for pattern in patterns)
