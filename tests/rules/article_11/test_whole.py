"""Article 11: the issuer answers for the truth; a mismatch alone unlocks a supplement."""

import pytest

from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import Conflict, NoMismatch, NotTheRequester
from chalicelib.kernel.events import EventType
from chalicelib.requests.domain.answers import Evidence
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.use_cases.mending import (
    RecordMismatch,
    RecordObjection,
    ask_supplement,
    record_mismatch,
    record_objection,
)
from tests.rules.world import (
    CIVIL_AFFAIRS,
    LAND,
    MINUTE,
    POLICE,
    START,
    TAX,
    District,
    How,
)
from tests.worlds import agent, call_by

US = agent(CIVIL_AFFAIRS)


def answered() -> tuple[District, VerificationRequest]:
    district = District()
    return district, district.answer(district.file("ZM007"))


def find_mismatch(
    district: District, request: VerificationRequest, by: Caller = US
) -> VerificationRequest:
    command = RecordMismatch(request.id, "年收入", "12000", "21000")
    return record_mismatch(command, call_by(by), district.ports)


def ask(district: District, request: VerificationRequest, by: Caller = US) -> VerificationRequest:
    return ask_supplement(request.id, "补充收入来源说明", call_by(by), district.ports)


def object_to(
    district: District,
    request: VerificationRequest,
    outcome: str | None = None,
    by: Caller = US,
) -> VerificationRequest:
    command = RecordObjection(request.id, "申请人认为登记有误", outcome)
    return record_objection(command, call_by(by), district.ports)


# --- the issuer answers for what it said (11-1) ------------------------------------------


def test_the_issuers_signature_and_the_exact_bytes_it_signed_are_kept_with_the_answer() -> None:
    district = District()
    request = district.file("ZM007")
    said = Evidence("eyJhbGciOiJFUzI1NiJ9.e30.c2ln", b'{ "conclusion" :"CONFIRMED" }\n')
    district.answer(request, evidence=said)
    answer = district.stored(request).answer
    assert answer is not None
    assert answer.evidence == said


def test_the_answer_names_who_gave_it_with_which_key_and_when() -> None:
    district = District()
    request = district.file("ZM007")
    district.pass_by(MINUTE)
    answer = district.answer(request, How(agent(TAX, 2))).answer
    assert answer is not None
    assert answer.by == agent(TAX, 2)
    assert answer.at == START + MINUTE
    assert answer.as_of == "2022-06-28"


def test_neither_signature_nor_bytes_show_where_an_answer_is_printed() -> None:
    _, request = answered()
    shown = repr(request.answer)
    assert "head.claims.signature" not in shown
    assert 'conclusion":' not in shown


def test_nothing_that_happens_later_changes_the_answer() -> None:
    district, request = answered()
    find_mismatch(district, request)
    object_to(district, request, "复议决定:维持")
    assert district.stored(request).answer == request.answer
    assert district.stored(request).state is request.state


# --- a mismatch, a supplement, an objection (11-2) ---------------------------------------


def test_without_a_mismatch_no_supplement_is_asked_for() -> None:
    district, request = answered()
    with pytest.raises(NoMismatch) as refused:
        ask(district, request)
    assert (refused.value.code, refused.value.article) == ("request.no_mismatch", "11-2")
    assert district.stored(request).supplements == ()


def test_a_mismatch_names_the_field_and_both_values() -> None:
    district, request = answered()
    district.pass_by(MINUTE)
    find_mismatch(district, request)
    (mismatch,) = district.stored(request).mismatches
    assert (mismatch.field, mismatch.applicant_value, mismatch.obtained_value) == (
        "年收入",
        "12000",
        "21000",
    )
    assert mismatch.at == START + MINUTE


def test_a_recorded_mismatch_unlocks_the_supplement() -> None:
    district, request = answered()
    find_mismatch(district, request)
    district.pass_by(MINUTE)
    (supplement,) = ask(district, request).supplements
    assert (supplement.what, supplement.at) == ("补充收入来源说明", START + MINUTE)


def test_after_the_supplement_a_new_verification_of_the_same_case_is_filed() -> None:
    district, request = answered()
    find_mismatch(district, request)
    ask(district, request)
    again = district.file("ZM007")
    assert again.case_no == request.case_no
    assert again.case_accepted_at == request.case_accepted_at
    with pytest.raises(NoMismatch):
        ask(district, district.answer(again))  # each verification needs its own mismatch


@pytest.mark.parametrize("way", ["open", "sent back", "withdrawn"])
def test_only_an_answer_can_be_compared_with_the_application(way: str) -> None:
    district = District()
    request = district.file("ZM007")
    if way == "sent back":
        district.send_back(request, LAND)
    if way == "withdrawn":
        district.withdraw(request)
    with pytest.raises(NoMismatch):
        find_mismatch(district, request)


def test_an_objection_and_its_outcome_are_recorded_and_decide_nothing() -> None:
    district, request = answered()
    find_mismatch(district, request)
    object_to(district, request)
    object_to(district, request, "复议决定:维持")
    first, second = district.stored(request).objections
    assert (first.outcome, second.outcome) == (None, "复议决定:维持")
    assert district.stored(request).answer == request.answer


def test_without_a_mismatch_there_is_nothing_to_object_to() -> None:
    district, request = answered()
    with pytest.raises(NoMismatch):
        object_to(district, request)


def test_only_the_requester_records_any_of_it() -> None:
    for by in (agent(TAX), agent(POLICE)):
        district, request = answered()
        with pytest.raises(NotTheRequester):
            find_mismatch(district, request, by)
        find_mismatch(district, request)
        with pytest.raises(NotTheRequester):
            ask(district, request, by)
        with pytest.raises(NotTheRequester):
            object_to(district, request, by=by)


def test_each_step_is_an_entry_that_names_no_values() -> None:
    district, request = answered()
    find_mismatch(district, request)
    ask(district, request)
    object_to(district, request)
    for kind in (
        EventType.MISMATCH_RECORDED,
        EventType.SUPPLEMENT_ASKED,
        EventType.OBJECTION_RECORDED,
    ):
        news = district.news(request, kind)
        assert (news.article, news.facts) == ("11-2", ())


def test_a_refusal_for_want_of_a_mismatch_says_what_to_do() -> None:
    district, request = answered()
    with pytest.raises(Conflict, match="先登记"):
        ask(district, request)
