"""The short check code printed beside the QR code, for typing and for reading out.

12 characters of Crockford's base32 carry the first 60 bits of SHA-256 over the proof's id, so a
code can be recomputed from a token and never guessed from a neighbour's. A 13th character checks
the typing.

Crockford's own check symbol counts modulo 37 and needs ``* ~ $ = U``, which nobody can read out
and which do not belong in a path. Ours stays within the 32 characters: the sum of the values
weighted with 1, a, a**2 ... in GF(32). All weights differ and none is 0, so every single wrong
character is noticed and every swap of two characters, wherever they stand.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13
_DATA_LENGTH = LENGTH - 1
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_LONGEST_TYPED = 64
_OVERFLOW, _POLYNOMIAL = 0b100000, 0b100101  # x**5 + x**2 + 1, primitive


def check_code_of(jti: str) -> str:
    """The 13 characters for a proof's id, upper case, without hyphens: the file's name."""
    first = int.from_bytes(hashlib.sha256(jti.encode("ascii")).digest()[:8]) >> 4
    values = [first >> 5 * place & 31 for place in reversed(range(_DATA_LENGTH))]
    return "".join(ALPHABET[one] for one in values) + check_character(values)


def printed(code: str) -> str:
    """For people: ``XXXX-XXXX-XXXX-X``."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def parse_check_code(typed: str) -> str:
    """The canonical code from what a person typed: any case, hyphens, I and L for 1, O for 0.

    Raises FieldInvalid (``check_code``) for a wrong length, character or check character.
    """
    code = as_written(typed)
    if len(code) != LENGTH or any(one not in ALPHABET for one in code):
        raise FieldInvalid(
            f"校验码是 {LENGTH} 位数字和字母(不含 I、L、O、U),请对照证明再输一遍。",
            field="check_code",
        )
    if not is_checked(code):
        raise FieldInvalid("校验码输错了一位或颠倒了两位,请对照证明再输一遍。", field="check_code")
    return code


def as_written(typed: str) -> str:
    """What a person typed, as it is written in this alphabet; it may still be no code."""
    return typed[:_LONGEST_TYPED].strip().upper().translate(_LOOKALIKES)


def is_checked(code: str) -> bool:
    """Does the last character of a text of this alphabet check the others?"""
    return check_character([ALPHABET.index(one) for one in code[:-1]]) == code[-1]


def check_character(values: Sequence[int]) -> str:
    """The character that checks these values, however many."""
    total = 0
    for value in values:  # Horner: total = total * a + value
        total = _times_a(total) ^ value
    return ALPHABET[_times_a(total)]


def _times_a(element: int) -> int:
    element <<= 1
    return element ^ _POLYNOMIAL if element & _OVERFLOW else element
