"""One table in dictionaries: its items by partition, its sparse indexes, its limits."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.twins.dynamodb.expressions import Item, Value, plain

LARGEST_ITEM = 400 * 1024
"""Bytes of names and values."""
LARGEST_PAGE = 1024 * 1024


class Refused(Exception):
    """An answer with status 400; ``more`` stands beside the code in its body."""

    def __init__(self, code: str, message: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.more = more or {}


def invalid(message: str) -> Refused:
    return Refused("ValidationException", message)


@dataclass(frozen=True)
class Keys:
    """The attributes of a key, and what of an item is shown under it (None: all of it)."""

    hash: str
    range: str
    shown: frozenset[str] | None = None

    def of(self, item: Mapping[str, Value]) -> tuple[Any, Any] | None:
        """None where the item lacks one of the two: it then is not in this index."""
        if self.hash not in item or self.range not in item:
            return None
        return plain(item[self.hash]), plain(item[self.range])


@dataclass(frozen=True)
class Table:
    """``definition`` is the body of CreateTable."""

    definition: Mapping[str, Any]
    keys: Keys
    indexes: Mapping[str, Keys]
    partitions: dict[Any, dict[Any, Item]] = field(default_factory=dict)

    def get(self, key: Mapping[str, Value]) -> Item | None:
        hash_, range_ = self.place(key)
        return self.partitions.get(hash_, {}).get(range_)

    def put(self, item: Item) -> None:
        hash_, range_ = self.place(item)
        self.partitions.setdefault(hash_, {})[range_] = item

    def remove(self, key: Mapping[str, Value]) -> None:
        hash_, range_ = self.place(key)
        self.partitions.get(hash_, {}).pop(range_, None)

    def place(self, key: Mapping[str, Value]) -> tuple[Any, Any]:
        place = self.keys.of(key)
        if place is None:
            raise invalid("One of the required keys was not given a value")
        return place

    def under(self, index: str | None, hash_: Any) -> list[tuple[tuple[Any, ...], Item]]:
        """The items of one hash value in the order of the index, which is that of the table for
        what stands at the same place of an index."""
        if index is None:
            return [((one,), item) for one, item in sorted(self.partitions.get(hash_, {}).items())]
        keys = self.indexes[index]
        found = (
            ((place[1], *self.place(item)), item)
            for item in self.items()
            if (place := keys.of(item)) is not None and place[0] == hash_
        )
        return sorted(found, key=lambda one: one[0])

    def shown(self, index: str | None, item: Item) -> Item:
        names = None if index is None else self.indexes[index].shown
        return item if names is None else {name: item[name] for name in item if name in names}

    def items(self) -> Iterator[Item]:
        for partition in self.partitions.values():
            yield from partition.values()

    def check(self, item: Item) -> None:
        """Raises Refused for what no item may be."""
        for keys in (self.keys, *self.indexes.values()):
            for name in (keys.hash, keys.range):
                if name in item and item[name] == {"S": ""}:
                    raise invalid("One or more parameter values are not valid: empty key")
                if name in item and set(item[name]) != {"S"}:
                    raise invalid("One or more parameter values were invalid: Type mismatch")
        self.place(item)
        if size_of(item) > LARGEST_ITEM:
            raise invalid("Item size has exceeded the maximum allowed size")


def table_of(definition: Mapping[str, Any]) -> Table:
    """A new table, of string keys only."""
    own = _keys(definition["KeySchema"])
    indexes = {}
    for one in definition.get("GlobalSecondaryIndexes", ()):
        keys = _keys(one["KeySchema"])
        projection = one["Projection"]
        shown = None
        if projection["ProjectionType"] != "ALL":
            more = projection.get("NonKeyAttributes", ())
            shown = frozenset({own.hash, own.range, keys.hash, keys.range, *more})
        indexes[one["IndexName"]] = Keys(keys.hash, keys.range, shown)
    return Table(definition, own, indexes)


def _keys(schema: list[Mapping[str, str]]) -> Keys:
    names = {one["KeyType"]: one["AttributeName"] for one in schema}
    return Keys(names["HASH"], names["RANGE"])


def size_of(item: Item) -> int:
    """As DynamoDB counts it, numbers roughly."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Value) -> int:
    ((kind, content),) = value.items()
    every = content if kind in {"SS", "NS", "BS"} else [content]
    if kind.startswith("B"):
        return sum(len(base64.b64decode(one)) for one in every)
    return sum(len(str(one).encode()) for one in every)
