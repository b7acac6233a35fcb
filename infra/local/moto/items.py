"""The items of one of moto's tables: filed by what is asked for, with a journal to undo by.

moto's own are dictionaries: whoever wants one partition, or one value of an index, goes through
the whole table; whoever may have to take a transaction back copies it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_MISSING = object()


class _Journal(threading.local):
    """What the transaction of this thread has changed: (where, key, what stood there before)."""

    changes: "list[tuple[Shelf, Any, Any]] | None" = None


_journal = _Journal()


@contextmanager
def undone_if_it_fails() -> Iterator[None]:
    """When an exception leaves it, every place holds again what it held. May be nested."""
    outer = _journal.changes
    changes: list[tuple[Shelf, Any, Any]] = []
    _journal.changes = changes
    try:
        yield
    except BaseException:
        for shelf, key, before in reversed(changes):
            shelf.put_back(key, before)
        raise
    else:
        if outer is not None:
            outer.extend(changes)
    finally:
        _journal.changes = outer


def is_written_down() -> bool:
    """Is this thread inside :func:`undone_if_it_fails`?"""
    return _journal.changes is not None


class Shelf(dict[Any, Any]):
    """Items by one part of their key. An item on it is never changed: it is replaced."""

    __slots__ = ()

    def home(self) -> "Items":
        raise NotImplementedError

    def __setitem__(self, key: Any, item: Any) -> None:
        self._change(key, item)

    def pop(self, key: Any, *default: Any) -> Any:
        if key not in self:
            if default:
                return default[0]
            raise KeyError(key)
        before = self[key]
        self._change(key, _MISSING)
        return before

    def put_back(self, key: Any, before: Any) -> None:
        """The same without a word in the journal."""
        home, after = self.home(), self.get(key, _MISSING)
        if after is not _MISSING:
            home.unfile(after)
        if before is _MISSING:
            super().pop(key, None)
        else:
            super().__setitem__(key, before)
            home.file(before)
        self.settle()

    def settle(self) -> None:
        """Called after every change."""

    def _change(self, key: Any, item: Any) -> None:
        if _journal.changes is not None:
            _journal.changes.append((self, key, self.get(key, _MISSING)))
        self.put_back(key, item)


class Partition(Shelf):
    """The items of one partition key by their sort key; stands in the table while it holds any.

    moto's own stays for ever, empty, once somebody has asked for an item that is not there.
    """

    __slots__ = ("_hash_key", "_home")

    def __init__(self, home: "Items", hash_key: Any) -> None:
        super().__init__()
        self._home, self._hash_key = home, hash_key

    def home(self) -> "Items":
        return self._home

    def settle(self) -> None:
        if self:
            dict.__setitem__(self._home, self._hash_key, self)
        else:
            dict.pop(self._home, self._hash_key, None)


class Items(Shelf):
    """A table's items: partitions, or the items themselves where the key has one part only."""

    __slots__ = ("_filed",)

    def __init__(self) -> None:
        super().__init__()
        self._filed: dict[str, dict[Any, dict[int, Any]]] = {}

    def home(self) -> "Items":
        return self

    def __missing__(self, hash_key: Any) -> Partition:
        return Partition(self, hash_key)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Items":
        """A backup's, a restored table's: items are replaced, never changed, so all share them."""
        copied = Items()
        for hash_key, held in self.items():
            if isinstance(held, Partition):
                for range_key, item in held.items():
                    copied[hash_key][range_key] = item
            else:
                copied[hash_key] = held
        return copied

    def with_value(self, attribute: str, value: Any) -> dict[int, Any]:
        """The items whose ``attribute`` is ``value``. The first question files the table by it."""
        if attribute not in self._filed:
            self._filed[attribute] = {}
            for item in self._every():
                self._file_by(attribute, item)
        return self._filed[attribute].get(_as_key(value), {})

    def file(self, item: Any) -> None:
        for attribute in self._filed:
            self._file_by(attribute, item)

    def unfile(self, item: Any) -> None:
        for attribute, by_value in self._filed.items():
            value = item.attrs.get(attribute)
            if value is None:
                continue
            held = by_value.get(_as_key(value), {})
            held.pop(id(item), None)
            if not held:
                by_value.pop(_as_key(value), None)

    def _file_by(self, attribute: str, item: Any) -> None:
        value = item.attrs.get(attribute)
        if value is not None:
            self._filed[attribute].setdefault(_as_key(value), {})[id(item)] = item

    def _every(self) -> Iterator[Any]:
        for held in self.values():
            if isinstance(held, Partition):
                yield from held.values()
            else:
                yield held


def _as_key(value: Any) -> Any:
    """Keys are texts, numbers or bytes: 1 and 1.0 are one number."""
    return value.type, value.cast_value
