"""Unit and key records are asked for on every call and change rarely: kept for a short while.

Revocation counts within 30 s everywhere and at once in the process that did it (SIGNING, Keys).
Everything else passes through.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from chalicelib.complaints.domain.complaint import Complaint, ComplaintSummary
from chalicelib.erasure.domain.erasure import ErasedRequest
from chalicelib.kernel.commits import (
    BoxQuery,
    CaseFixed,
    Commit,
    ComplaintQuery,
    Listed,
    ListQuery,
    Operation,
    Page,
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
from chalicelib.kernel.ports import Clock, Store
from chalicelib.keys.domain.invitation import Invitation
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.notices.domain.webhook import Webhook
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.cases import Case
from chalicelib.requests.domain.copies import EProof
from chalicelib.requests.domain.request import VerificationRequest
from chalicelib.requests.domain.summaries import RequestSummary
from chalicelib.units.domain.records import UnitRecord
from chalicelib.units.domain.unit import Unit

LIFE = timedelta(seconds=30)
SHORT_LIFE = timedelta(seconds=5)
"""For what is not there yet: somebody may be waiting for it to come."""
MOST_ENTRIES = 4096

Record = TypeVar("Record")
OneListed = TypeVar("OneListed", bound=Listed)


@dataclass(frozen=True)
class _Kept(Generic[Record]):
    record: Record | None
    until: datetime


class _Kind(Generic[Record]):
    """Records of one kind by id. ``is_settled`` tells which ones live long."""

    def __init__(
        self,
        load: Callable[[str], Record | None],
        clock: Clock,
        is_settled: Callable[[Record], bool],
    ) -> None:
        self._load = load
        self._clock = clock
        self._is_settled = is_settled
        self._lock = threading.Lock()
        self._dropped = 0
        # Apart, so that a flood of made-up ids can't push out what is really there.
        self._settled: OrderedDict[str, _Kept[Record]] = OrderedDict()
        self._unsettled: OrderedDict[str, _Kept[Record]] = OrderedDict()

    def get(self, id_: str) -> Record | None:
        now = self._clock.now()
        with self._lock:
            kept = self._settled.get(id_) or self._unsettled.get(id_)
            dropped = self._dropped
        if kept is not None and now < kept.until:
            return kept.record
        record = self._load(id_)
        with self._lock:
            # What was read before a change of this process must not outlive that change.
            if dropped == self._dropped:
                self._keep(id_, record, now)
        return record

    def drop(self, id_: str) -> None:
        with self._lock:
            self._dropped += 1
            self._forget(id_)

    def _keep(self, id_: str, record: Record | None, now: datetime) -> None:
        is_settled = record is not None and self._is_settled(record)
        entries = self._settled if is_settled else self._unsettled
        self._forget(id_)
        entries[id_] = _Kept(record, now + (LIFE if is_settled else SHORT_LIFE))
        if len(entries) > MOST_ENTRIES:
            entries.popitem(last=False)

    def _forget(self, id_: str) -> None:
        self._settled.pop(id_, None)
        self._unsettled.pop(id_, None)


class CachedStore:
    """A ``ports.Store`` over another one that keeps units and keys for at most 30 s."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._cases: OrderedDict[tuple[UnitCode, CaseNo], datetime] = OrderedDict()
        self._units = _Kind(lambda id_: store.unit(UnitCode(id_)), clock, lambda _unit: True)
        # A key that waits for its approval is asked for by somebody who waits, too.
        self._keys = _Kind(
            lambda id_: store.key(KeyId(id_)),
            clock,
            lambda key: key.status is not KeyStatus.PENDING,
        )

    def commit(self, commit: Commit) -> None:
        """Whatever becomes of it, its units and keys are read anew: after a lost revision the
        next try must see what the other one wrote."""
        try:
            self._store.commit(commit)
            self._remember(commit.case)
        except CaseFixed as fixed:
            if commit.case is not None:
                self._remember(replace(commit.case, accepted_at=fixed.accepted_at))
            raise
        finally:
            for one in commit.saves:
                if isinstance(one, Unit):
                    self._units.drop(one.code)
                elif isinstance(one, KeyRecord):
                    self._keys.drop(one.kid)

    def _remember(self, case: Case | None) -> None:
        """What fixes a case's accepted_at fixes it for ever."""
        if case is None:
            return
        with self._lock:
            self._cases[case.requester, case.case_no] = case.accepted_at
            if len(self._cases) > MOST_ENTRIES:
                self._cases.popitem(last=False)

    def known_case(self, requester: UnitCode, case_no: CaseNo) -> datetime | None:
        with self._lock:
            return self._cases.get((requester, case_no))

    def unit(self, code: UnitCode) -> Unit | None:
        return self._units.get(code)

    def key(self, kid: KeyId) -> KeyRecord | None:
        return self._keys.get(kid)

    def request(self, request: RequestId) -> VerificationRequest | None:
        return self._store.request(request)

    def requests(self, ids: Sequence[RequestId]) -> tuple[VerificationRequest, ...]:
        return self._store.requests(ids)

    def erased(self, request: RequestId) -> ErasedRequest | None:
        return self._store.erased(request)

    def operation(self, unit: UnitCode, operation: OperationId) -> Operation | None:
        return self._store.operation(unit, operation)

    def case(self, requester: UnitCode, case_no: CaseNo) -> Case | None:
        return self._store.case(requester, case_no)

    def box(self, query: BoxQuery) -> Page[RequestSummary]:
        return self._store.box(query)

    def by_applicant(self, requester: UnitCode, id_type: str, id_no: str) -> Page[RequestSummary]:
        return self._store.by_applicant(requester, id_type, id_no)

    def events(self, subject: str) -> tuple[Event, ...]:
        return self._store.events(subject)

    def units(self) -> tuple[Unit, ...]:
        return self._store.units()

    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]:
        return self._store.keys_of(unit)

    def invitation(self, invitation: str) -> Invitation | None:
        return self._store.invitation(invitation)

    def webhook(self, unit: UnitCode, webhook: WebhookId) -> Webhook | None:
        return self._store.webhook(unit, webhook)

    def webhooks(self, unit: UnitCode) -> tuple[Webhook, ...]:
        return self._store.webhooks(unit)

    def proof(self, proof: ProofId) -> EProof | None:
        return self._store.proof(proof)

    def proofs(self, ids: Sequence[ProofId]) -> tuple[EProof, ...]:
        return self._store.proofs(ids)

    def status_marks(self, shard: int) -> tuple[StatusMark, ...]:
        return self._store.status_marks(shard)

    def has_places(self, shard: int) -> bool:
        return self._store.has_places(shard)

    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]:
        return self._store.unit_records(unit)

    def complaint(self, complaint: ComplaintId) -> Complaint | None:
        return self._store.complaint(complaint)

    def complaints(self, query: ComplaintQuery) -> Page[ComplaintSummary]:
        return self._store.complaints(query)

    def listed(self, kind: type[OneListed], list_of: str, key: str) -> OneListed | None:
        return self._store.listed(kind, list_of, key)

    def listing(self, query: ListQuery[OneListed]) -> Page[OneListed]:
        return self._store.listing(query)
