"""Errors on the wire: problem+json (RFC 9457), the HTTP status only here."""

from http import HTTPStatus

from chalicelib.kernel.errors import (
    Conflict,
    Forbidden,
    Malformed,
    MianzhengError,
    Misconfigured,
    NotFound,
    SignatureRefused,
    TooLarge,
    TooMany,
    Unavailable,
    seconds,
)

STATUS: tuple[tuple[type[MianzhengError], HTTPStatus, str], ...] = (
    (Malformed, HTTPStatus.BAD_REQUEST, "内容不符合要求"),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "内容过大"),
    (SignatureRefused, HTTPStatus.UNAUTHORIZED, "签名未通过"),
    (Forbidden, HTTPStatus.FORBIDDEN, "没有权限"),
    (NotFound, HTTPStatus.NOT_FOUND, "没有找到"),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS, "次数太多"),
    (Conflict, HTTPStatus.CONFLICT, "规则或现状不允许"),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE, "暂时不可用"),
    (Misconfigured, HTTPStatus.INTERNAL_SERVER_ERROR, "系统配置有误"),
)


def status_of(error: MianzhengError) -> tuple[HTTPStatus, str]:
    """The status and the short Chinese title of an error."""
    for kind, status, title in STATUS:
        if isinstance(error, kind):
            return status, title
    return HTTPStatus.INTERNAL_SERVER_ERROR, "系统出错"


def problem_of(error: MianzhengError, request_id: str) -> tuple[int, dict[str, object]]:
    """(status, body) of problem+json; ``request_id`` finds the call in the logs."""
    status, title = status_of(error)
    body: dict[str, object] = {
        "type": f"urn:mianzheng:problem:{error.code}",
        "code": error.code,
        "title": title,
        "status": int(status),
        "detail": error.detail,
        "article": error.article,
        "request_id": request_id,
    }
    if error.field is not None:
        body["field"] = error.field
    if error.facts:
        body["facts"] = error.facts
    return int(status), body


def headers_of(error: MianzhengError) -> dict[str, str]:
    """What an error says besides its body: when to try again (RFC 9110, 10.2.3)."""
    return {"Retry-After": str(seconds(error.wait))} if isinstance(error, TooMany) else {}
