"""清单检查 of a draft or an edition, held against what the system knows."""

from chalicelib.domain.catalogue_findings import LintReport
from chalicelib.domain.catalogue_lint import LintContext, lint
from chalicelib.domain.catalogue_words import UnitNames
from chalicelib.domain.clock import SHANGHAI
from chalicelib.domain.exclusion_decisions import ExclusionDecision
from chalicelib.domain.ids import UnitCode
from chalicelib.domain.keys import Caller
from chalicelib.services.catalogue_records import every_draft, load_edition
from chalicelib.services.ports import Ports
from chalicelib.services.read_catalogue import read_draft
from chalicelib.services.storing import ListQuery

PAGE = 100


def lint_draft(unit: UnitCode, caller: Caller, ports: Ports) -> LintReport:
    """Raises UnitUnknown, NotYourItems, DraftUnknown."""
    draft = read_draft(unit, caller, ports)
    return lint(ports.contents.rows(draft.content), context_of(ports))


def lint_edition(number: int, ports: Ports) -> LintReport:
    """Raises EditionUnknown."""
    return lint(ports.contents.rows(load_edition(number, ports).content), context_of(ports))


def context_of(ports: Ports) -> LintContext:
    """Units, decisions about exclusions and waivers as they stand now."""
    return LintContext(
        units=unit_names(ports).names,
        today=ports.clock.now().astimezone(SHANGHAI).date(),
        decisions={one.row: one for one in every_decision(ports)},
        waivers=tuple(waiver for draft in every_draft(ports) for waiver in draft.waivers),
    )


def unit_names(ports: Ports) -> UnitNames:
    return UnitNames({one.code: one.name for one in ports.store.units()})


def every_decision(ports: Ports) -> tuple[ExclusionDecision, ...]:
    """By row; a district has some dozens or hundreds."""
    found: list[ExclusionDecision] = []
    after = None
    while True:
        page = ports.store.listing(ListQuery(ExclusionDecision, "", PAGE, after))
        found += page.items
        after = page.after
        if after is None:
            return tuple(found)
