"""亮规则码: one row of the published list in a QR code, for a citizen to show at a counter.

``https://HOST/r#`` + digits. The token is a JWS of the edition's own key; its header is exactly
``{"alg":"ES256","kid":"edition-N"}`` and its payload the members below. The bytes
``[0][payload][r || s]`` are written as a proof's are (qr_text): the 0 is no proof's kid, so that
neither code can stand in for the other, and N is read from the payload. It names no citizen, and
what it says is public (Art. 14).
"""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date

from chalicelib.catalogue.domain.rows import Disposition, Exclusion, Method
from chalicelib.kernel.errors import FieldInvalid, MianzhengError
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.records import record
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.qr_text import (
    DIGITS,
    SIGNATURE_SIZE,
    NotOurs,
    bytes_of_digits,
    digits_of_bytes,
)
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.domain.kids import LATEST_EDITION, edition_kid

PATH = "/r"
MARK = 0
"""Stands where a proof has its kid, 1..255."""
LONGEST_BASIS = 60
LONGEST_TEXT = 200
LARGEST_PAYLOAD = 290
"""Bytes: with a host of 26 characters the square is of version 15 (77 modules), still scanned
from a phone's screen. See :meth:`RuleCode.fitted`."""
LONGEST_CODE = 4_096
DISPOSITION_LETTERS = {Disposition.CANCELLED: "C", Disposition.RETAINED: "R"}
METHOD_LETTERS = {
    Method.DATA_SHARING: "S",
    Method.NOTIFICATION_COMMITMENT: "N",
    Method.DEPARTMENT_VERIFICATION: "V",
}
_ROW = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
_LINK = re.compile(rf"((?i:https?)://[A-Za-z0-9.-]{{1,253}}(?::[0-9]{{1,5}})?){PATH}#([0-9]+)")
_MEMBERS = ("e", "f", "r", "n", "u", "t", "d", "m", "o", "x", "p", "b")
_OPTIONAL = {"x", "p"}
_UNFIT = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def header_of(number: int) -> bytes:
    """The JOSE header of a rule code of this edition, to the byte."""
    return b'{"alg":"ES256","kid":"%s"}' % edition_kid(number).encode()


@record(frozen=True)
class RuleCode:
    """What the clerk sees. ``issuer`` is empty where nobody is asked; ``replacement`` and
    ``exclusion`` where there is none. Raises FieldInvalid naming the member."""

    edition: int
    in_force_from: date
    row: RowCode
    item: str
    unit: str
    material: str
    disposition: Disposition
    methods: tuple[Method, ...] = ()
    issuer: str = ""
    exclusion: Exclusion | None = None
    replacement: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.edition <= LATEST_EDITION:
            raise _unfit("e", "不是清单的版号")
        if not _ROW.fullmatch(self.row):
            raise _unfit("r", "不是清单的编号")
        for name, text in (("n", self.item), ("u", self.unit), ("t", self.material)):
            _check_text(name, text, LONGEST_TEXT, least=1)
        _check_text("o", self.issuer, LONGEST_TEXT)
        _check_text("p", self.replacement, LONGEST_TEXT)
        _check_text("b", self.basis, LONGEST_BASIS)
        if len(set(self.methods)) != len(self.methods):
            raise _unfit("m", "写了两次同一方式")

    def to_payload(self) -> bytes:
        """Compact UTF-8 JSON, members in a fixed order; ``x`` and ``p`` only where they are."""
        members: dict[str, object] = {
            "e": self.edition,
            "f": self.in_force_from.isoformat(),
            "r": self.row,
            "n": self.item,
            "u": self.unit,
            "t": self.material,
            "d": DISPOSITION_LETTERS[self.disposition],
            "m": "".join(METHOD_LETTERS[one] for one in self.methods),
            "o": self.issuer,
        }
        if self.exclusion is not None:
            members["x"] = self.exclusion.value
        if self.replacement:
            members["p"] = self.replacement
        members["b"] = self.basis
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()

    def fitted(self) -> "RuleCode":
        """Cut until a phone can scan it: the basis first, then the replacement. Names stay
        whole, however large the square."""
        fitted = self
        while len(fitted.to_payload()) > LARGEST_PAYLOAD:
            if fitted.basis:
                fitted = replace(fitted, basis=cut(fitted.basis, len(fitted.basis) - 1))
            elif fitted.replacement:
                shorter = cut(fitted.replacement, len(fitted.replacement) - 1)
                fitted = replace(fitted, replacement=shorter)
            else:
                break
        return fitted

    @classmethod
    def from_payload(cls, payload: bytes) -> "RuleCode":
        """Read strictly: exactly the members of a rule code, each of its type.

        Raises JsonInvalid or FieldInvalid.
        """
        members = parse_object(payload)
        for name in members.keys() ^ set(_MEMBERS):
            if name in members or name not in _OPTIONAL:
                raise _unfit(name if name in _MEMBERS else "payload", "多写了或没有写")
        edition = members.pop("e")
        if type(edition) is not int:
            raise _unfit("e", "必须是整数")
        texts = {name: _text(name, value) for name, value in members.items()}
        if texts.get("p") == "":
            raise _unfit("p", "没有内容就不写")
        return cls(
            edition=edition,
            in_force_from=_date(texts["f"]),
            row=RowCode(texts["r"]),
            item=texts["n"],
            unit=texts["u"],
            material=texts["t"],
            disposition=_disposition(texts["d"]),
            methods=_methods(texts["m"]),
            issuer=texts["o"],
            exclusion=_exclusion(texts.get("x")),
            replacement=texts.get("p", ""),
            basis=texts["b"],
        )


def cut(text: str, longest: int) -> str:
    """At most ``longest`` characters, the last one … where something was cut off."""
    if len(text) <= longest:
        return text
    return text[: longest - 1] + "…" if longest > 1 else ""


def digits_of(token: str) -> str:
    """A rule code's token (compact JWS) as the digits of the fragment. Raises NotOurs."""
    try:
        header, payload, signature = (base64url.decode(one) for one in token.split("."))
    except ValueError:
        raise NotOurs("看不出是亮规则码的令牌") from None
    if header != _header_for(payload) or len(signature) != SIGNATURE_SIZE:
        raise NotOurs("不是亮规则码的令牌")
    return digits_of_bytes(bytes([MARK]) + payload + signature)


def url_of(origin: str, digits: str) -> str:
    return f"{origin}{PATH}#{digits}"


def token_of(text: str) -> str:
    """The byte-exact token from a full link or from the digits alone; white space around is
    dropped. Nothing is checked yet but the form. Raises NotOurs, also for a proof's code."""
    text = text.strip()
    if len(text) > LONGEST_CODE:
        raise NotOurs("内容过长")
    link = _LINK.fullmatch(text)
    digits = link[2] if link else text
    if not DIGITS.fullmatch(digits):
        raise NotOurs("看不出是亮规则码的链接或数字")
    packed = bytes_of_digits(digits)
    if len(packed) < 1 + 2 + SIGNATURE_SIZE or packed[0] != MARK:
        raise NotOurs("不是亮规则码")
    payload, signature = packed[1:-SIGNATURE_SIZE], packed[-SIGNATURE_SIZE:]
    parts = (_header_for(payload), payload, signature)
    return ".".join(base64url.encode(one) for one in parts)


def _header_for(payload: bytes) -> bytes:
    """The header is not carried: the edition in the payload says which key signed."""
    try:
        edition = parse_object(payload).get("e")
        if type(edition) is int:
            return header_of(edition)
    except (MianzhengError, ValueError):
        pass
    raise NotOurs("内容不完整")


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """``text`` as a code may carry it: no character that can't be shown, not too long."""
    shown = (" " if unicodedata.category(one) in _UNFIT else one for one in text)
    return cut("".join(shown).strip(), longest)


def _check_text(name: str, text: str, longest: int, least: int = 0) -> None:
    if not least <= len(text) <= longest:
        raise _unfit(name, f"要写 {least} 到 {longest} 个字")
    if any(unicodedata.category(one) in _UNFIT for one in text):
        raise _unfit(name, "有不能显示的字符")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _unfit(name, "必须是字符串")
    return value


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise _unfit("f", "不是日期")
    return found


def _disposition(letter: str) -> Disposition:
    for member, own in DISPOSITION_LETTERS.items():
        if own == letter:
            return member
    raise _unfit("d", "不是规定的字母")


def _methods(letters: str) -> tuple[Method, ...]:
    by_letter = {letter: method for method, letter in METHOD_LETTERS.items()}
    if not set(letters) <= by_letter.keys():
        raise _unfit("m", "不是规定的字母")
    return tuple(by_letter[one] for one in letters)


def _exclusion(text: str | None) -> Exclusion | None:
    try:
        return None if text is None else Exclusion(text)
    except ValueError:
        raise _unfit("x", "不是不适用情形") from None


def _unfit(name: str, why: str) -> FieldInvalid:
    return FieldInvalid(f"亮规则码的成员 {name} {why}。", field=name)
