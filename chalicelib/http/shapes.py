"""Chalice's own refusals (405, a crash outside a view) in the shape of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalice.app import Response

from chalicelib.http.errors import problem_of
from chalicelib.kernel.errors import Malformed, MianzhengError

if TYPE_CHECKING:
    from collections.abc import Callable


class MethodNotAllowed(Malformed):
    """The path is there, but not for this method."""

    code = "route.method"


def our_shape(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """HTTP middleware: turn Chalice's {Code, Message} into problem+json."""
    response = get_response(event)
    if not isinstance(response.body, dict) or "Code" not in response.body:
        return response
    request_id = str(event.context.get("requestId", "")) if event is not None else ""
    error: MianzhengError = MianzhengError("系统出错,已记录;请稍候重试。")
    if response.status_code == 405:
        error = MethodNotAllowed("这个地址不支持这种请求方法,请对照接口文档。")
    _, body = problem_of(error, request_id)
    body["status"] = response.status_code
    headers = {**response.headers, "Content-Type": "application/problem+json"}
    return Response(body=body, status_code=response.status_code, headers=headers)
