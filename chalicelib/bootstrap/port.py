"""A port that is made when it is first touched."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_making = threading.RLock()


class port(Generic[T]):  # noqa: N801  # stands where ``property`` would
    """Like ``functools.cached_property``, but made once however many threads touch it first (two
    caches of one store would not hear of each other)."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, wired: None, _owner: type) -> port[T]: ...

    @overload
    def __get__(self, wired: object, _owner: type) -> T: ...

    def __get__(self, wired: object | None, _owner: type) -> port[T] | T:
        if wired is None:
            return self
        made: dict[str, T] = wired.__dict__
        if self._name not in made:
            with _making:
                if self._name not in made:
                    made[self._name] = self._make(wired)
        return made[self._name]
