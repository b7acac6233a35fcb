"""电子证明 (Art. 9, 11): what the token in the QR code says, and its exact bytes.

The members have one letter each, since every byte makes the printed square finer. Units, item and
material stand as codes; names come from the published lists, from which nothing is ever deleted.
Never an id number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.requests.domain.answers import Conclusion

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARD_SIZE = 65_536
LATEST_SECOND = 2**35
MOST_SHARDS = 2**31


class SealKind(StrEnum):
    """Seal A for 数据共享, seal B for 部门核验; 告知承诺 gets none (Art. 9)."""

    DATA_SHARING_QUERY = "DATA_SHARING_QUERY"
    VERIFIED_INFORMATION = "VERIFIED_INFORMATION"


class ProofStatus(StrEnum):
    """What the status list says of one index."""

    VALID = "VALID"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"


SEAL_NAMES: Mapping[SealKind, str] = {
    SealKind.DATA_SHARING_QUERY: "市中区证照数据共享查询核验专用章",
    SealKind.VERIFIED_INFORMATION: "电子证明核实信息专用章",
}
"""The laptop's. A stage's file says its own: Art. 9 itself names seal B in two ways."""
SEAL_NUMBERS: Mapping[SealKind, int] = {
    SealKind.DATA_SHARING_QUERY: 1,
    SealKind.VERIFIED_INFORMATION: 2,
}
CONCLUSION_NUMBERS: Mapping[Conclusion, int] = {
    Conclusion.CONFIRMED: 1,
    Conclusion.NOT_CONFIRMED: 2,
    Conclusion.NO_RECORD: 3,
}
STATUS_NUMBERS: Mapping[ProofStatus, int] = {
    ProofStatus.VALID: 0,
    ProofStatus.REVOKED: 1,
    ProofStatus.SUSPENDED: 2,
}

# The longest codes keep the square within version 13 (69 modules); see docs/eproof.md.
_CODES = {
    "t": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,5}", re.ASCII),
    "m": re.compile(r"[A-Za-z0-9]{1,18}", re.ASCII),
    "u": re.compile(r"[A-Za-z0-9]{1,18}", re.ASCII),
    "i": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,4}", re.ASCII),
}
_LONGEST_NAME = 64
_LIKE_AN_ID_NUMBER = re.compile(r"[0-9]{6}")
_UNFIT = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_MEMBERS = ("jti", "t", "iat", "exp", "m", "u", "i", "h", "k", "c", "d", "s")

Numbered = TypeVar("Numbered", bound=StrEnum)


def whole_second(moment: datetime) -> datetime:
    """Cut to the second: the token's times are whole seconds since 1970-01-01T00:00:00Z."""
    return moment.astimezone(UTC).replace(microsecond=0)


@record(frozen=True)
class ProofClaims:
    """One extracted copy of an answer. Times are aware UTC datetimes of whole seconds.

    ``jti`` is the proof's id, ``material`` and ``service_item`` (the purpose lock) are codes,
    ``produced_by`` is 制作单位 (for 数据共享 the owner of the data), ``extracted_by`` 提取单位.
    ``digest`` is that of the salted proof.json. Raises FieldInvalid naming the token's member.
    """

    jti: str
    material: str
    extracted_at: datetime
    expires_at: datetime
    produced_by: UnitCode
    extracted_by: UnitCode
    service_item: str
    masked_subject: str
    seal: SealKind
    conclusion: Conclusion
    digest: str
    status_shard: int
    status_index: int

    def __post_init__(self) -> None:
        check_jti(self.jti)
        codes = {"t": self.material, "m": self.produced_by, "u": self.extracted_by}
        for name, code in {**codes, "i": self.service_item}.items():
            if not _CODES[name].fullmatch(code):
                raise _unfit(name, "不是规定长度内的代码,请用清单里的代码或它的短代码")
        check_times(self.extracted_at, self.expires_at)
        _check_masked(self.masked_subject)
        if not _is_encoded(self.digest, 16):
            raise _unfit("d", "必须是 proof.json 摘要的前 16 字节(22 个 base64url 字符)")
        check_place(self.status_shard, self.status_index)

    def to_payload(self) -> bytes:
        """The token's payload: compact UTF-8 JSON, members in a fixed order."""
        members = {
            "jti": self.jti,
            "t": self.material,
            "iat": int(self.extracted_at.timestamp()),
            "exp": int(self.expires_at.timestamp()),
            "m": self.produced_by,
            "u": self.extracted_by,
            "i": self.service_item,
            "h": self.masked_subject,
            "k": SEAL_NUMBERS[self.seal],
            "c": CONCLUSION_NUMBERS[self.conclusion],
            "d": self.digest,
            "s": [self.status_shard, self.status_index],
        }
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> ProofClaims:
        """Read a payload strictly: exactly the members of a proof, each of its type.

        A payload without ``s`` is no proof: nobody could ever learn that it was revoked.
        Raises JsonInvalid or FieldInvalid.
        """
        read = MemberReader(payload, _MEMBERS)
        shard, index = read.place()
        return cls(
            jti=read.text("jti"),
            material=read.text("t"),
            extracted_at=read.moment("iat"),
            expires_at=read.moment("exp"),
            produced_by=UnitCode(read.text("m")),
            extracted_by=UnitCode(read.text("u")),
            service_item=read.text("i"),
            masked_subject=read.text("h"),
            seal=_by_number("k", SEAL_NUMBERS, read.number("k")),
            conclusion=_by_number("c", CONCLUSION_NUMBERS, read.number("c")),
            digest=read.text("d"),
            status_shard=shard,
            status_index=index,
        )


class MemberReader:
    """Members of one signed JSON object, of exact types; ``names`` is the closed set."""

    def __init__(self, payload: bytes, names: tuple[str, ...]) -> None:
        self._members = parse_object(payload)
        for name in names:
            if name not in self._members:
                raise _unfit(name, "没有写")
        if len(self._members) != len(names):
            raise FieldInvalid("载荷里有规定之外的成员,请核对格式版本。", field="payload")

    def text(self, name: str) -> str:
        value = self._members[name]
        if not isinstance(value, str):
            raise _unfit(name, "必须是字符串")
        return value

    def number(self, name: str) -> int:
        return _whole(name, self._members[name])

    def moment(self, name: str) -> datetime:
        seconds = self.number(name)
        if not 0 <= seconds < LATEST_SECOND:
            raise _unfit(name, "不是自 1970 年起的秒数")
        return datetime.fromtimestamp(seconds, UTC)

    def place(self) -> tuple[int, int]:
        """``s``: [shard, index]."""
        value = self._members["s"]
        if not isinstance(value, list) or len(value) != 2:
            raise _unfit("s", "必须是 [分片, 序号]")
        return _whole("s", value[0]), _whole("s", value[1])


def check_jti(jti: str) -> None:
    """128 bits as base64url; never beginning with ``-``, which a command line takes for options."""
    if not _is_encoded(jti, 16) or jti.startswith("-"):
        raise _unfit("jti", "必须是 22 个 base64url 字符,且不以 - 开头")


def check_times(issued_at: datetime, expires_at: datetime) -> None:
    for name, moment in (("iat", issued_at), ("exp", expires_at)):
        if moment.utcoffset() is None or moment.microsecond:
            raise _unfit(name, "必须是带时区的整秒")
    if expires_at <= issued_at:
        raise _unfit("exp", "必须晚于提取时间")


def check_place(shard: int, index: int) -> None:
    if not (0 <= shard < MOST_SHARDS and 0 <= index < SHARD_SIZE):
        raise _unfit("s", f"分片不能是负数,序号必须在 0 到 {SHARD_SIZE - 1} 之间")


def _check_masked(name: str) -> None:
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise _unfit("h", f"要写 1 到 {_LONGEST_NAME} 个字")
    if any(unicodedata.category(one) in _UNFIT for one in name):
        raise _unfit("h", "有不能印出的字符")
    if _LIKE_AN_ID_NUMBER.search(name):
        raise _unfit("h", "不能含有证件号码")


def _by_number(name: str, numbers: Mapping[Numbered, int], number: int) -> Numbered:
    for member, own in numbers.items():
        if own == number:
            return member
    raise _unfit(name, "不是规定的数字")


def _whole(name: str, value: object) -> int:
    if type(value) is not int:  # True is an int for isinstance
        raise _unfit(name, "必须是整数")
    return value


def _is_encoded(text: str, size: int) -> bool:
    try:
        return len(base64url.decode(text)) == size
    except ValueError:
        return False


def _unfit(name: str, why: str) -> FieldInvalid:
    return FieldInvalid(f"电子证明的成员 {name} {why}。", field=name)
