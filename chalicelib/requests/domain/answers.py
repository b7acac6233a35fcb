"""核验并出具: a conclusion and an as-of time, not the record itself (docs/rules.md, Article 10)."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import FieldInvalid, FieldMissing
from chalicelib.kernel.ids import AttachmentId
from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI, from_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Conclusion(StrEnum):
    """属实, 不符, 查无. 查无 is an answer, not a return."""

    CONFIRMED = "CONFIRMED"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    NO_RECORD = "NO_RECORD"


class AttachmentType(StrEnum):
    """What may be attached; told by content, never by name."""

    PDF = "application/pdf"
    OFD = "application/ofd"
    JPEG = "image/jpeg"
    PNG = "image/png"


@record(frozen=True)
class Fact:
    """One named value of an answer."""

    name: str
    value: str


@record(frozen=True)
class Attachment:
    """A file that goes with an answer; ``type`` is known once its content was checked."""

    id: AttachmentId
    name: str
    size: int
    sha256: str
    type: AttachmentType | None = None


@record(frozen=True)
class Evidence:
    """The issuer's own words (Art. 11): the JWS of its call and the exact bytes it signed.

    Kept encrypted with the request, so that the issuer answers for the truth of what it said.
    """

    jws: str = field(repr=False)
    body: bytes = field(repr=False)


@record(frozen=True)
class Answer:
    """The issuer's answer: by whom, when, as of when, and its signature on it."""

    conclusion: Conclusion
    facts: tuple[Fact, ...]
    as_of: str
    at: datetime
    by: Caller
    evidence: Evidence
    attachments: tuple[Attachment, ...] = ()
    source: str | None = None

    @property
    def is_by_connector(self) -> bool:
        """数据共享 (seal A) when a database answered, 部门核验 (seal B) when a person did."""
        return self.source is not None

    def __post_init__(self) -> None:
        if self.conclusion is Conclusion.CONFIRMED and not self.facts:
            raise FieldMissing("结论为“属实”时至少写一项事实(facts),请补充。", field="facts")


@record(frozen=True)
class Statement:
    """What an issuer states in an answer or a correction; ``as_of`` is not yet checked."""

    conclusion: Conclusion
    facts: tuple[Fact, ...]
    as_of: str
    evidence: Evidence

    def by(self, caller: Caller, now: datetime) -> Answer:
        """Raises FieldInvalid (``as_of``), FieldMissing (``facts``)."""
        as_of = check_as_of(self.as_of, now)
        return Answer(self.conclusion, self.facts, as_of, now, caller, self.evidence)


def check_as_of(text: str, now: datetime) -> str:
    """``as_of``: a date or an instant, not later than now (Asia/Shanghai). Raises FieldInvalid."""
    try:
        # Python's reader takes 20261122 and 2026-W47-7, too; RFC 3339 knows one form of a date.
        if _DATE.fullmatch(text):
            is_later = date.fromisoformat(text) > now.astimezone(SHANGHAI).date()
        else:
            is_later = from_text(text, field="as_of") > now
    except (ValueError, FieldInvalid):
        is_later = True
    if is_later:
        raise FieldInvalid(
            "as_of(核实截至时间)要写成日期(2026-11-22)或带时区的时刻,且不能晚于现在。",
            field="as_of",
        )
    return text


_SIGNATURES = (
    (b"%PDF-", AttachmentType.PDF),
    (b"\xff\xd8\xff", AttachmentType.JPEG),
    (b"\x89PNG\r\n\x1a\n", AttachmentType.PNG),
)


def attachment_type(content: bytes, zip_names: Sequence[str]) -> AttachmentType | None:
    """Tell a file's type by its content.

    An OFD document (GB/T 33190) is a ZIP whose root holds ``OFD.xml``; ``zip_names`` are the
    names in the archive, empty for anything that is no ZIP.
    """
    for magic, kind in _SIGNATURES:
        if content.startswith(magic):
            return kind
    return AttachmentType.OFD if "OFD.xml" in zip_names else None
