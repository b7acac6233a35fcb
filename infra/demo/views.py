"""What the demo reads out of an answer: the fields it checks, parsed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.kernel.times.clock import from_text

Json = dict[str, Any]


@dataclass(frozen=True)
class Why:
    """One line of "为什么是这个时间"."""

    rule: str
    article: str
    text: str
    at: datetime | None


@dataclass(frozen=True)
class RequestView:
    """One verification request as the API told it."""

    id: str
    state: str
    rule: str
    issuer: str
    filed_at: datetime
    answer_by: datetime
    send_back_by: datetime
    promised_by: datetime | None
    closed_at: datetime | None
    is_overdue: bool
    overdue_since: datetime | None
    supervision: str | None
    supervise_by: datetime | None
    why: tuple[Why, ...]
    whole: Json

    @classmethod
    def of(cls, body: Json) -> "RequestView":
        supervision = body["supervision"] or {}
        return cls(
            id=body["id"],
            state=body["state"],
            rule=body["rule"],
            issuer=body["issuer"],
            filed_at=_instant(body, "filed_at"),
            answer_by=_instant(body, "answer_by"),
            send_back_by=_instant(body, "send_back_by"),
            promised_by=_optional(body, "promised_by"),
            closed_at=_optional(body, "closed_at"),
            is_overdue=body["is_overdue"],
            overdue_since=_optional(body, "overdue_since"),
            supervision=supervision.get("state"),
            supervise_by=_optional(supervision, "supervise_by"),
            why=tuple(why_of(one) for one in body["why"]),
            whole=body,
        )


def why_of(line: Json) -> Why:
    return Why(line["rule"], line["article"], line["text"], _optional(line, "at"))


def _instant(body: Mapping[str, Any], name: str) -> datetime:
    return from_text(body[name], field=name)


def _optional(body: Mapping[str, Any], name: str) -> datetime | None:
    return None if body.get(name) is None else _instant(body, name)
