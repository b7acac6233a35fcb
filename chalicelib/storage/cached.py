"""Unit and key records are asked for on every call and change rarely: kept for a short while.

Revocation counts within 30 s everywhere and at once in the process that did it
(docs/signing.md). Every other part of the store passes through.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from chalicelib.kernel.commits import CaseFixed
from chalicelib.kernel.ids import KeyId, UnitCode
from chalicelib.kernel.records import record
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.units.domain.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.complaints.ports import ComplaintStore
    from chalicelib.erasure.ports import ErasedStore
    from chalicelib.kernel.commits import CaseEntry, Commit, Lists
    from chalicelib.kernel.ids import CaseNo
    from chalicelib.kernel.ports import Clock, Ledger
    from chalicelib.keys.domain.invitation import Invitation
    from chalicelib.keys.ports import KeyStore
    from chalicelib.notices.ports import WebhookStore
    from chalicelib.proofs.ports import PlaceStore
    from chalicelib.requests.ports import CopyStore, RequestStore
    from chalicelib.storage.store import Store
    from chalicelib.units.domain.records import UnitRecord
    from chalicelib.units.ports import UnitStore

LIFE = timedelta(seconds=30)
SHORT_LIFE = timedelta(seconds=5)
"""For what is not there yet: somebody may be waiting for it to come."""
MOST_ENTRIES = 4096

Record = TypeVar("Record")


@record(frozen=True)
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


class CachedUnits:
    """The UnitStore port; each unit is kept for at most 30 s."""

    def __init__(self, units: UnitStore, clock: Clock) -> None:
        self._units = units
        self._kept: _Kind[Unit] = _Kind(
            lambda id_: units.unit(UnitCode(id_)), clock, lambda _: True
        )

    def unit(self, code: UnitCode) -> Unit | None:
        return self._kept.get(code)

    def units(self) -> tuple[Unit, ...]:
        return self._units.units()

    def unit_records(self, unit: UnitCode) -> tuple[UnitRecord, ...]:
        return self._units.unit_records(unit)

    def drop(self, unit: Unit) -> None:
        self._kept.drop(unit.code)


class CachedKeys:
    """The KeyStore port; each key is kept for at most 30 s, one that waits for its approval for
    5 s: somebody waits with it."""

    def __init__(self, keys: KeyStore, clock: Clock) -> None:
        self._keys = keys
        self._kept: _Kind[KeyRecord] = _Kind(
            lambda id_: keys.key(KeyId(id_)), clock, lambda key: key.status is not KeyStatus.PENDING
        )

    def key(self, kid: KeyId) -> KeyRecord | None:
        return self._kept.get(kid)

    def keys_of(self, unit: UnitCode) -> tuple[KeyRecord, ...]:
        return self._keys.keys_of(unit)

    def invitation(self, invitation: str) -> Invitation | None:
        return self._keys.invitation(invitation)

    def drop(self, key: KeyRecord) -> None:
        self._kept.drop(key.kid)


class CachedStore:
    """A store over another one that keeps units and keys for at most 30 s, and remembers when the
    cases of this process were accepted; every other part is the other one's."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._cases: OrderedDict[tuple[UnitCode, CaseNo], datetime] = OrderedDict()
        self.units = CachedUnits(store.units, clock)
        self.keys = CachedKeys(store.keys, clock)

    def commit(self, commit: Commit) -> None:
        """Whatever becomes of it, its units and keys are read anew: after a lost revision the
        next try must see what the other one wrote."""
        try:
            self._store.commit(commit)
            if commit.case is not None:
                self._remember(commit.case, commit.case.accepted_at)
        except CaseFixed as fixed:
            if commit.case is not None:
                self._remember(commit.case, fixed.accepted_at)
            raise
        finally:
            for one in commit.saves:
                if isinstance(one, Unit):
                    self.units.drop(one)
                elif isinstance(one, KeyRecord):
                    self.keys.drop(one)

    def _remember(self, case: CaseEntry, accepted_at: datetime) -> None:
        """What fixes a case's accepted_at fixes it for ever."""
        with self._lock:
            self._cases[case.requester, case.case_no] = accepted_at
            if len(self._cases) > MOST_ENTRIES:
                self._cases.popitem(last=False)

    def accepted_at(self, requester: UnitCode, case_no: CaseNo) -> datetime | None:
        """See the KnownCases port."""
        with self._lock:
            return self._cases.get((requester, case_no))

    @property
    def requests(self) -> RequestStore:
        return self._store.requests

    @property
    def ledger(self) -> Ledger:
        return self._store.ledger

    @property
    def lists(self) -> Lists:
        return self._store.lists

    @property
    def copies(self) -> CopyStore:
        return self._store.copies

    @property
    def places(self) -> PlaceStore:
        return self._store.places

    @property
    def webhooks(self) -> WebhookStore:
        return self._store.webhooks

    @property
    def complaints(self) -> ComplaintStore:
        return self._store.complaints

    @property
    def erased(self) -> ErasedStore:
        return self._store.erased
