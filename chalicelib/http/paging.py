"""Query parameters of lists."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from chalicelib.kernel.errors import FieldInvalid

if TYPE_CHECKING:
    from chalicelib.http.blueprint import Call

LARGEST_PAGE = 100
USUAL_PAGE = 20
_WHOLE_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)

Choice = TypeVar("Choice", bound=StrEnum)


def limit_parameter(call: Call[object]) -> int:
    """1..100, 20 unless told."""
    text = call.incoming.parameter("limit")
    if text is None or text == "":
        return USUAL_PAGE
    if not (_WHOLE_NUMBER.fullmatch(text) and 1 <= int(text) <= LARGEST_PAGE):
        raise FieldInvalid(f"limit 要在 1 到 {LARGEST_PAGE} 之间。", field="limit")
    return int(text)


def cursor_parameter(call: Call[object]) -> str | None:
    """The mark of the page before; None when absent or empty."""
    return call.incoming.parameter("cursor") or None


def choice_parameter(call: Call[object], name: str, kind: type[Choice]) -> Choice | None:
    """One of the kind's values; None when absent or empty."""
    text = call.incoming.parameter(name)
    if text is None or text == "":
        return None
    for one in kind:
        if one.value == text:
            return one
    raise FieldInvalid(f"{name} 只能是 {'、'.join(kind)}。", field=name)
