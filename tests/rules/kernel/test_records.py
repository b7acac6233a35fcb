"""A record is a frozen dataclass in everything but the cost of making its class."""

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.records import record


@record(frozen=True)
class Ours:
    a: int
    b: str = "b"
    c: tuple[int, ...] = field(default=(), compare=False)
    d: Mapping[str, int] = field(default_factory=dict, hash=False)
    e: bytes = field(default=b"", repr=False)
    day: date | None = None

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("a")

    @cached_property
    def doubled(self) -> int:
        return self.a * 2


@dataclass(frozen=True)
class Theirs:
    a: int
    b: str = "b"
    c: tuple[int, ...] = field(default=(), compare=False)
    d: Mapping[str, int] = field(default_factory=dict, hash=False)
    e: bytes = field(default=b"", repr=False)
    day: date | None = None


@record(frozen=True)
class Below(Ours):
    f: int = 0


@record(frozen=True)
class Empty:
    pass


@record(frozen=True)
class OwnWords:
    x: int

    def __repr__(self) -> str:
        return "own"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnWords)

    def __hash__(self) -> int:
        return 7


given_values: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"a": st.integers(0, 3)},
    optional={
        "b": st.sampled_from(("b", "x")),
        "c": st.tuples(st.integers(0, 1)),
        "d": st.dictionaries(st.sampled_from("xy"), st.integers(0, 1)),
        "e": st.sampled_from((b"", b"1")),
        "day": st.none() | st.just(date(2026, 1, 1)),
    },
)


@given(given_values, given_values)
def test_it_is_equal_hashed_and_shown_as_a_dataclass_is(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    assert (Ours(**one) == Ours(**two)) == (Theirs(**one) == Theirs(**two))
    if Ours(**one) == Ours(**two):
        assert hash(Ours(**one)) == hash(Ours(**two))
    assert hash(Ours(**one)) == hash(Theirs(**one))
    assert repr(Ours(**one)) == repr(Theirs(**one)).replace("Theirs", "Ours")
    assert replace(Ours(**one), **two) == Ours(**(one | two))
    assert [one.name for one in fields(Ours)] == [one.name for one in fields(Theirs)]


def test_nothing_of_it_can_be_changed() -> None:
    ours = Ours(1)
    for name in ("a", "no_field"):
        with pytest.raises(FrozenInstanceError):
            setattr(ours, name, 2)
        with pytest.raises(FrozenInstanceError):
            delattr(ours, name)
    assert (ours.a, ours.doubled) == (1, 2)


def test_it_takes_what_its_fields_say_and_nothing_else() -> None:
    assert Ours(1, "x").b == "x"
    assert Ours(1).d is not Ours(1).d
    many: list[tuple[Any, ...]] = [(), (1, "b", (), {}, b"", None, 9)]
    for wrong in many:
        with pytest.raises(TypeError):
            Ours(*wrong)
    with pytest.raises(TypeError, match="no_field"):
        Ours(1, no_field=2)  # type: ignore[call-arg]  # that is the point
    with pytest.raises(ValueError, match="a"):
        Ours(-1)
    with pytest.raises(ValueError, match="a"):
        replace(Ours(1), a=-1)


def test_one_that_builds_on_another_has_the_fields_of_both() -> None:
    assert (Below(1, f=2).a, Below(1, f=2).f) == (1, 2)
    assert Below(1) != Ours(1)
    assert Ours(1).a == 1, "the first call of a subclass leaves the class above its own"
    with pytest.raises(ValueError, match="a"):
        Below(-1)


def test_what_a_class_says_itself_stays() -> None:
    assert (repr(OwnWords(1)), OwnWords(1) == OwnWords(2), hash(OwnWords(3))) == ("own", True, 7)
    assert Empty() == Empty()
    assert (hash(Empty()), repr(Empty())) == (hash(()), "Empty()")
    other: object = Ours(1)
    assert Empty() != other


def test_it_travels_through_the_codec_and_to_another_process() -> None:
    ours = Ours(1, "x", (1,), {"y": 2}, b"3", date(2026, 1, 1))
    assert msgspec.json.decode(msgspec.json.encode(ours), type=Ours) == ours
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"a": -1}', type=Ours)
    for copied in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):  # noqa: S301  # our own bytes
        assert copied == ours
    match ours:
        case Ours(a, b):
            assert (a, b) == (1, "x")


def test_a_record_that_is_not_frozen_is_none() -> None:
    with pytest.raises(TypeError, match="frozen"):
        record(frozen=False)
