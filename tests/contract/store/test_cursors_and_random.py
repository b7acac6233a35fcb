"""Continuation marks and chance: the twins and the real ones keep the same promises."""

import os
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud.machine import SystemRandom
from chalicelib.cloud.vault import SealedCursors, Vault
from chalicelib.kernel.errors import CursorInvalid
from chalicelib.kernel.ports import Cursors, Random
from tests.twins.surroundings import CROCKFORD, HmacCursors, SeededRandom

CURSORS: list[Callable[[], Cursors]] = [
    lambda: HmacCursors(os.urandom(32)),
    lambda: SealedCursors(Vault(os.urandom(32), os.urandom(32))),
]
RANDOMS: list[Callable[[], Random]] = [SeededRandom, SystemRandom]

every_cursors = pytest.mark.parametrize("make", CURSORS, ids=["memory", "sealed"])
every_random = pytest.mark.parametrize("make", RANDOMS, ids=["seeded", "system"])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@every_cursors
@given(after=texts, bound_to=texts)
def test_a_cursor_opens_to_what_was_sealed(
    make: Callable[[], Cursors], after: str, bound_to: str
) -> None:
    cursors = make()
    cursor = cursors.seal(after, bound_to)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)
    assert cursors.open(cursor, bound_to) == after


@every_cursors
@given(after=texts, bound_to=texts, other=texts)
def test_a_cursor_of_one_list_does_not_open_another(
    make: Callable[[], Cursors], after: str, bound_to: str, other: str
) -> None:
    cursors = make()
    cursor = cursors.seal(after, bound_to)
    if other != bound_to:
        with pytest.raises(CursorInvalid):
            cursors.open(cursor, other)


@every_cursors
def test_a_cursor_changed_in_one_character_does_not_open(make: Callable[[], Cursors]) -> None:
    cursors = make()
    cursor = cursors.seal("20261122T093000000Z#request-1", "unit|inbox|")
    for position, character in enumerate(cursor):
        for other in {"A", "B", "_", "!", "="} - {character}:
            with pytest.raises(CursorInvalid):
                cursors.open(f"{cursor[:position]}{other}{cursor[position + 1 :]}", "unit|inbox|")


@every_cursors
@pytest.mark.parametrize("text", ["", "=", "A", "AAAA", "张三", "\x00", "A" * 5000, "a b"])
def test_what_is_no_cursor_does_not_open(make: Callable[[], Cursors], text: str) -> None:
    with pytest.raises(CursorInvalid) as caught:
        make().open(text, "unit|inbox|")
    assert caught.value.field == "cursor"


@every_cursors
def test_a_cursor_of_another_key_does_not_open(make: Callable[[], Cursors]) -> None:
    with pytest.raises(CursorInvalid):
        make().open(make().seal("after", "list"), "list")


@every_random
def test_ids_are_128_bits_that_begin_like_no_option(make: Callable[[], Random]) -> None:
    source = make()
    ids = [source.id() for _ in range(2000)]
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", one) for one in ids)
    assert len(set(ids)) == 2000


@every_random
def test_one_time_codes_hold_at_least_50_bits_of_crockford(make: Callable[[], Random]) -> None:
    source = make()
    codes = [source.one_time_code() for _ in range(1000)]
    assert all(set(one.replace("-", "")) <= set(CROCKFORD) for one in codes)
    assert all(5 * len(one.replace("-", "")) >= 50 for one in codes)
    assert len(set(codes)) == 1000
    for position in range(len(codes[0])):  # every place varies
        if codes[0][position] != "-":
            assert len({one[position] for one in codes}) == 32
