"""Made-up records, plain ones, to build a case with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from chalicelib.kernel.callers import Caller, Role, SignedCall
from chalicelib.kernel.ids import (
    CaseNo,
    KeyId,
    MemberId,
    OperationId,
    RequestId,
    RowCode,
    UnitCode,
    WebhookId,
)
from chalicelib.kernel.texts.people import Applicant, ApplicantKind, IdType, Subject
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.requests.domain.answers import (
    Answer,
    Conclusion,
    Evidence,
)
from chalicelib.requests.domain.deadlines import DeadlinePlan, Reason, Rule
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.units.domain.unit import Unit, UnitKind

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REQUESTER = UnitCode("370402011")
ISSUER = UnitCode("370402002")
_numbers = count(1)


def fresh(prefix: str) -> str:
    return f"{prefix}-{next(_numbers):06d}"


def a_plan(
    filed_at: datetime = NOW, answer_within: timedelta = timedelta(minutes=30)
) -> DeadlinePlan:
    return DeadlinePlan(
        rule=Rule.R2,
        filed_at=filed_at,
        answer_by=filed_at + answer_within,
        send_back_by=filed_at + timedelta(minutes=30),
        supervision_period=timedelta(minutes=30),
        promised_by=filed_at + timedelta(days=20),
        missing_year=None,
        policy_version="2022-06-28",
        calendar_version="2026",
        why=(Reason(Rule.R2, "10-2", "即办件", filed_at + answer_within),),
    )


def a_request(
    filed_at: datetime = NOW, answer_within: timedelta = timedelta(minutes=30), **changes: object
) -> VerificationRequest:
    plain = VerificationRequest(
        id=RequestId(fresh("request")),
        row=RowCode("ZM030"),
        edition=1,
        requester=REQUESTER,
        issuer=ISSUER,
        case_no=CaseNo("A-1"),
        case_accepted_at=filed_at,
        applicant=Applicant(ApplicantKind.PERSON, "赵样例", IdType.PASSPORT, "E00000000"),
        subjects=(Subject("本人", "赵样例", IdType.NONE, None),),
        note="样例",
        plan=a_plan(filed_at, answer_within),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the class


def a_unit(**changes: object) -> Unit:
    plain = Unit(UnitCode(fresh("37")), "样例单位", UnitKind.ORGAN)
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the class


def a_key(**changes: object) -> KeyRecord:
    plain = KeyRecord(
        kid=KeyId(fresh("key")),
        unit=REQUESTER,
        member=MemberId("m1"),
        role=Role.AGENT,
        alg="ES256",
        jwk=(("crv", "P-256"), ("kty", "EC"), ("x", "x"), ("y", "y")),
        not_before=NOW,
        not_after=NOW + timedelta(days=30),
        status=KeyStatus.ACTIVE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the class


def a_webhook(**changes: object) -> Webhook:
    plain = Webhook(WebhookId(fresh("hook")), REQUESTER, "https://unit.example/hear", "unit:m1")
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the class


def a_call(op: str | None = None, **changes: object) -> SignedCall:
    plain = SignedCall(
        caller=Caller(REQUESTER, MemberId("m1"), Role.AGENT, KeyId("key-1")),
        method="POST",
        target="/v1/verification-requests",
        jti=fresh("jti-of-enough-length"),
        op=None if op is None else OperationId(op),
        body_digest="b" * 64,
        token_digest="c" * 64,
        expires_at=NOW + timedelta(minutes=3),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of the class


def no_record(at: datetime) -> Answer:
    by = a_call().caller
    return Answer(Conclusion.NO_RECORD, (), "2026-11-22", at, by, Evidence("a.b.c", b"{}"))
