"""The demo's first edition, made by the path of every edition: compiled by each unit, submitted,
agreed to by an officer, published. Three demo persons; the low bases are waived as 样例."""

import hashlib
from datetime import date, timedelta

from chalicelib.background.ports import Ports
from chalicelib.bootstrap.wiring import Services
from chalicelib.catalogue.adapters.seed import IN_FORCE_FROM, SAMPLE_WAIVER, seed_rows
from chalicelib.catalogue.domain.editions import (
    CatalogueDraft,
    EditionState,
    Waiver,
    low_basis_rows,
)
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.catalogue.use_cases.drafts import agree_draft, submit_draft
from chalicelib.catalogue.use_cases.publishing import publish_edition
from chalicelib.catalogue.use_cases.records import latest_edition
from chalicelib.kernel.callers import Caller, Role, SignedCall
from chalicelib.kernel.ids import KeyId, MemberId, OperationId, UnitCode
from chalicelib.keys.domain.claims import digest_claim
from chalicelib.keys.domain.key import DEMO_PREFIX
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit, UnitKind
from infra.local.seed.fill import refuse_elsewhere

DECISION = "样例决定第 1 号"
WAIVED_UNTIL = date(2099, 12, 31)
LIFE = timedelta(seconds=120)


def seed_catalogue(services: Services) -> None:
    """Publish edition 1 unless an edition stands; a start that was cut short is taken up again.

    Raises Misconfigured unless the stage is local and every endpoint is 127.0.0.1.
    """
    refuse_elsewhere(services.settings)
    if latest_edition(services.ports) is None:
        publish_seed(services.ports)


def publish_seed(ports: Ports) -> None:
    """The walk itself, for any store that has the seed's units and people."""
    by_unit: dict[UnitCode, list[CatalogueRow]] = {}
    for row in seed_rows():
        by_unit.setdefault(row.service_item.unit, []).append(row)
    # An officer enters the whole file for the units, so that materials get their codes in the
    # file's order; each unit (or its sector authority) confirms its own rows by submitting.
    drafts = compile_catalogue(seed_rows(), _person(TASK_FORCE_OFFICE, Role.OFFICER, 2), ports)
    for draft in drafts:
        _bring_to_agreement(draft, by_unit[draft.unit], ports)
    publisher = _call(TASK_FORCE_OFFICE, Role.PUBLISHER, "publish", ports)
    publish_edition(IN_FORCE_FROM, publisher, ports)


def _bring_to_agreement(draft: CatalogueDraft, rows: list[CatalogueRow], ports: Ports) -> None:
    state = draft.state
    if state is EditionState.DRAFT:
        submitter = _call(_submitter(ports.units.unit(draft.unit)), Role.AGENT, "submit", ports)
        state = submit_draft(draft.unit, submitter, ports).state
    if state is EditionState.SUBMITTED:
        waivers = tuple(
            Waiver(one, DECISION, WAIVED_UNTIL, SAMPLE_WAIVER)
            for one in sorted(low_basis_rows(rows))
        )
        officer = _call(TASK_FORCE_OFFICE, Role.OFFICER, "agree", ports)
        agree_draft(draft.unit, waivers, officer, ports)


def _submitter(unit: Unit | None) -> UnitCode:
    if unit is None:
        raise LookupError("a row of the seed names a unit that the seed lacks")
    if unit.kind is UnitKind.PUBLIC_SERVICE and unit.sector_authority is not None:
        return unit.sector_authority
    return unit.code


def _person(unit: UnitCode, role: Role, number: int = 1) -> Caller:
    name = f"{role.lower()}-{number}"
    return Caller(unit, MemberId(name), role, KeyId(f"{DEMO_PREFIX}{unit}-{name}"))


def _call(unit: UnitCode, role: Role, act: str, ports: Ports) -> SignedCall:
    """A call of this demo person, as the rim would hand it over."""
    now = ports.clock.now()
    return SignedCall(
        caller=_person(unit, role),
        method="POST",
        target=f"/v1/catalogue/{act}",
        body_digest=digest_claim(b""),
        jti=ports.random.id(),
        op=OperationId(hashlib.sha256(ports.random.id().encode()).hexdigest()[:32]),
        expires_at=now + LIFE,
        token_digest="",
    )
