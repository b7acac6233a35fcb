"""The receipt of a sealed file: this very PDF, to the byte, is the one that was sealed.

The QR code sits in the PDF, so the token can't hold the PDF's digest. The receipt is written
after sealing, found by the file's own SHA-256 and by nothing else. Its header has a ``typ`` and
its payload other members, so that neither can stand in for a token.
"""

import json
import re
from datetime import datetime

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.qr_text import LARGEST_KID
from chalicelib.requests.domain.claims import MemberReader, check_jti, check_place, check_times

TYP = "wzm-file+jwt"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MEMBERS = ("jti", "f", "s", "iat", "exp")


@record(frozen=True)
class FileReceipt:
    """``jti`` is the proof's id, ``sha256`` the PDF's, lower-case hex; times as in the token.

    ``sealed_at`` is when the file was sealed, ``expires_at`` the proof's own.
    """

    jti: str
    sha256: str
    status_shard: int
    status_index: int
    sealed_at: datetime
    expires_at: datetime

    def __post_init__(self) -> None:
        check_jti(self.jti)
        if not _SHA256.fullmatch(self.sha256):
            raise FieldInvalid("文件回执的 f 必须是 64 位小写十六进制的 SHA-256。", field="f")
        check_place(self.status_shard, self.status_index)
        check_times(self.sealed_at, self.expires_at)

    def to_payload(self) -> bytes:
        members = {
            "jti": self.jti,
            "f": self.sha256,
            "s": [self.status_shard, self.status_index],
            "iat": int(self.sealed_at.timestamp()),
            "exp": int(self.expires_at.timestamp()),
        }
        return json.dumps(members, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> "FileReceipt":
        """Exactly these members, each of its type. Raises JsonInvalid or FieldInvalid."""
        read = MemberReader(payload, _MEMBERS)
        shard, index = read.place()
        return cls(
            jti=read.text("jti"),
            sha256=read.text("f"),
            status_shard=shard,
            status_index=index,
            sealed_at=read.moment("iat"),
            expires_at=read.moment("exp"),
        )


def header_of(kid: int) -> bytes:
    """The JOSE header of every receipt, to the byte. Raises ValueError outside 1..255."""
    if not 1 <= kid <= LARGEST_KID:
        raise ValueError("a proof key's id is a number from 1 to 255")
    return b'{"alg":"ES256","kid":"%d","typ":"%s"}' % (kid, TYP.encode())
