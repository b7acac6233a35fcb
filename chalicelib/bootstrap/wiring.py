"""Settings -> adapters -> ports: the one place that knows everything. A port is made when it is
first touched, so that a process loads what its calls need."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from chalicelib.bootstrap.keys import keys_of
from chalicelib.bootstrap.port import port
from chalicelib.cloud.aws import LazyClient
from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.machine import SystemClock, SystemRandom
from chalicelib.cloud.settings import Settings
from chalicelib.cloud.telemetry import LocalTelemetry, PowertoolsTelemetry
from chalicelib.http import serving
from chalicelib.kernel.records import record
from chalicelib.keys.adapters.answers import Responder
from chalicelib.keys.adapters.jws import RequestChecker
from chalicelib.storage.cached import CachedStore
from chalicelib.storage.dynamodb.store import DynamoStore

if TYPE_CHECKING:
    from chalicelib.adjustments.ports import ReportTimers
    from chalicelib.background.ports import Ports, Worklist
    from chalicelib.bootstrap.keys import Keys
    from chalicelib.bootstrap.ports import EveryPort  # noqa: TC004  # nobody decodes Services
    from chalicelib.calendar.ports import Calendars
    from chalicelib.catalogue.ports import Catalogue, CatalogueContents
    from chalicelib.catalogue.tables.ports import TablePorts
    from chalicelib.complaints.ports import ComplaintStore, OpenCalls
    from chalicelib.erasure.ports import ErasedStore, ErasureMarks
    from chalicelib.http.serving import Refusals
    from chalicelib.kernel.commits import Commit, Lists
    from chalicelib.kernel.ids import ProofId
    from chalicelib.kernel.ports import Clock, Cursors, Ledger, Random, Telemetry
    from chalicelib.keys.ports import KeyStore, SignatureTrust
    from chalicelib.notices.ports import Notices, Sender, WebhookStore
    from chalicelib.proofs.ports import PlaceStore, ProofPorts
    from chalicelib.publishing.ports import EditionPorts
    from chalicelib.requests.domain.deadlines import DeadlinePolicy
    from chalicelib.requests.ports import (
        CopyStore,
        KnownCases,
        Objects,
        RequestStore,
        Sources,
        Timers,
    )
    from chalicelib.storage.store import Store
    from chalicelib.storage.timers import StepFunctionsTimers
    from chalicelib.units.ports import UnitStore

Probe = Callable[[], tuple[str, ...]]


class WiredPorts:
    """The ports of every subject for one stage; calls AWS for the keyring's secrets only."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        telemetry = LocalTelemetry if settings.is_local else PowertoolsTelemetry
        self.telemetry: Telemetry = telemetry(settings.stage)
        self.record = bind(settings.table_name, settings.region, settings.dynamodb_endpoint)
        self.own_keys: Keys = keys_of(settings, self.record, self.clock)
        cached = CachedStore(DynamoStore(self.record, self.own_keys.vault), self.clock)
        self.store: Store = cached
        self.known_cases: KnownCases = cached

    def replaced(self, **others: Any) -> WiredPorts:
        """A copy in which these ports are others; for tests and measurements. Another ``store``
        brings its parts along, and remembers no cases."""
        from chalicelib.storage.store import PARTS

        copy = WiredPorts.__new__(WiredPorts)
        copy.__dict__.update(self.__dict__)
        if (store := others.get("store")) is not None:
            copy.__dict__.update({name: getattr(store, name) for name in PARTS})
        copy.__dict__.update(others)
        return copy

    def commit(self, commit: Commit) -> None:
        self.store.commit(commit)

    ledger: port[Ledger] = port(attrgetter("store.ledger"))
    lists: port[Lists] = port(attrgetter("store.lists"))
    units: port[UnitStore] = port(attrgetter("store.units"))
    keys: port[KeyStore] = port(attrgetter("store.keys"))
    requests: port[RequestStore] = port(attrgetter("store.requests"))
    copies: port[CopyStore] = port(attrgetter("store.copies"))
    places: port[PlaceStore] = port(attrgetter("store.places"))
    webhooks: port[WebhookStore] = port(attrgetter("store.webhooks"))
    complaints: port[ComplaintStore] = port(attrgetter("store.complaints"))
    erased: port[ErasedStore] = port(attrgetter("store.erased"))

    @port
    def random(self) -> Random:
        return SystemRandom()

    @port
    def cursors(self) -> Cursors:
        from chalicelib.cloud.vault import SealedCursors

        return SealedCursors(self.own_keys.vault)

    @port
    def worklist(self) -> Worklist:
        from chalicelib.storage.dynamodb.worklist import DynamoWorklist

        return DynamoWorklist(self.record)

    @port
    def refusals(self) -> Refusals:
        from chalicelib.http.refused_counter import BatchedRefusals
        from chalicelib.storage.dynamodb.ledger import RefusalLog

        log = RefusalLog(self.record, self.own_keys.vault)
        return BatchedRefusals(log.record, log.add, self.telemetry)

    @port
    def trust(self) -> SignatureTrust:
        from chalicelib.keys.adapters.possession_check import PossessionCheck

        return PossessionCheck(self.settings.origin)

    @port
    def calendars(self) -> Calendars:
        from chalicelib.calendar.adapters import StoredCalendars
        from chalicelib.catalogue.adapters.seed import seed_calendar

        return StoredCalendars(seed_calendar(), self.lists, self.clock)

    @port
    def contents(self) -> CatalogueContents:
        from chalicelib.bootstrap.files import contents_of

        return contents_of(self.settings)

    @port
    def catalogue(self) -> Catalogue:
        from chalicelib.catalogue.adapters.stored import StoredCatalogue

        return StoredCatalogue(self.lists, self.contents, self.clock)

    @port
    def tables(self) -> TablePorts:
        from chalicelib.bootstrap.files import table_ports

        return table_ports(self.settings, self.own_keys.keyring)

    @port
    def policy(self) -> DeadlinePolicy:
        return _policy(self.settings)

    timers: port[Timers] = port(attrgetter("_clocks"))
    report_timers: port[ReportTimers] = port(attrgetter("_clocks"))

    @port
    def _clocks(self) -> StepFunctionsTimers:
        from chalicelib.storage.timers import Machines, StepFunctionsTimers

        told = self.settings
        machines = Machines(told.deadline_machine_arn, told.adjustment_machine_arn)
        return StepFunctionsTimers(LazyClient("stepfunctions", told), machines, self.telemetry)

    @port
    def objects(self) -> Objects:
        from chalicelib.bootstrap.files import objects_of

        return objects_of(self.settings, self.own_keys.keyring)

    @port
    def sources(self) -> Sources:
        from chalicelib.bootstrap.files import sources_of

        return sources_of(self.settings)

    @port
    def proofs(self) -> ProofPorts:
        from chalicelib.bootstrap.proofs import proof_ports

        return proof_ports(self.settings, self.own_keys, self.clock, self._seal_here)

    @port
    def editions(self) -> EditionPorts:
        from chalicelib.bootstrap.publishing import edition_ports

        keys = self.own_keys
        return edition_ports(keys.keyring, keys.signing, self.responder.publish)

    @port
    def notices(self) -> Notices:
        from chalicelib.storage.dynamodb.notices import DynamoNotices

        return DynamoNotices(self.record)

    @port
    def sender(self) -> Sender:
        from chalicelib.notices.adapters.sending import Senders, Topic

        topic = Topic(LazyClient("sns", self.settings), self.settings.notice_topic_arn)
        return Senders(topic, self.responder.sign_notice, self.telemetry)

    @port
    def open_calls(self) -> OpenCalls:
        from chalicelib.bootstrap.files import open_calls

        return open_calls(self.settings, self.own_keys.vault, self.record)

    @port
    def erasures(self) -> ErasureMarks:
        from chalicelib.bootstrap.files import erasures_of

        return erasures_of(self.settings)

    @port
    def responder(self) -> Responder:
        keys = self.own_keys
        roster = keys.signing.roster
        return Responder(self.settings.origin, keys.keyring, self._publish, self.clock, roster)

    def _publish(self, jwks: Mapping[str, Any]) -> None:
        """Put the JWKS where everybody finds it; most processes never do."""
        from chalicelib.bootstrap.publishing import edition_entries, jwks_publisher
        from chalicelib.cloud.site import site_of

        site, editions = site_of(self.settings), edition_entries(self.lists)
        jwks_publisher(self.own_keys.signing, site, editions)(jwks)

    def _seal_here(self, proof: ProofId) -> None:
        from chalicelib.proofs.use_cases.sealing import seal_proof

        seal_proof(proof, self)


@record(frozen=True)
class Services:
    """What serving needs: the ports, who checks and who signs.

    ``probe`` says in Chinese what keeps the system from being ready; empty when it is.
    """

    settings: Settings
    ports: EveryPort
    checker: RequestChecker
    responder: Responder
    probe: Probe


def build(settings: Settings, clock: Clock | None = None, probe: Probe | None = None) -> Services:
    """Wire one system. ``probe``: what else it needs."""
    ports = WiredPorts(settings, clock)
    checker = RequestChecker(
        audience=settings.origin, find_key=ports.keys.key, allow_demo_keys=settings.is_local
    )

    def missing() -> tuple[str, ...]:
        return _not_ready(ports) + (probe() if probe else ())

    return Services(settings, ports, checker, ports.responder, missing)


def build_from_environment() -> Services:
    """The services of a deployed function. Raises Misconfigured."""
    return build(Settings.from_environment(os.environ))


def services() -> Services:
    """The services of this process, wired from the environment at first use."""
    serving.make_with(build_from_environment)
    return cast("Services", serving.services())


def _policy(settings: Settings) -> DeadlinePolicy:
    """The published periods; a service-hours clock is a version of its own."""
    from chalicelib.kernel.times.service_hours import ServiceHours
    from chalicelib.requests.domain.deadlines import DeadlinePolicy

    policy = DeadlinePolicy(scale=settings.sla_scale)
    if settings.service_hours is None:
        return policy
    hours = ServiceHours.parse(settings.service_hours)
    version = f"{policy.version}+{settings.service_hours}"
    return replace(policy, version=version, service_hours=hours)


def _not_ready(ports: Ports) -> tuple[str, ...]:
    missing = []
    if not ports.units.units():
        missing.append("还没有登记任何单位")
    if not ports.catalogue.edition_at(ports.clock.now()).rows:
        missing.append("还没有现行清单")
    return tuple(missing)
