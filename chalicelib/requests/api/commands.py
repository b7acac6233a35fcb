"""JSON bodies -> commands, one function per command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chalicelib.http.fields import Fields
from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.ids import AttachmentId, CaseNo, RequestId, RowCode, UnitCode
from chalicelib.kernel.texts.people import (
    MOST_SUBJECTS,
    Applicant,
    ApplicantKind,
    IdentityClaim,
    IdType,
    applicant,
    check_id_no,
    subjects,
)
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.requests.domain.answers import Conclusion, Evidence, Fact, Statement
from chalicelib.requests.domain.outcomes import Referral

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.requests.use_cases.answering import AnswerRequest
    from chalicelib.requests.use_cases.attachments import PrepareAttachment
    from chalicelib.requests.use_cases.extending import ExtendRequest
    from chalicelib.requests.use_cases.filing import FileRequest
    from chalicelib.requests.use_cases.mending import RecordMismatch, RecordObjection
    from chalicelib.requests.use_cases.routing_acts import ArbitrateRequest, SendBackRequest

CASE_NO = re.compile(r"[A-Za-z0-9._~-]{1,64}", re.ASCII)
LONGEST_NAME = 100
LONGEST_NOTE = 500
MOST_FACTS = 50
_KINDS = {one.value.lower(): one for one in ApplicantKind}


def case_no(text: str, field: str = "case_no") -> CaseNo:
    """A case number of the requester. Raises FieldInvalid."""
    if not CASE_NO.fullmatch(text):
        raise FieldInvalid(
            f"{field}(办件编号)只能用 1 到 64 个字母、数字和 . _ ~ -,请改正。", field=field
        )
    return CaseNo(text)


def file_command(body: dict[str, object], now: datetime) -> FileRequest:
    """{row, case_no, case_accepted_at?, applicant, subjects?, note?}."""
    from chalicelib.requests.use_cases.filing import FileRequest

    today = now.astimezone(SHANGHAI).date()
    with Fields(body) as fields:
        return FileRequest(
            row=RowCode(fields.text("row", 40)),
            case_no=case_no(fields.text("case_no", 100)),
            case_accepted_at=fields.optional_instant("case_accepted_at"),
            applicant=_applicant(fields.nested("applicant"), now),
            subjects=subjects(
                [_subject_claim(one) for one in fields.objects("subjects", MOST_SUBJECTS)],
                today=today,
            ),
            note=fields.optional_text("note") or "",
        )


def _applicant(reading: Fields, now: datetime) -> Applicant:
    with reading as fields:
        kind = _KINDS.get(fields.text("kind", 20))
        if kind is None:
            raise FieldInvalid(
                "applicant.kind 只能是 person(个人)或 organisation(单位)。", field="applicant.kind"
            )
        return applicant(kind, _claim(fields), today=now.astimezone(SHANGHAI).date())


def _subject_claim(reading: Fields) -> tuple[object, IdentityClaim]:
    with reading as fields:
        return fields.raw("relation"), _claim(fields)


def _claim(fields: Fields) -> IdentityClaim:
    return IdentityClaim(
        name=fields.raw("name"),
        id_type=fields.optional_choice("id_type", IdType),
        id_no=fields.raw("id_no"),
    )


def answer_command(id_: str, body: dict[str, object], evidence: Evidence) -> AnswerRequest:
    """{conclusion, facts: [{name, value}], as_of, attachments?}."""
    from chalicelib.requests.use_cases.answering import AnswerRequest
    from chalicelib.requests.use_cases.attachments import MOST_ATTACHMENTS

    with Fields(body) as fields:
        return AnswerRequest(
            id=RequestId(id_),
            statement=statement_of(fields, evidence),
            attachments=fields.texts("attachments", MOST_ATTACHMENTS, AttachmentId),
        )


def statement_of(fields: Fields, evidence: Evidence) -> Statement:
    return Statement(
        conclusion=fields.choice("conclusion", Conclusion),
        facts=tuple(_fact(one) for one in fields.objects("facts", MOST_FACTS)),
        as_of=fields.text("as_of", 40),
        evidence=evidence,
    )


def _fact(reading: Fields) -> Fact:
    with reading as fields:
        return Fact(fields.text("name", LONGEST_NAME), fields.text("value"))


def send_back_command(id_: str, body: dict[str, object]) -> SendBackRequest:
    """{reason, referral: {unit?, note}}."""
    from chalicelib.requests.use_cases.routing_acts import SendBackRequest

    with Fields(body) as fields:
        reason = fields.text("reason", LONGEST_NOTE)
        with fields.nested("referral") as referral:
            unit = referral.optional_text("unit", 40)
            note = referral.optional_text("note") or ""
        target = Referral(UnitCode(unit) if unit else None, note)
        return SendBackRequest(RequestId(id_), reason, target)


def unit_command(body: dict[str, object]) -> UnitCode:
    """{unit}."""
    with Fields(body) as fields:
        return UnitCode(fields.text("unit", 40))


def arbitrate_command(id_: str, body: dict[str, object]) -> ArbitrateRequest:
    """{unit, reason}."""
    from chalicelib.requests.use_cases.routing_acts import ArbitrateRequest

    with Fields(body) as fields:
        return ArbitrateRequest(
            RequestId(id_), UnitCode(fields.text("unit", 40)), fields.text("reason", LONGEST_NOTE)
        )


def reason_command(body: dict[str, object]) -> str:
    """{reason}."""
    with Fields(body) as fields:
        return fields.text("reason", LONGEST_NOTE)


def note_command(body: dict[str, object]) -> str:
    """{note}."""
    with Fields(body) as fields:
        return fields.text("note", LONGEST_NOTE)


def extend_command(id_: str, body: dict[str, object]) -> ExtendRequest:
    """{reason, until}."""
    from chalicelib.requests.use_cases.extending import ExtendRequest

    with Fields(body) as fields:
        return ExtendRequest(
            RequestId(id_), fields.text("reason", LONGEST_NOTE), fields.instant("until")
        )


def attachment_command(id_: str, body: dict[str, object]) -> PrepareAttachment:
    """{name, size, sha256}."""
    from chalicelib.requests.use_cases.attachments import PrepareAttachment

    with Fields(body) as fields:
        return PrepareAttachment(
            RequestId(id_),
            fields.text("name", LONGEST_NAME),
            fields.number("size"),
            fields.text("sha256", 100),
        )


def search_command(body: dict[str, object], now: datetime) -> tuple[IdType, str]:
    """{id_type?, id_no}: in the signed body, so that no number stands in a URL."""
    with Fields(body) as fields:
        id_type = fields.optional_choice("id_type", IdType) or IdType.RESIDENT_ID
        today = now.astimezone(SHANGHAI).date()
        return id_type, check_id_no(id_type, fields.raw("id_no"), "id_no", today=today)


def mismatch_command(id_: str, body: dict[str, object]) -> RecordMismatch:
    """{field, applicant_value, obtained_value}."""
    from chalicelib.requests.use_cases.mending import RecordMismatch

    with Fields(body) as fields:
        return RecordMismatch(
            RequestId(id_),
            fields.text("field", LONGEST_NAME),
            fields.text("applicant_value", LONGEST_NOTE),
            fields.text("obtained_value", LONGEST_NOTE),
        )


def objection_command(id_: str, body: dict[str, object]) -> RecordObjection:
    """{objection, outcome?}."""
    from chalicelib.requests.use_cases.mending import RecordObjection

    with Fields(body) as fields:
        return RecordObjection(
            RequestId(id_),
            fields.text("objection", LONGEST_NOTE),
            fields.optional_text("outcome", LONGEST_NOTE),
        )
