"""JSON read strictly: what two readers could read differently is refused (RFC 8259, RFC 7493).

Refused are duplicate names, fractions and NaN, integers beyond 2**53 - 1, anything that is not
UTF-8, nesting too deep to read, and a top level that is not an object.
"""

import json
import re

from chalicelib.kernel.errors import JsonInvalid, JsonNameTwice

LARGEST_INTEGER = 2**53 - 1
_SHOWABLE = re.compile(r"[A-Za-z0-9_.-]{1,40}", re.ASCII)


def showable(name: str) -> str:
    """A member name that is safe to repeat in an answer; anything odd is not repeated."""
    return name if _SHOWABLE.fullmatch(name) else "(名称无法显示)"


def parse_object(text: bytes) -> dict[str, object]:
    """Parse one JSON object. Raises JsonInvalid, with ``field`` where a member is to blame."""
    try:
        parsed = json.loads(text.decode("utf-8"), object_pairs_hook=_members)
    except (ValueError, RecursionError):
        raise JsonInvalid("内容不是有效的 JSON(UTF-8),请检查括号、引号和嵌套层数。") from None
    if not isinstance(parsed, dict):
        raise JsonInvalid("内容必须是一个 JSON 对象,请用 {…} 包起来。")
    return parsed


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise JsonNameTwice(
                f"{showable(name)} 出现了两次,每个名称只能出现一次,请删去一个。",
                field=showable(name),
            )
        _refuse_inexact(name, value)
        members[name] = value
    return members


def _refuse_inexact(name: str, value: object) -> None:
    if isinstance(value, float):
        raise JsonInvalid(f"{showable(name)} 不能是小数,请写整数或字符串。", field=showable(name))
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise JsonInvalid(
            f"{showable(name)} 的整数过大,最大为 {LARGEST_INTEGER}。", field=showable(name)
        )
    if isinstance(value, list):
        for one in value:
            _refuse_inexact(name, one)


def compact(document: object) -> bytes:
    """UTF-8 JSON without spaces, members in the order they were given in."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
