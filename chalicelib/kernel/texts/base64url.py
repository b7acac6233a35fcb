"""base64url without padding (RFC 7515 section 2), one text per value."""

import base64
import re

_TEXT = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Inverse of :func:`encode`. Raises ValueError, also when unused bits are set."""
    if not _TEXT.fullmatch(text):
        raise ValueError("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise ValueError("unused bits of the last character are set")
    return data
