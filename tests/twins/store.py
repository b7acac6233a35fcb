"""The Store's twin: commits are atomic and optimistic, as DynamoDB's transactions are.

Over 300 lines: all parts of one small store, read as one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from chalicelib.complaints.domain.complaint import (
    Complaint,
    ComplaintQuery,
    ComplaintSummary,
    summarise_complaint,
)
from chalicelib.erasure.domain.erasure import ErasedProof, ErasedRequest
from chalicelib.kernel.call_refusals import refused
from chalicelib.kernel.commits import (
    Aggregate,
    CaseEntry,
    CaseFixed,
    Commit,
    Listed,
    ListQuery,
    Operation,
    OperationSeen,
    Page,
    PlaceTaken,
    RevisionLost,
    key_on_second_list,
    second_list_of,
)
from chalicelib.kernel.events import Event
from chalicelib.kernel.ids import (
    CaseNo,
    ComplaintId,
    KeyId,
    OperationId,
    ProofId,
    RequestId,
    UnitCode,
    WebhookId,
)
from chalicelib.kernel.performing import operation_digest
from chalicelib.kernel.times.clock import sort_key
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import Box, BoxQuery, RequestSummary, summarise
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit
from tests.twins.pages import page_of
from tests.twins.state import AggregateKey, MemoryState

MOST_FOUND = 100

Kind = TypeVar("Kind", bound=Aggregate)
OneListed = TypeVar("OneListed", bound=Listed)


class MemoryParts:
    """Twin of every part of the store at once."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def request(self, request: RequestId) -> VerificationRequest | None:
        return self._get(VerificationRequest, request)

    def requests(self, ids: Sequence[RequestId]) -> tuple[VerificationRequest, ...]:
        """Those that exist, by filing time."""
        with self._state.lock:
            found = [self.request(one) for one in dict.fromkeys(ids)]
        return tuple(sorted((one for one in found if one), key=lambda one: one.filed_at))

    def erased_request(self, request: RequestId) -> ErasedRequest | None:
        found = self._state.aggregates.get((VerificationRequest, request))
        return found if isinstance(found, ErasedRequest) else None

    def operation(self, unit: UnitCode, operation: OperationId) -> Operation | None:
        return self._state.operations.get((unit, operation))

    def accepted_at(self, requester: UnitCode, case_no: CaseNo) -> datetime | None:  # noqa: ARG002  # the port's
        """Twin of KnownCases: this one never happens to know."""
        return None

    def case(self, requester: UnitCode, case_no: CaseNo) -> Case | None:
        return self._state.cases.get((requester, case_no))

    def box(self, query: BoxQuery) -> Page[RequestSummary]:
        mine = [
            (f"{sort_key(one.plan.answer_by)}#{one.id}", one)
            for one in self._all(VerificationRequest)
            if (one.issuer if query.box is Box.INBOX else one.requester) == query.unit
            and query.state in (None, one.state)
        ]
        page = page_of(mine, query.limit, query.after)
        return Page(tuple(summarise(one) for one in page.items), page.after)

    def by_applicant(self, requester: UnitCode, id_type: str, id_no: str) -> Page[RequestSummary]:
        """At most 100, by due time."""
        wanted = (requester, id_type, id_no)
        mine = [
            (f"{sort_key(one.plan.answer_by)}#{one.id}", one)
            for one in self._all(VerificationRequest)
            if (one.requester, one.applicant.id_type, one.applicant.id_no) == wanted
        ]
        page = page_of(mine, MOST_FOUND, None)
        return Page(tuple(summarise(one) for one in page.items), page.after)

    def events(self, subject: str) -> tuple[Event, ...]:
        """Oldest first."""
        with self._state.lock:
            found = list(self._state.events.get(subject, {}).values())
        return tuple(sorted(found, key=lambda one: one.news.at))

    def unit(self, code: UnitCode) -> Unit | None:
        return self._get(Unit, code)

    def units(self) -> tuple[Unit, ...]:
        """By code."""
        return tuple(sorted(self._all(Unit), key=lambda one: one.code))

    def key(self, kid: KeyId) -> KeyRecord | None:
        return self._get(KeyRecord, kid)

    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]:
        """By kid."""
        mine = (one for one in self._all(KeyRecord) if one.unit == unit)
        return tuple(sorted(mine, key=lambda one: one.kid))

    def invitation(self, invitation: str) -> Invitation | None:
        return self._get(Invitation, invitation)

    def webhook(self, unit: UnitCode, webhook: WebhookId) -> Webhook | None:
        return self._get(Webhook, f"{unit}/{webhook}")

    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]:
        mine = (one for one in self._all(UnitRecord) if one.unit == unit)
        return tuple(sorted(mine, key=lambda one: (one.at, one.id)))

    def proof(self, proof: ProofId) -> EProof | None:
        return self._get(EProof, proof)

    def proofs(self, ids: Sequence[ProofId]) -> tuple[EProof, ...]:
        found = (self._get(EProof, one) for one in ids)
        return tuple(one for one in found if one is not None)

    def status_marks(self, shard: int) -> tuple[StatusMark, ...]:
        with self._state.lock:
            marks = self._state.places.values()
            return tuple(
                one for one in marks if one.shard == shard and one.status is not ProofStatus.VALID
            )

    def has_places(self, shard: int) -> bool:
        with self._state.lock:
            return any(one.shard == shard for one in self._state.places.values())

    def webhooks(self, unit: UnitCode) -> tuple[Webhook, ...]:
        """By id."""
        mine = (one for one in self._all(Webhook) if one.unit == unit)
        return tuple(sorted(mine, key=lambda one: one.id))

    def complaint(self, complaint: ComplaintId) -> Complaint | None:
        return self._get(Complaint, complaint)

    def complaints(self, query: ComplaintQuery) -> Page[ComplaintSummary]:
        found = [
            (f"{sort_key(one.due_by)}#{one.id}", summarise_complaint(one))
            for one in self._all(Complaint)
            if query.unit in (None, one.asked_unit)
            and (one.is_open if query.state is None else one.state is query.state)
        ]
        return page_of(found, query.limit, query.after)

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None:
        return self._get(kind, f"{list_of}/{key}")

    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        every = self._all(query.kind)
        if query.is_second:
            second = (one for one in every if second_list_of(one) == query.list_of)
            mine = [(key_on_second_list(one), one) for one in second]
        else:
            mine = [(one.key, one) for one in every if one.list_of == query.list_of]
        return page_of(mine, query.limit, query.after, newest_first=query.newest_first)

    def _get(self, kind: type[Kind], id_: str) -> Kind | None:
        found = self._state.aggregates.get((kind, id_))
        return found if isinstance(found, kind) else None

    def _all(self, kind: type[Kind]) -> list[Kind]:
        with self._state.lock:
            return [one for one in self._state.aggregates.values() if isinstance(one, kind)]


class MemoryStore:
    """Twin of ``storage.store.Store``."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self.every_part = MemoryParts(state)

    @property
    def ledger(self) -> MemoryParts:
        return self.every_part

    lists = units = keys = requests = copies = places = webhooks = complaints = erased = ledger

    def commit(self, commit: Commit) -> None:
        """All of it or nothing. What is refused first: replay, then the ``op``, then the case's
        accepted_at, then a lost revision."""
        with self._state.lock:
            self._refuse_seen(commit)
            self._refuse_case(commit)
            self._refuse_taken(commit)
            self._refuse_lost(commit.saves)
            self._apply(commit)

    def _refuse_seen(self, commit: Commit) -> None:
        call = commit.call
        if call is None:
            return
        if (call.caller.unit, call.jti) in self._state.seen:
            raise refused("sig.replay", field="jti")
        if call.op is not None and (call.caller.unit, call.op) in self._state.operations:
            raise OperationSeen

    def _refuse_case(self, commit: Commit) -> None:
        case = commit.case
        if case is None:
            return
        known = self._state.cases.get((case.requester, case.case_no))
        if known is not None and known.accepted_at != case.accepted_at:
            raise CaseFixed(known.accepted_at)

    def _refuse_taken(self, commit: Commit) -> None:
        if any((one.shard, one.index) in self._state.places for one in commit.places):
            raise PlaceTaken

    def _refuse_lost(self, saves: Iterable[Aggregate]) -> None:
        for aggregate in saves:
            stored = self._state.aggregates.get(key_of(aggregate))
            if aggregate.revision != (stored.revision if stored else 0):
                raise RevisionLost

    def _apply(self, commit: Commit) -> None:
        state = self._state
        saved = [as_saved(one) for one in commit.saves]
        state.aggregates.update({key_of(one): one for one in saved})
        for event in commit.events:
            state.events[event.subject][event.id] = event
        for mark in (*commit.places, *commit.marks):
            status = ProofStatus(mark.status)
            state.places[mark.shard, mark.index] = StatusMark(mark.shard, mark.index, status)
        state.outbox.update({one.id: one for one in commit.outbox})
        if commit.case is not None:
            self._add_to_case(commit.case)
        if commit.call is not None:
            call = commit.call
            state.seen.add((call.caller.unit, call.jti))
            if call.op is not None and saved:
                first = Operation(operation_digest(call), call.caller.kid, saved[0])
                state.operations[call.caller.unit, call.op] = first

    def _add_to_case(self, entry: CaseEntry) -> None:
        case = Case(entry.requester, entry.case_no, entry.accepted_at, tuple(entry.requests))
        at = (case.requester, case.case_no)
        known = self._state.cases.get(at, replace(case, requests=()))
        requests = tuple(dict.fromkeys(known.requests + case.requests))
        self._state.cases[at] = replace(known, requests=requests)


def as_saved(aggregate: Aggregate) -> Aggregate:
    """One revision on, and without the news, which the events keep."""
    saved: Any = replace(cast("Any", aggregate), revision=aggregate.revision + 1)
    is_about_people = isinstance(saved, VerificationRequest | Complaint)
    told: Aggregate = replace(saved, news=()) if is_about_people else saved
    return told


def key_of(aggregate: Aggregate) -> AggregateKey:
    """Where an aggregate stands; a webhook's id counts within its unit. What was left of an
    erased one stands in its place."""
    kind: type[object] = type(aggregate)
    match aggregate:
        case Unit():
            id_: str = aggregate.code
        case KeyRecord():
            id_ = aggregate.kid
        case UnitRecord() | Webhook():
            id_ = f"{aggregate.unit}/{aggregate.id}"
        case ErasedRequest():
            kind, id_ = VerificationRequest, aggregate.id
        case ErasedProof():
            kind, id_ = EProof, aggregate.id
        case VerificationRequest() | Invitation() | EProof() | Complaint():
            id_ = aggregate.id
        case _:
            listed = cast("Listed", aggregate)
            id_ = f"{listed.list_of}/{listed.key}"
    return kind, id_
