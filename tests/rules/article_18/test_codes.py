"""The code of a complaint: read out, typed, mistyped (Article 18)."""

import random

import pytest

from chalicelib.complaints.domain.codes import (
    BITS,
    LENGTH,
    complaint_code_of,
    parse_complaint_code,
    printed_code,
)
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts.check_codes import ALPHABET

SECRETS = [0, 1, 2**BITS - 1, *(random.Random(n).getrandbits(256) for n in range(40))]  # noqa: S311  # repeatable
CODES = [complaint_code_of(one) for one in SECRETS]


def test_a_code_carries_80_bits_and_a_check_character() -> None:
    assert LENGTH == BITS // 5 + 1
    assert {len(one) for one in CODES} == {LENGTH}
    assert set("".join(CODES)) <= set(ALPHABET)
    assert len(set(CODES)) == len(CODES)
    assert complaint_code_of(5) == complaint_code_of(5 + (1 << BITS)), "the last 80 bits"


def test_it_is_printed_in_groups() -> None:
    groups = printed_code(CODES[4]).split("-")
    assert [len(one) for one in groups] == [4, 4, 4, 4, 1]


@pytest.mark.parametrize("code", CODES[:8])
def test_it_is_read_as_people_write_it(code: str) -> None:
    written = printed_code(code)
    for typed in (
        written,
        code.lower(),
        f"  {written.lower()} ",
        written.replace("-", " "),
        written.replace("-", "–"),
        written.replace("-", "—"),
        written.replace("-", " - "),
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
        "".join(chr(ord(one) + 0xFEE0) for one in code),
        "\n".join(code),
    ):
        assert parse_complaint_code(typed) == code


@pytest.mark.parametrize("code", CODES[3:9])
def test_every_wrong_character_and_every_swap_is_noticed(code: str) -> None:
    for place in range(LENGTH):
        for wrong in ALPHABET.replace(code[place], ""):
            with pytest.raises(FieldInvalid):
                parse_complaint_code(code[:place] + wrong + code[place + 1 :])
        for other in range(place):
            swapped = list(code)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            if "".join(swapped) != code:
                with pytest.raises(FieldInvalid):
                    parse_complaint_code("".join(swapped))


@pytest.mark.parametrize(
    "typed", ["", "-", CODES[3][:-1], CODES[3] + "0", "U" * LENGTH, "查" * LENGTH, "0" * 10_000]
)
def test_what_is_no_code_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        parse_complaint_code(typed)
    assert refused.value.field == "code"
    assert typed == "" or typed not in refused.value.detail or typed == "-"
