"""A whole set of ports, as plain fields: tests replace one and keep the others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.adjustments.ports import ReportTimers
from chalicelib.background.ports import Worklist
from chalicelib.calendar.ports import Calendars
from chalicelib.catalogue.ports import Catalogue, CatalogueContents
from chalicelib.catalogue.tables.ports import TablePorts
from chalicelib.complaints.ports import ComplaintStore, OpenCalls
from chalicelib.erasure.ports import ErasedStore, ErasureMarks
from chalicelib.http.serving import Refusals
from chalicelib.kernel.commits import Commit, Lists
from chalicelib.kernel.ports import Clock, Cursors, Ledger, Random, Telemetry
from chalicelib.keys.ports import KeyStore, SignatureTrust
from chalicelib.notices.ports import Notices, Sender, WebhookStore
from chalicelib.proofs.ports import PlaceStore, ProofPorts
from chalicelib.publishing.ports import EditionPorts
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from chalicelib.requests.ports import (
    CopyStore,
    KnownCases,
    NoSources,
    Objects,
    RequestStore,
    Sources,
    Timers,
)
from chalicelib.storage.store import PARTS, Store
from chalicelib.units.ports import UnitStore


@dataclass(frozen=True)
class TwinPorts:
    """Made by ``ports_over``: the parts of the store are the store's."""

    store: Store
    ledger: Ledger
    lists: Lists
    units: UnitStore
    keys: KeyStore
    requests: RequestStore
    copies: CopyStore
    places: PlaceStore
    webhooks: WebhookStore
    complaints: ComplaintStore
    erased: ErasedStore
    known_cases: KnownCases
    clock: Clock
    random: Random
    cursors: Cursors
    telemetry: Telemetry
    refusals: Refusals
    trust: SignatureTrust = field(repr=False)
    calendars: Calendars
    catalogue: Catalogue
    contents: CatalogueContents = field(repr=False)
    tables: TablePorts = field(repr=False)
    policy: DeadlinePolicy
    timers: Timers
    report_timers: ReportTimers
    objects: Objects
    proofs: ProofPorts = field(repr=False)
    editions: EditionPorts = field(repr=False)
    notices: Notices
    sender: Sender
    open_calls: OpenCalls
    erasures: ErasureMarks
    worklist: Worklist
    sources: Sources = field(default_factory=NoSources)

    def commit(self, commit: Commit) -> None:
        self.store.commit(commit)

    def replaced(self, **others: Any) -> TwinPorts:
        """A copy in which these are others. Another ``store`` brings its parts along."""
        store, timers = others.get("store"), others.get("timers")
        brought = _parts(store) if store is not None else {}
        if timers is not None:
            brought["report_timers"] = timers
        return replace(self, **(brought | others))


def ports_over(store: Store, **others: Any) -> TwinPorts:
    """``others``: every port that is no part of the store."""
    timers = others.pop("timers")
    known = getattr(store, "every_part", store)
    return TwinPorts(
        store=store,
        known_cases=others.pop("known_cases", known),
        timers=timers,
        report_timers=timers,
        **_parts(store),
        **others,
    )


def _parts(store: Store) -> dict[str, Any]:
    return {name: getattr(store, name) for name in PARTS}
