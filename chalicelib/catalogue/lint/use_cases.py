"""清单检查 of a draft or an edition, held against what the system knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.words import UnitNames
from chalicelib.catalogue.lint.domain.lint import LintContext, lint
from chalicelib.catalogue.use_cases.reading import read_draft
from chalicelib.catalogue.use_cases.records import every_draft, load_edition
from chalicelib.kernel.listing import every_listed
from chalicelib.kernel.times.clock import SHANGHAI

if TYPE_CHECKING:
    from chalicelib.catalogue.lint.domain.findings import LintReport
    from chalicelib.catalogue.ports import Ports
    from chalicelib.kernel.callers import Caller
    from chalicelib.kernel.ids import UnitCode

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
    return UnitNames({one.code: one.name for one in ports.units.units()})


def every_decision(ports: Ports) -> tuple[ExclusionDecision, ...]:
    """By row; a district has some dozens or hundreds."""
    return tuple(every_listed(ExclusionDecision, "", ports.lists))
