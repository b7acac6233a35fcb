"""The expressions of DynamoDB that the record classes write: conditions, and updates.

Values stay as they are on the wire: ``{"S": "…"}``, ``{"N": "1"}``, ``{"B": base64}``. What the
product does not write is no part of this language: it is refused loudly, not half understood.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

Value = Mapping[str, Any]
Item = dict[str, Value]

_TOKEN = re.compile(r"\s*([#:]?\w+|<=|>=|<>|[=<>(),])")
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE)\b")


@dataclass(frozen=True)
class Bindings:
    """What ``#0`` and ``:0`` stand for in one call."""

    names: Mapping[str, str]
    values: Mapping[str, Value]

    def value(self, token: str, item: Mapping[str, Value] | None) -> Value | None:
        if token.startswith(":"):
            return self.values[token]
        return (item or {}).get(self.name(token))

    def name(self, token: str) -> str:
        return self.names[token] if token.startswith("#") else token


Condition = Callable[[Mapping[str, Value] | None, Bindings], bool]


def plain(value: Value) -> Any:
    """What is compared: text, number, bytes or a set; texts by their UTF-8, as Python's are."""
    ((kind, content),) = value.items()
    if kind == "N":
        return Decimal(content)
    if kind == "B":
        return base64.b64decode(content)
    return frozenset(content) if kind in {"SS", "NS", "BS"} else content


@lru_cache(maxsize=1024)
def condition(text: str) -> Condition:
    """``(attribute_not_exists (#0) OR #1 = :0)`` as a function of the item that stands."""
    reader = _Reader([match.group(1) for match in _TOKEN.finditer(text)])
    found = reader.alternatives()
    if reader.left or "".join(reader.read) != re.sub(r"\s", "", text):
        raise NotImplementedError(f"the twin does not read this condition: {text}")
    return found


class _Reader:
    """Recursive descent: OR of AND of comparisons, functions and brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self.left = tokens
        self.read: list[str] = []

    def alternatives(self) -> Condition:
        every = [self._together()]
        while self.left[:1] == ["OR"]:
            self._take()
            every.append(self._together())
        return every[0] if len(every) == 1 else lambda i, b: any(one(i, b) for one in every)

    def _together(self) -> Condition:
        every = [self._single()]
        while self.left[:1] == ["AND"]:
            self._take()
            every.append(self._single())
        return every[0] if len(every) == 1 else lambda i, b: all(one(i, b) for one in every)

    def _single(self) -> Condition:
        if self.left[:1] == ["("]:
            self._take()
            inner = self.alternatives()
            self._take(")")
            return inner
        first = self._take()
        return self._function(first) if self.left[:1] == ["("] else self._comparison(first)

    def _function(self, name: str) -> Condition:
        self._take("(")
        path = self._take()
        if name == "begins_with":
            self._take(",")
            prefix = self._take()
            self._take(")")
            return _begins_with(path, prefix)
        self._take(")")
        if name == "attribute_exists":
            return lambda item, bound: bound.value(path, item) is not None
        if name == "attribute_not_exists":
            return lambda item, bound: bound.value(path, item) is None
        raise NotImplementedError(f"the twin has no function {name}")

    def _comparison(self, left: str) -> Condition:
        sign = self._take()
        if sign not in _COMPARES:
            raise NotImplementedError(f"the twin does not compare by {sign}")
        compares, right = _COMPARES[sign], self._take()

        def holds(item: Mapping[str, Value] | None, bound: Bindings) -> bool:
            one, other = bound.value(left, item), bound.value(right, item)
            if one is None or other is None or set(one) != set(other):
                return False  # nothing there, or of another kind: no order between them
            return compares(plain(one), plain(other))

        return holds

    def _take(self, wanted: str | None = None) -> str:
        if not self.left or (wanted is not None and self.left[0] != wanted):
            raise NotImplementedError(f"the twin expected {wanted} before {self.left}")
        self.read.append(self.left.pop(0))
        return self.read[-1]


_COMPARES: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "<": lambda one, other: bool(one < other),
    "<=": lambda one, other: bool(one <= other),
    ">": lambda one, other: bool(one > other),
    ">=": lambda one, other: bool(one >= other),
}


def _begins_with(path: str, prefix: str) -> Condition:
    def holds(item: Mapping[str, Value] | None, bound: Bindings) -> bool:
        text = bound.value(path, item)
        return text is not None and str(plain(text)).startswith(plain(bound.values[prefix]))

    return holds


def updated(item: Item, text: str, bound: Bindings) -> Item:
    """``item`` after ``SET #0 = :0 ADD #1 :1 REMOVE #2``."""
    changed = dict(item)
    start, *parts = _CLAUSE.split(text)
    if start.strip():
        raise NotImplementedError(f"the twin does not read this update: {text}")
    for clause, actions in zip(parts[::2], parts[1::2], strict=True):
        for action in actions.split(","):
            _ACTIONS[clause](changed, action.replace("=", " ").split(), bound)
    return changed


def _set(item: Item, words: list[str], bound: Bindings) -> None:
    path, value = words
    item[bound.name(path)] = bound.values[value]


def _remove(item: Item, words: list[str], bound: Bindings) -> None:
    (path,) = words
    item.pop(bound.name(path), None)


def _add(item: Item, words: list[str], bound: Bindings) -> None:
    """A number is added to, a set is joined."""
    path, token = words
    name, value = bound.name(path), bound.values[token]
    ((kind, content),) = value.items()
    standing = item.get(name, {kind: "0" if kind == "N" else []})[kind]
    if kind == "N":
        item[name] = {"N": str(Decimal(standing) + Decimal(content))}
    else:
        item[name] = {kind: sorted({*standing, *content})}


_ACTIONS = {"SET": _set, "REMOVE": _remove, "ADD": _add}
