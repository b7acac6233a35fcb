"""Query parameters of lists."""

from enum import StrEnum
from typing import TypeVar

from chalicelib.api.blueprint import Call
from chalicelib.domain.errors import FieldInvalid

LARGEST_PAGE = 100
USUAL_PAGE = 20

Choice = TypeVar("Choice", bound=StrEnum)


def limit_parameter(call: Call) -> int:
    """1..100, 20 unless told."""
    text = call.incoming.parameter("limit")
    if text is None or text == "":
        return USUAL_PAGE
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= LARGEST_PAGE):
        raise FieldInvalid(f"limit 要在 1 到 {LARGEST_PAGE} 之间。", field="limit")
    return int(text[:4])


def choice_parameter(call: Call, name: str, kind: type[Choice]) -> Choice | None:
    """One of the kind's values; None when absent or empty."""
    text = call.incoming.parameter(name)
    if text is None or text == "":
        return None
    for one in kind:
        if one.value == text:
            return one
    raise FieldInvalid(f"{name} 只能是 {'、'.join(kind)}。", field=name)
