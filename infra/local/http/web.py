"""One HTTP call and its reply, as the parts of the local front hand them to each other."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class WebCall:
    """``path`` and ``query`` are as they came, still percent-encoded; header names lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    source_ip: str = "127.0.0.1"


@dataclass(frozen=True)
class WebReply:
    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


WebHandler = Callable[[WebCall], WebReply]


def problem(status: int, code: str, title: str, detail: str) -> WebReply:
    """problem+json (RFC 9457) for what the front itself refuses, in the shape of the API's."""
    body = {
        "type": f"urn:mianzheng:problem:{code}",
        "code": code,
        "title": title,
        "status": status,
        "detail": detail,
        "article": None,
        "request_id": str(uuid.uuid4()),
    }
    content = json.dumps(body, ensure_ascii=False).encode()
    return WebReply(status, [("Content-Type", "application/problem+json")], content)
