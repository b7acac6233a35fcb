"""The text of the QR code: ``https://HOST/p#`` + digits, and the byte-exact token out of it.

The bytes ``[kid][payload][r || s]`` are written in groups: 2 bytes -> 5 digits, a last odd byte
-> 3 digits, since a QR code packs digits three times denser than base64url. The header is not
carried: it is always the same but for the kid. A browser never sends what follows ``#``.
"""

import re
import struct

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts import base64url

PATH = "/p"
LARGEST_KID = 255
LONGEST_TEXT = 4_096
SIGNATURE_SIZE = 64
"""r || s of ES256."""
DIGITS = re.compile(r"[0-9]+")  # not \d: other scripts' digits are no digits of ours
_LINK = re.compile(rf"((?i:https?)://[A-Za-z0-9.-]{{1,253}}(?::[0-9]{{1,5}})?){PATH}#([0-9]+)")
_HEADER = re.compile(rb'\{"alg":"ES256","kid":"([1-9][0-9]{0,2})"\}')


class NotOurs(FieldInvalid):
    """The text is no code of this system."""

    code = "proof.not_ours"

    def __init__(self, why: str) -> None:
        super().__init__(f"不是本系统的码:{why}。请扫描证明上的二维码,或粘贴完整的链接。")


def header_of(kid: int) -> bytes:
    """The JOSE header of every proof token, to the byte. Raises ValueError outside 1..255."""
    if not 1 <= kid <= LARGEST_KID:
        raise ValueError("a proof key's id is a number from 1 to 255")
    return b'{"alg":"ES256","kid":"%d"}' % kid


def digits_of(token: str) -> str:
    """A proof token (compact JWS) as the digits of the fragment. Raises NotOurs."""
    kid, payload, signature = _parts_of_jws(token)
    return digits_of_bytes(bytes([kid]) + payload + signature)


def digits_of_bytes(packed: bytes) -> str:
    """2 bytes -> 5 digits, a last odd byte -> 3 digits."""
    count = len(packed) // 2
    last = f"{packed[-1]:03d}" if len(packed) % 2 else ""
    return "%05d" * count % struct.unpack_from(f">{count}H", packed) + last


def url_of(origin: str, token: str) -> str:
    """``https://HOST/p#`` + digits; ``origin`` has no path. Raises NotOurs."""
    return f"{origin}{PATH}#{digits_of(token)}"


def token_of(text: str) -> str:
    """The byte-exact token from a full link, from the digits alone, or from a token.

    White space around is dropped: keyboard-wedge scanners end with Enter. Raises NotOurs for
    everything else, above all for digits that another writer would have written differently.
    """
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise NotOurs("内容过长")
    link = _LINK.fullmatch(text)
    digits = link[2] if link else text
    if DIGITS.fullmatch(digits):
        return _token_of_bytes(bytes_of_digits(digits))
    _parts_of_jws(text)
    return text


def origin_of(text: str) -> str | None:
    """``https://HOST`` of a link, lower case; None where the text is no link of this form."""
    link = _LINK.fullmatch(text.strip())
    return link[1].lower() if link else None


def bytes_of_digits(digits: str) -> bytes:
    """Inverse of :func:`digits_of_bytes`. Raises NotOurs for what it would not have written."""
    tail = len(digits) % 5
    if tail not in (0, 3):
        raise NotOurs("数字个数不对,可能没有扫全")
    end = len(digits) - tail
    groups = [int(digits[at : at + 5]) for at in range(0, end, 5)]
    if any(group > 0xFFFF for group in groups):
        raise NotOurs("数字不合规定")
    packed = b"".join(group.to_bytes(2) for group in groups)
    if tail:
        last = int(digits[end:])
        if last > 0xFF:
            raise NotOurs("数字不合规定")
        packed += bytes([last])
    return packed


def _token_of_bytes(packed: bytes) -> str:
    if len(packed) < 1 + 2 + SIGNATURE_SIZE or packed[0] == 0:
        raise NotOurs("内容不完整")
    parts = header_of(packed[0]), packed[1:-SIGNATURE_SIZE], packed[-SIGNATURE_SIZE:]
    return ".".join(base64url.encode(part) for part in parts)


def _parts_of_jws(token: str) -> tuple[int, bytes, bytes]:
    try:
        header, payload, signature = (base64url.decode(one) for one in token.split("."))
    except ValueError:
        raise NotOurs("看不出是电子证明的链接、数字或令牌") from None
    kid = _HEADER.fullmatch(header)
    if kid is None or int(kid[1]) > LARGEST_KID:
        raise NotOurs("不是电子证明的令牌")
    if len(signature) != SIGNATURE_SIZE or len(payload) < 2:
        raise NotOurs("内容不完整")
    return int(kid[1]), payload, signature
