"""Settings -> adapters -> ready services: the one place that knows everything."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from chalicelib.bootstrap.keys import Keys, keys_of
from chalicelib.bootstrap.ports import (
    complaint_ports,
    contents_of,
    edition_entries,
    edition_ports,
    erasures_of,
    jwks_publisher,
    objects_of,
    proof_ports,
    site_of,
    sources_of,
    table_ports,
)
from chalicelib.calendar.adapters import StoredCalendars
from chalicelib.catalogue.adapters.seed import seed_calendar
from chalicelib.catalogue.adapters.stored import StoredCatalogue
from chalicelib.cloud.aws import LazyClient
from chalicelib.cloud.dynamodb.record import bind
from chalicelib.cloud.machine import SystemClock, SystemRandom
from chalicelib.cloud.settings import Settings
from chalicelib.cloud.telemetry import LocalTelemetry, PowertoolsTelemetry
from chalicelib.cloud.vault import SealedCursors
from chalicelib.http.refused_counter import BatchedRefusals
from chalicelib.kernel.ids import ProofId
from chalicelib.kernel.ports import Clock, Ports, Store, Telemetry
from chalicelib.kernel.service_hours import ServiceHours
from chalicelib.keys.adapters.answers import Responder
from chalicelib.keys.adapters.jws import RequestChecker
from chalicelib.keys.adapters.possession_check import PossessionCheck
from chalicelib.notices.adapters.sending import Senders, Topic
from chalicelib.requests.domain.deadlines import DeadlinePolicy
from chalicelib.storage.cached import CachedStore
from chalicelib.storage.dynamodb.ledger import RefusalLog
from chalicelib.storage.dynamodb.store import DynamoStore
from chalicelib.storage.dynamodb.worklist import DynamoNotices, DynamoWorklist
from chalicelib.storage.timers import Machines, StepFunctionsTimers

Probe = Callable[[], tuple[str, ...]]


@dataclass(frozen=True)
class Services:
    """What the rim needs: the ports of the use cases, who checks and who signs.

    ``probe`` says in Chinese what keeps the system from being ready; empty when it is.
    """

    settings: Settings
    ports: Ports
    checker: RequestChecker
    responder: Responder
    probe: Probe


def build(settings: Settings, clock: Clock | None = None, probe: Probe | None = None) -> Services:
    """Wire one system; calls AWS for the keyring's secrets only. ``probe``: what else it needs."""
    clock = clock or SystemClock()
    telemetry = (LocalTelemetry if settings.is_local else PowertoolsTelemetry)(settings.stage)
    record = bind(settings.table_name, settings.region, settings.dynamodb_endpoint)
    keys = keys_of(settings, record, clock)
    keyring, vault, signing = keys.keyring, keys.vault, keys.signing
    store, contents = CachedStore(DynamoStore(record, vault), clock), contents_of(settings)
    refusals = RefusalLog(record, vault)
    responder = _responder(settings, keys, clock, store)
    ports = Ports(
        clock=clock,
        store=store,
        worklist=DynamoWorklist(record),
        notices=DynamoNotices(record),
        refusals=BatchedRefusals(refusals.record, refusals.add, telemetry),
        catalogue=StoredCatalogue(store, contents, clock),
        calendars=StoredCalendars(seed_calendar(), store, clock),
        policy=_policy(settings),
        timers=_timers(settings, telemetry),
        objects=objects_of(settings, keyring),
        cursors=SealedCursors(vault),
        random=SystemRandom(),
        sender=Senders(_topic(settings), responder.sign_notice, telemetry),
        telemetry=telemetry,
        trust=PossessionCheck(settings.origin),
        sources=sources_of(settings),
        contents=contents,
        complaints=complaint_ports(settings, vault, record),
        editions=edition_ports(keyring, signing, responder.publish),
        tables=table_ports(settings, keyring),
        erasures=erasures_of(settings),
        proofs=proof_ports(settings, signing, vault, clock, _seal_here),
    )
    checker = RequestChecker(
        audience=settings.origin, find_key=store.key, allow_demo_keys=settings.is_local
    )
    return Services(
        settings, ports, checker, responder, lambda: _not_ready(ports) + (probe() if probe else ())
    )


_installed: list[Services] = []


def services() -> Services:
    """The services of this process, wired from the environment at first use."""
    return _installed[-1] if _installed else _from_environment()


def use(wired: Services) -> None:
    """Let this process use these services (the local stack and tests)."""
    _installed[:] = [wired]


@lru_cache(maxsize=1)
def _from_environment() -> Services:
    return build(Settings.from_environment(os.environ))


def _policy(settings: Settings) -> DeadlinePolicy:
    """The published periods; a service-hours clock is a version of its own."""
    policy = DeadlinePolicy(scale=settings.sla_scale)
    if settings.service_hours is None:
        return policy
    hours = ServiceHours.parse(settings.service_hours)
    version = f"{policy.version}+{settings.service_hours}"
    return replace(policy, version=version, service_hours=hours)


def _responder(settings: Settings, keys: Keys, clock: Clock, store: Store) -> Responder:
    publish = jwks_publisher(keys.signing, site_of(settings), edition_entries(store))
    return Responder(settings.origin, keys.keyring, publish, clock, keys.signing.roster)


def _timers(settings: Settings, telemetry: Telemetry) -> StepFunctionsTimers:
    machines = Machines(settings.deadline_machine_arn, settings.adjustment_machine_arn)
    return StepFunctionsTimers(LazyClient("stepfunctions", settings), machines, telemetry)


def _topic(settings: Settings) -> Topic:
    return Topic(LazyClient("sns", settings), settings.notice_topic_arn)


def _seal_here(proof: ProofId) -> None:
    from chalicelib.proofs.use_cases.sealing import seal_proof

    seal_proof(proof, services().ports)


def _not_ready(ports: Ports) -> tuple[str, ...]:
    missing = []
    if not ports.store.units():
        missing.append("还没有登记任何单位")
    if not ports.catalogue.edition_at(ports.clock.now()).rows:
        missing.append("还没有现行清单")
    return tuple(missing)
