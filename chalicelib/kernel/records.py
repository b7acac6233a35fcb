"""How records are made: frozen dataclasses whose methods cost nothing until they are used.

``@record`` means what ``@dataclass(frozen=True)`` means, to people, to the type checker (which
is told it is that) and to ``dataclasses.fields`` and ``replace``. The standard library compiles
six functions for each class when it is made; a cold start makes some sixty classes and uses few
of them, which was the largest part of it (docs/performance.md). Here ``__init__`` is compiled at
the first call of its class, and the other five are the same functions for all.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:

    def record(made: type | None = None, *, frozen: bool = True) -> Any:
        """A frozen dataclass. ``frozen`` is there to be read as in ``dataclass``."""
        if not frozen:
            raise TypeError("a record is frozen; what changes is a plain dataclass")
        return _made if made is None else _made(made)


def _made(cls: type[Any]) -> type[Any]:
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    shared = {
        "__init__": _first_init,
        "__repr__": _repr,
        "__eq__": _eq,
        "__hash__": _hash,
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }
    for name, function in shared.items():
        # As dataclass does: what the class says itself stays.
        if name not in cls.__dict__ or (name == "__hash__" and cls.__dict__[name] is None):
            setattr(cls, name, function)
    return cls


def _first_init(self: Any, /, *given: Any, **named: Any) -> None:
    """Compile the class's own ``__init__`` and call it."""
    cls: Any = next(
        one for one in type(self).__mro__ if one.__dict__.get("__init__") is _first_init
    )
    cls.__init__ = _init_of(cls)
    cls.__init__(self, *given, **named)


def _init_of(cls: type[Any]) -> Any:
    """``__init__`` as dataclass writes it: each field set past ``__setattr__``, then
    ``__post_init__``. Fields without ``init`` are none of ours."""
    fields = dataclasses.fields(cls)
    known: dict[str, Any] = {"set_": object.__setattr__, "MISSING": dataclasses.MISSING}
    parameters, body = ["self"], []
    for one in fields:
        value = one.name
        if one.default is not dataclasses.MISSING:
            known[f"default_{one.name}"] = one.default
            parameters.append(f"{one.name}=default_{one.name}")
        elif one.default_factory is not dataclasses.MISSING:
            known[f"make_{one.name}"] = one.default_factory
            parameters.append(f"{one.name}=MISSING")
            value = f"make_{one.name}() if {one.name} is MISSING else {one.name}"
        else:
            parameters.append(one.name)
        body.append(f" set_(self, {one.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n" + ("\n".join(body) or " pass")
    exec(source, known)  # noqa: S102  # names of our own fields only, as dataclass does
    init = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    return init


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in _fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    told = _getter(self, "_record_compared", lambda one: one.compare)
    return told is None or told(self) == told(other)


def _hash(self: Any) -> int:
    told = _getter(
        self, "_record_hashed", lambda one: one.compare if one.hash is None else one.hash
    )
    return hash(() if told is None else told(self))


def _refuse_to_set(_self: Any, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _fields(self: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(self)


def _getter(self: Any, kept: str, wanted: Any) -> Any:
    """Reads the wanted fields at once; made once a class and kept there."""
    cls = type(self)
    if kept not in cls.__dict__:
        names = [one.name for one in _fields(self) if wanted(one)]
        type.__setattr__(cls, kept, attrgetter(*names) if names else None)
    return cls.__dict__[kept]
