"""Strategies for records in which every field takes every kind of value."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.ids import (
    AttachmentId,
    CaseNo,
    KeyId,
    MemberId,
    ProofId,
    RequestId,
    RowCode,
    UnitCode,
    UnitRecordId,
    WebhookId,
)
from chalicelib.kernel.texts.people import Applicant, ApplicantKind, IdType, Subject
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.requests.domain.answers import (
    Answer,
    Attachment,
    AttachmentType,
    Conclusion,
    Evidence,
    Fact,
)
from chalicelib.requests.domain.copies import ProofNote, ProofRegister
from chalicelib.requests.domain.deadlines import DeadlinePlan, Reason, Rule
from chalicelib.requests.domain.mismatches import Mismatch, Objection, Supplement
from chalicelib.requests.domain.outcomes import (
    Arbitration,
    ArbitrationState,
    Extension,
    Referral,
    RequestState,
    SendBack,
    SupervisionNote,
    Withdrawal,
)
from chalicelib.requests.domain.request import OPEN_STATES, VerificationRequest
from chalicelib.units.domain.records import UnitRecord, UnitRecordKind
from chalicelib.units.domain.unit import LeaveCover, Member, Sector, Unit, UnitKind
from tests.contract.store.records import fresh

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
codes = st.from_regex(r"[A-Za-z0-9._~-]{1,64}", fullmatch=True)
units_of = codes.map(UnitCode)
instants = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001  # the zone is given beside the bounds
    datetime(2099, 1, 1),  # noqa: DTZ001  # same
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))
periods = st.integers(0, 10**8).map(lambda ms: timedelta(milliseconds=ms))
small = st.integers(0, 10**6)
callers = st.builds(
    Caller, units_of, st.none() | codes.map(MemberId), st.sampled_from(Role), codes.map(KeyId)
)
attachments = st.builds(
    Attachment,
    codes.map(AttachmentId),
    texts,
    small,
    codes,
    st.none() | st.sampled_from(AttachmentType),
)
plans = st.builds(
    DeadlinePlan,
    rule=st.sampled_from(Rule),
    filed_at=instants,
    answer_by=instants,
    send_back_by=instants,
    supervision_period=periods,
    promised_by=st.none() | instants,
    missing_year=st.none() | st.integers(2020, 2100),
    policy_version=texts,
    calendar_version=texts,
    why=st.lists(
        st.builds(Reason, st.sampled_from(Rule), codes, texts, st.none() | instants), max_size=3
    ).map(tuple),
)
answers = st.builds(
    Answer,
    conclusion=st.sampled_from(Conclusion),
    facts=st.lists(st.builds(Fact, texts, texts), min_size=1, max_size=3).map(tuple),
    as_of=texts,
    at=instants,
    by=callers,
    evidence=st.builds(Evidence, codes, st.binary(max_size=20)),
    attachments=st.lists(attachments, max_size=2).map(tuple),
    source=st.none() | texts,
)
proof_notes = st.none() | st.builds(ProofNote, texts, instants)
registers = st.builds(
    ProofRegister,
    copies=st.lists(codes.map(ProofId), max_size=2).map(tuple),
    revocation=proof_notes,
    suspension=proof_notes,
    earlier=st.lists(answers, max_size=1).map(tuple),
)
arbitrations = st.builds(
    Arbitration,
    st.sampled_from(ArbitrationState),
    st.none() | units_of,
    st.none() | texts,
    st.none() | instants,
)
send_backs = st.builds(
    SendBack, texts, st.builds(Referral, st.none() | units_of, texts), instants, st.booleans()
)


@st.composite
def requests(draw: Callable[..., object]) -> VerificationRequest:
    """In every state, with every part that state allows."""
    state = draw(st.sampled_from(RequestState))
    assert isinstance(state, RequestState)
    only_if = {True: draw, False: lambda _strategy: None}
    request = draw(
        st.builds(
            VerificationRequest,
            id=codes.map(lambda code: RequestId(fresh(code[:20]))),
            row=codes.map(RowCode),
            edition=small,
            requester=units_of,
            issuer=units_of,
            case_no=codes.map(CaseNo),
            case_accepted_at=instants,
            applicant=st.builds(
                Applicant, st.sampled_from(ApplicantKind), texts, st.sampled_from(IdType), texts
            ),
            subjects=st.lists(
                st.builds(Subject, texts, texts, st.sampled_from(IdType), st.none() | texts),
                max_size=3,
            ).map(tuple),
            note=texts,
            plan=plans,
            state=st.just(state),
            accepted_at=st.none() | instants,
            closed_at=st.just(only_if[state not in OPEN_STATES](instants)),
            answer=st.just(only_if[state is RequestState.ANSWERED](answers)),
            sent_back=st.just(only_if[state is RequestState.SENT_BACK](send_backs)),
            withdrawal=st.none() | st.builds(Withdrawal, texts, instants),
            extension=st.none() | st.builds(Extension, texts, instants, instants, instants),
            arbitration=st.none() | arbitrations,
            supervision_notes=st.lists(
                st.builds(SupervisionNote, texts, instants, codes), max_size=2
            ).map(tuple),
            attachments=st.lists(attachments, max_size=2).map(tuple),
            mismatches=st.lists(st.builds(Mismatch, texts, texts, texts, instants), max_size=2).map(
                tuple
            ),
            supplements=st.lists(st.builds(Supplement, texts, instants), max_size=2).map(tuple),
            objections=st.lists(
                st.builds(Objection, texts, instants, st.none() | texts), max_size=2
            ).map(tuple),
            proofs=registers,
            parent=st.none() | codes.map(RequestId),
            child=st.none() | codes.map(RequestId),
            visited=st.lists(units_of, max_size=3).map(tuple),
            is_reminded=st.booleans(),
            is_overdue_noted=st.booleans(),
            is_failure_noted=st.booleans(),
            timer=st.integers(1, 5),
        )
    )
    assert isinstance(request, VerificationRequest)
    return request


members = codes.map(MemberId)


@st.composite
def units(draw: Callable[..., object]) -> Unit:
    kind = draw(st.sampled_from(UnitKind))
    people = draw(st.lists(members, min_size=4, max_size=6, unique=True))
    assert isinstance(people, list)
    unit = draw(
        st.builds(
            Unit,
            code=codes.map(lambda code: UnitCode(fresh(code[:20]))),
            name=texts,
            kind=st.just(kind),
            sector=st.sampled_from(Sector) if kind is UnitKind.PUBLIC_SERVICE else st.none(),
            sector_authority=st.none() | units_of,
            leaders=st.lists(texts, max_size=2).map(tuple),
            members=st.just(tuple(Member(one, draw(texts)) for one in people)),  # type: ignore[arg-type]  # drawn texts
            supervisor=st.none() | st.just(people[0]),
            agents=st.just(tuple(people[1:3])),
            cover=st.none() | st.builds(LeaveCover, st.just(people[3]), instants),
            officers=st.just(tuple(people[2:3])),
            publishers=st.just(tuple(people[3:])),
            is_suspended=st.booleans(),
        )
    )
    assert isinstance(unit, Unit)
    return unit


@st.composite
def keys(draw: Callable[..., object]) -> KeyRecord:
    role = draw(st.sampled_from(Role))
    since = draw(instants)
    assert isinstance(since, datetime)
    key = draw(
        st.builds(
            KeyRecord,
            kid=codes.map(lambda code: KeyId(fresh(code[:20]))),
            unit=units_of,
            member=st.none() if role is Role.SYSTEM else members,
            role=st.just(role),
            alg=st.sampled_from(["ES256", "EdDSA"]),
            jwk=st.lists(st.tuples(codes, texts), max_size=4).map(tuple),
            not_before=st.just(since),
            not_after=st.integers(1, 30 * 24 * 3600).map(lambda s: since + timedelta(seconds=s)),
            status=st.sampled_from(KeyStatus),
            is_browser=st.booleans(),
            scopes=st.lists(codes, max_size=2).map(tuple),
            approved_by=st.none() | texts,
            replaces=st.none() | codes.map(KeyId),
        )
    )
    assert isinstance(key, KeyRecord)
    return key


invitations = st.builds(
    Invitation,
    id=codes.map(lambda code: fresh(code[:20])),
    unit=units_of,
    member=st.none() | members,
    role=st.sampled_from(Role),
    invited_by=texts,
    code_hash=codes,
    expires_at=instants,
    tries=small,
    is_used=st.booleans(),
)
webhooks = st.builds(
    Webhook,
    id=codes.map(lambda code: WebhookId(fresh(code[:20]))),
    unit=units_of,
    url=st.from_regex(r"https://[a-z0-9.-]{1,20}/[A-Za-z0-9._~/-]{0,20}", fullmatch=True),
    proposed_by=texts,
    approved_by=st.none() | texts,
    is_removed=st.booleans(),
)
unit_records = st.builds(
    UnitRecord,
    id=codes.map(lambda code: UnitRecordId(fresh(code[:20]))),
    unit=units_of,
    kind=st.sampled_from(UnitRecordKind),
    title=texts,
    held_on=st.dates(max_value=date(2020, 1, 1)),
    note=texts,
    by=texts,
    at=instants,
)
