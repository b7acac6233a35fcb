"""A unit's boxes: by due time, page by page, masked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.texts.people import Applicant, ApplicantKind, IdType, Subject
from chalicelib.requests.domain.outcomes import RequestState
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import Box, BoxQuery, RequestSummary, summarise
from chalicelib.storage.store import Store
from tests.contract.store.records import ISSUER, NOW, REQUESTER, a_request, no_record

ELSEWHERE = UnitCode("370402099")


def saved(store: Store, request: VerificationRequest) -> VerificationRequest:
    store.commit(Commit(saves=(request,)))
    stored = store.requests.request(request.id)
    assert stored is not None
    return stored


def whole_box(store: Store, query: BoxQuery) -> list[RequestSummary]:
    lines: list[RequestSummary] = []
    after: str | None = None
    while True:
        page = store.requests.box(replace(query, after=after))
        assert len(page.items) <= query.limit
        lines += page.items
        after = page.after
        if after is None:
            return lines


def inbox(state: RequestState | None = None, limit: int = 100) -> BoxQuery:
    return BoxQuery(ISSUER, Box.INBOX, state, limit)


def test_a_request_stands_in_its_issuers_inbox_and_its_requesters_outbox(store: Store) -> None:
    request = saved(store, a_request())
    saved(store, a_request(requester=ELSEWHERE, issuer=ELSEWHERE))
    found = {
        (unit, box): [one.id for one in store.requests.box(BoxQuery(unit, box, None, 10)).items]
        for unit in (REQUESTER, ISSUER)
        for box in Box
    }
    assert found == {
        (ISSUER, Box.INBOX): [request.id],
        (ISSUER, Box.OUTBOX): [],
        (REQUESTER, Box.INBOX): [],
        (REQUESTER, Box.OUTBOX): [request.id],
    }


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_show_every_request_once_in_order_of_due_time(store: Store, limit: int) -> None:
    minutes = [50, 10, 40, 20, 30, 10, 60]  # two are due at the same instant
    requests = [saved(store, a_request(answer_within=timedelta(minutes=one))) for one in minutes]
    lines = whole_box(store, inbox(limit=limit))
    assert [one.answer_by - NOW for one in lines] == [timedelta(minutes=m) for m in sorted(minutes)]
    assert {one.id for one in lines} == {one.id for one in requests}


def test_a_full_last_page_does_not_promise_another(store: Store) -> None:
    for _ in range(4):
        saved(store, a_request())
    first = store.requests.box(inbox(limit=2))
    assert first.after is not None
    assert store.requests.box(replace(inbox(limit=2), after=first.after)).after is None


def test_what_comes_in_while_paging_neither_hides_nor_repeats_a_line(store: Store) -> None:
    due = [a_request(answer_within=timedelta(minutes=one)) for one in (10, 20, 30)]
    for request in due:
        saved(store, request)
    first = store.requests.box(inbox(limit=1))
    saved(store, a_request(answer_within=timedelta(minutes=5)))
    page = store.requests.box(replace(inbox(limit=10), after=first.after))
    assert [one.id for one in page.items] == [one.id for one in due[1:]]


def test_a_box_can_be_asked_for_one_state(store: Store) -> None:
    filed, accepted = saved(store, a_request()), saved(store, a_request())
    store.commit(Commit(saves=(accepted.accept(NOW),)))
    found = {
        state: [one.id for one in store.requests.box(inbox(state)).items] for state in RequestState
    }
    assert found == {
        RequestState.FILED: [filed.id],
        RequestState.ACCEPTED: [accepted.id],
        RequestState.ANSWERED: [],
        RequestState.SENT_BACK: [],
        RequestState.WITHDRAWN: [],
    }


def test_a_line_follows_its_request_through_states_and_due_times(store: Store) -> None:
    request, later = saved(store, a_request()), NOW + timedelta(minutes=50)
    moved = replace(request, plan=replace(request.plan, answer_by=later))
    store.commit(Commit(saves=(moved,)))
    assert [one.answer_by for one in store.requests.box(inbox()).items] == [later]
    closed = replace(moved, revision=2).give_answer(no_record(NOW))
    store.commit(Commit(saves=(closed,)))
    assert store.requests.box(inbox(RequestState.FILED)).items == ()
    (line,) = store.requests.box(inbox(RequestState.ANSWERED)).items
    assert (line.closed_at, line.answer_by) == (NOW, later)


def test_a_line_is_the_masked_summary(store: Store) -> None:
    request = saved(
        store,
        a_request(
            applicant=Applicant(ApplicantKind.PERSON, "欧阳样例", IdType.PASSPORT, "E12345678"),
            subjects=(Subject("子女", "赵样例", IdType.PASSPORT, "E87654321"),),
        ),
    )
    (line,) = store.requests.box(inbox()).items
    assert line == summarise(request)
    text = repr((line.applicant.name, line.applicant.id_no, line.subjects[0].name))
    assert "欧阳样例" not in text
    assert "E12345678" not in text
    assert "赵样例" not in text


def test_a_requester_finds_its_own_requests_about_one_applicant(store: Store) -> None:
    somebody = Applicant(ApplicantKind.PERSON, "赵样例", IdType.PASSPORT, "E12345678")
    other = replace(somebody, id_no="E12345679")
    later = saved(store, a_request(applicant=somebody, answer_within=timedelta(minutes=40)))
    first = saved(store, a_request(applicant=somebody))
    saved(store, a_request(applicant=other))
    saved(store, a_request(applicant=somebody, requester=ELSEWHERE))
    page = store.requests.by_applicant(REQUESTER, IdType.PASSPORT, "E12345678")
    assert [one.id for one in page.items] == [first.id, later.id]
    assert page.items[0] == summarise(first)
    assert page.after is None
    assert store.requests.by_applicant(REQUESTER, IdType.RESIDENT_ID, "E12345678").items == ()
