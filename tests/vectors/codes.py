"""The vectors of the check code and of the digits."""

from collections.abc import Callable
from typing import Any

from chalicelib.kernel.texts.check_codes import check_code_of, printed
from chalicelib.kernel.texts.qr_text import digits_of
from tests.vectors.making import SAMPLE, proof, signed

TYPED: dict[str, tuple[Callable[[str], str], bool]] = {
    "as printed": (printed, True),
    "without hyphens": (lambda code: code, True),
    "in lower case": (lambda code: code.lower(), True),
    "with spaces": (lambda code: printed(code).replace("-", " ") + "\r\n", True),
    "O for 0": (lambda code: code.replace("0", "O"), True),
    "l for 1": (lambda code: code.replace("1", "l"), True),
    "a character missing": (lambda code: code[:-1], False),
    "a character too many": (lambda code: code + "0", False),
    "a U": (lambda code: "U" + code[1:], False),
    "a wrong character": (lambda code: ("1" if code[0] == "0" else "0") + code[1:], False),
    "two characters swapped": (lambda code: code[1] + code[0] + code[2:], False),
}


def check_codes() -> dict[str, Any]:
    """``codes``: id -> code; ``typed``: what a person types -> the code, or null."""
    ids = [SAMPLE.jti, "A" * 22, "_" * 21 + "w"]
    code = next(
        found
        for found in (check_code_of(f"{number:021d}A") for number in range(10_000))
        if {"0", "1"} <= set(found) and found[0] != found[1]
    )
    return {
        "codes": [{"jti": jti, "code": check_code_of(jti)} for jti in ids],
        "typed": [
            {"name": name, "typed": change(code), "code": code if is_good else None}
            for name, (change, is_good) in TYPED.items()
        ],
    }


def texts() -> list[dict[str, str]]:
    """A token and its digits, with an even and an odd number of bytes."""
    tokens = [signed(SAMPLE), signed(proof(masked_subject="张*三")), signed(SAMPLE, 255)]
    return [{"token": one, "digits": digits_of(one)} for one in tokens]
