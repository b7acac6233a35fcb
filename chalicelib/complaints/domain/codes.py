"""The code a complainant keeps: with it, and only with it, the state and the reply are read.

16 characters of Crockford's base32 carry 80 bits nobody can guess, a 17th checks the typing (the
same sum as a proof's check code, so a wrong character and a swap are noticed before anything is
looked up).
"""

import unicodedata

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts.check_codes import ALPHABET, as_written, check_character, is_checked

LENGTH = 17
BITS = 80
_GROUP = 4
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー_", "-"))


def complaint_code_of(secret: int) -> str:
    """The code whose 80 bits are the last of ``secret``, without hyphens."""
    values = [secret >> 5 * place & 31 for place in reversed(range(LENGTH - 1))]
    return "".join(ALPHABET[one] for one in values) + check_character(values)


def printed_code(code: str) -> str:
    """For people: ``XXXX-XXXX-XXXX-XXXX-X``."""
    return "-".join(code[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def parse_complaint_code(typed: str) -> str:
    """The canonical code from what a person typed: any case and width, any hyphens and spaces,
    I and L for 1, O for 0.

    Raises FieldInvalid (``code``) for a wrong length, character or check character; never
    repeats what was typed.
    """
    narrow = unicodedata.normalize("NFKC", typed).translate(_DASHES)
    code = as_written("".join(narrow.split()))
    if len(code) != LENGTH or any(one not in ALPHABET for one in code):
        raise FieldInvalid(
            f"查询码是 {LENGTH} 位数字和字母(不含 I、L、O、U),请对照提交时给的查询码再输一遍。",
            field="code",
        )
    if not is_checked(code):
        raise FieldInvalid(
            "查询码输错了一位或颠倒了两位,请对照提交时给的查询码再输一遍。", field="code"
        )
    return code
