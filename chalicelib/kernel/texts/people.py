"""Applicants and subjects: names, id numbers, and how both look when masked (SECURITY.md).

No error here repeats a name or a number, and neither shows in a ``repr``: details, logs and
tracebacks travel further than the record does.

Over 300 lines: each kind of name and number, accepted and masked by rules that are read together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field as dataclass_field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import FieldInvalid, FieldMissing
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.seen_text import hidden, says_something, shows_something

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 100
MOST_SUBJECTS = 20
MASK = "*"

_EARLIEST_BIRTH_YEAR = 1850
_UNFIT_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_IDEOGRAPHIC_PLANES = (2, 3)
_NONCHARACTERS = (0xFFFE, 0xFFFF)

_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
_RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_ID_CHECKS = "10X98765432"
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(r"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


class IdType(StrEnum):
    """居民身份号码 (GB 11643, also residence permits), 护照, 统一社会信用代码 (GB 32100), 无."""

    RESIDENT_ID = "RESIDENT_ID"
    PASSPORT = "PASSPORT"
    USCC = "USCC"
    NONE = "NONE"


class ApplicantKind(StrEnum):
    """个人, 单位."""

    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"


_ID_TYPES = {
    ApplicantKind.PERSON: (IdType.RESIDENT_ID, IdType.PASSPORT),
    ApplicantKind.ORGANISATION: (IdType.USCC,),
}
"""What each kind may prove itself with; the first is the default."""


@record(frozen=True)
class IdentityClaim:
    """An identity as a caller states it, not yet checked; None is "not given"."""

    name: object = dataclass_field(repr=False)
    id_type: IdType | None = None
    id_no: object = dataclass_field(default=None, repr=False)


@record(frozen=True)
class Applicant:
    """申请人. Made by :func:`applicant`, which checks it."""

    kind: ApplicantKind
    name: str = dataclass_field(repr=False)
    id_type: IdType
    id_no: str = dataclass_field(repr=False)


@record(frozen=True)
class Subject:
    """证明对象. ``id_no`` is None exactly when ``id_type`` is NONE. Made by :func:`subject`."""

    relation: str
    name: str = dataclass_field(repr=False)
    id_type: IdType
    id_no: str | None = dataclass_field(repr=False)


def applicant(kind: ApplicantKind, claim: IdentityClaim, *, today: date) -> Applicant:
    """The checked applicant. ``today`` is the date in Asia/Shanghai.

    A person has a resident id number (default) or a passport, an organisation its USCC, and
    each must give its number. Raises FieldMissing or FieldInvalid naming ``applicant.name``,
    ``applicant.id_type`` or ``applicant.id_no``.
    """
    name = clean_name(claim.name, "applicant.name")
    allowed = _ID_TYPES[kind]
    id_type = claim.id_type or allowed[0]
    if id_type not in allowed:
        raise FieldInvalid(
            "applicant.id_type 与申请人类别不符:个人用居民身份号码或护照,"
            "单位用统一社会信用代码;请改正。",
            field="applicant.id_type",
        )
    id_no = check_id_no(id_type, claim.id_no, "applicant.id_no", today=today)
    return Applicant(kind, name, id_type, id_no)


def subject(index: int, relation: object, claim: IdentityClaim, *, today: date) -> Subject:
    """The checked subject number ``index`` (from 0). ``today`` is the date in Asia/Shanghai.

    A subject may be known by name alone: no number and no type is NONE; a number without a type
    is taken for a resident id number (OURS). Raises FieldMissing or FieldInvalid naming
    ``subjects[3].name`` and so on.
    """
    at = f"subjects[{index}]"
    checked_relation = clean_name(relation, f"{at}.relation")
    name = clean_name(claim.name, f"{at}.name")
    has_number = not _is_blank(claim.id_no)
    id_type = claim.id_type or (IdType.RESIDENT_ID if has_number else IdType.NONE)
    if id_type is IdType.NONE and not has_number:
        return Subject(checked_relation, name, id_type, None)
    id_no = check_id_no(id_type, claim.id_no, f"{at}.id_no", today=today)
    return Subject(checked_relation, name, id_type, id_no)


def subjects(claims: Sequence[tuple[object, IdentityClaim]], *, today: date) -> tuple[Subject, ...]:
    """Check up to 20 (relation, claim) pairs. Raises as :func:`subject`, or naming ``subjects``."""
    if len(claims) > MOST_SUBJECTS:
        raise FieldInvalid(
            f"subjects 最多 {MOST_SUBJECTS} 人,现有 {len(claims)} 人;请分成几次申请。",
            field="subjects",
        )
    return tuple(
        subject(index, relation, claim, today=today)
        for index, (relation, claim) in enumerate(claims)
    )


def clean_name(text: object, field: str) -> str:
    """A name in NFC without spaces around it, 1 to 100 characters.

    Control, format, private-use, surrogate and unassigned characters, line separators and what
    is drawn as nothing are refused: they make two names look alike. A letter or a digit must be
    seen. Code points of planes 2 and 3 pass even if Python's
    tables do not know them yet: Unicode keeps both planes for ideographs, and rare characters
    of real names (扩展 H, I, J) are newer than those tables. Raises FieldMissing or FieldInvalid
    naming ``field``.
    """
    if _is_blank(text):
        raise FieldMissing(f"{field} 没有填,请填写。", field=field)
    if not isinstance(text, str):
        raise FieldInvalid(f"{field} 必须是文字,请改正。", field=field)
    name = _fit(text, field)
    unseen = hidden(name)
    if unseen is not None:
        raise _unfit(unseen, name.index(unseen) + 1, field)
    if not says_something(name):
        raise FieldInvalid(f"{field} 里没有看得见的文字,请填写名称。", field=field)
    return _shortened(name, LONGEST_NAME, field)


def clean_text(text: object, field: str, longest: int) -> str:
    """Free text in NFC, 1 to ``longest`` characters, by the rules of names but for line breaks:
    something of it must be drawn, and what is drawn as nothing may stand beside it (a picture
    typed on a telephone has some). Raises FieldMissing or FieldInvalid naming ``field``.
    """
    if not isinstance(text, str):
        raise FieldInvalid(f"{field} 必须是文字,请改正。", field=field)
    if _is_blank(text):
        raise FieldMissing(f"{field} 没有填,请填写。", field=field)
    lines = text.replace("\r\n", "\n").split("\n")
    fit = "\n".join(_fit(line, field) for line in lines)
    if not shows_something(fit):
        raise FieldMissing(f"{field} 里没有看得见的文字,请填写。", field=field)
    return _shortened(fit, longest, field)


def _fit(text: str, field: str) -> str:
    name = unicodedata.normalize("NFC", text)
    for position, character in enumerate(name, start=1):
        if is_unfit(character):
            raise _unfit(character, position, field)
    return name


def _unfit(character: str, position: int, field: str) -> FieldInvalid:
    return FieldInvalid(
        f"{field} 第 {position} 个字符 U+{ord(character):04X} 不是可以写进名称的字符"
        "(控制符、不可见字符或自造字),请删去,生僻字请用国家标准编码的字。",
        field=field,
    )


def _shortened(text: str, longest: int, field: str) -> str:
    trimmed = text.strip()
    if len(trimmed) > longest:
        raise FieldInvalid(
            f"{field} 有 {len(trimmed)} 个字符,最多 {longest} 个,请缩短。", field=field
        )
    return trimmed


def check_id_no(id_type: IdType, text: object, field: str, *, today: date) -> str:
    """The canonical form (upper case, no spaces around) of a well-formed number.

    GB 11643 for RESIDENT_ID with a birth date from 1850 to ``today`` (Asia/Shanghai); its area
    is not looked up, for areas come and go and the numbers stay. GB 32100 for USCC. NONE takes
    no number. Raises FieldMissing or FieldInvalid naming ``field``, never repeating the number.
    """
    if id_type is IdType.NONE:
        raise FieldInvalid(f"证件类型为“无”时不能填 {field},请删去号码或改证件类型。", field=field)
    if _is_blank(text):
        raise FieldMissing(f"{field} 没有填,请填写证件号码。", field=field)
    # Only ASCII is upper-cased: "ı".upper() is "I", and would pass for it.
    number = text.strip(" ") if isinstance(text, str) else ""
    fault = "只能用数字和英文字母" if not number.isascii() else ""
    number = number.upper()
    if not fault and id_type is IdType.RESIDENT_ID:
        fault = _resident_id_fault(number, today)
    elif not fault and id_type is IdType.USCC:
        fault = _uscc_fault(number)
    elif not fault and not _PASSPORT.fullmatch(number):
        fault = "不是护照号码,应为 5 到 20 位数字或英文字母"
    if fault:
        raise FieldInvalid(f"{field} {fault},请核对证件。", field=field)
    return number


def resident_id_check_character(first_17: str) -> str:
    """The 18th character of a resident id number (GB 11643, ISO 7064 MOD 11-2)."""
    pairs = zip(first_17, _RESIDENT_ID_WEIGHTS, strict=True)
    return _RESIDENT_ID_CHECKS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def mask_name(name: str) -> str:
    """First and last character kept, the rest masked one by one; 张三 -> 张*, one alone -> ``*``.

    A character is what a reader sees as one: a letter with its combining marks or variation
    selector stays whole.
    """
    seen = _characters(name)
    if len(seen) <= 1:
        return MASK * len(seen)
    last = seen[-1] if len(seen) > 2 else MASK
    return seen[0] + MASK * (len(seen) - 2) + last


def mask_id_no(id_no: str) -> str:
    """First and last character kept, one ``*`` for each between; up to two are all masked.

    OURS: the usual "last four" next to a name and a district picks out one person of 10,000.
    """
    if len(id_no) <= 2:
        return MASK * len(id_no)
    return id_no[0] + MASK * (len(id_no) - 2) + id_no[-1]


def _is_blank(text: object) -> bool:
    return text is None or (isinstance(text, str) and not text.strip())


def is_unfit(character: str) -> bool:
    """No character for a name: see :func:`clean_name`."""
    category = unicodedata.category(character)
    if category == "Cn":
        plane, offset = divmod(ord(character), 0x10000)
        return plane not in _IDEOGRAPHIC_PLANES or offset in _NONCHARACTERS
    return category in _UNFIT_CATEGORIES


def _characters(name: str) -> list[str]:
    seen: list[str] = []
    for character in name:
        if seen and unicodedata.category(character).startswith("M"):
            seen[-1] += character
        else:
            seen.append(character)
    return seen


def _resident_id_fault(number: str, today: date) -> str:
    if not _RESIDENT_ID.fullmatch(number):
        return "不是居民身份号码,应为 18 位,前 17 位是数字,末位是数字或 X"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "第 7 至 14 位不是真实的出生日期"
    if born.year < _EARLIEST_BIRTH_YEAR or born > today:
        return f"第 7 至 14 位的出生日期不在 {_EARLIEST_BIRTH_YEAR} 年至今天之间"
    if resident_id_check_character(number[:17]) != number[17]:
        return "的校验位不对"
    return ""


def _uscc_fault(number: str) -> str:
    if not _USCC.fullmatch(number):
        return "不是统一社会信用代码,应为 18 位数字或大写英文字母(不含 I、O、S、V、Z)"
    values = [_USCC_ALPHABET.index(character) for character in number]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return "" if (total + values[17]) % 31 == 0 else "的校验位不对"
