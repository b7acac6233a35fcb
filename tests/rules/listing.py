"""A district that compiles its list: who does what, through the real services."""

from datetime import date

from chalicelib.catalogue.adapters.stored import StoredCatalogue
from chalicelib.catalogue.domain.editions import (
    CatalogueDraft,
    EditionRecord,
    Waiver,
    low_basis_rows,
)
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.catalogue.use_cases.compiling import compile_catalogue
from chalicelib.catalogue.use_cases.drafts import agree_draft, return_draft, submit_draft
from chalicelib.catalogue.use_cases.publishing import publish_edition
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.ids import UnitCode
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests import worlds
from tests.rules.world import District, at
from tests.seed import seed_table

PUBLISHER = worlds.caller(TASK_FORCE_OFFICE, "publisher-1")


class ListDistrict(District):
    """``ports.catalogue`` reads what was really published."""

    def __init__(self, start: str = "2026-11-18 10:00") -> None:
        super().__init__(at(start))
        ports = self.ports
        catalogue = StoredCatalogue(ports.lists, ports.contents, ports.clock)
        self.ports = ports.replaced(catalogue=catalogue)

    def compile(self, rows: tuple[CatalogueRow, ...], by: Caller) -> tuple[CatalogueDraft, ...]:
        return compile_catalogue(rows, by, self.ports)

    def submit(self, unit: UnitCode, by: Caller | None = None) -> CatalogueDraft:
        return submit_draft(unit, worlds.call_by(by or worlds.agent(unit)), self.ports)

    def agree(self, unit: UnitCode, *waivers: Waiver, by: Caller | None = None) -> CatalogueDraft:
        call = worlds.call_by(by or worlds.officer())
        return agree_draft(unit, waivers, call, self.ports)

    def give_back(self, unit: UnitCode, reason: str) -> CatalogueDraft:
        return return_draft(unit, reason, worlds.call_by(worlds.officer()), self.ports)

    def publish(
        self, effective_from: str | None = None, by: Caller = PUBLISHER, op: str | None = None
    ) -> EditionRecord:
        moment = at(effective_from) if effective_from else None
        return publish_edition(moment, worlds.call_by(by, op), self.ports)

    def bring(self, rows: tuple[CatalogueRow, ...]) -> EditionRecord:
        """The whole way for one unit's rows, now in force."""
        self.prepare(rows)
        return self.publish()

    def prepare(self, rows: tuple[CatalogueRow, ...]) -> None:
        """One unit's rows, agreed to and waiting to be published."""
        unit = rows[0].service_item.unit
        self.compile(rows, worlds.agent(unit))
        self.submit(unit)
        self.agree(unit, *waivers_of(rows))


def rows_of(unit: UnitCode) -> tuple[CatalogueRow, ...]:
    """The seed's rows of a unit, as a table gives them."""
    return tuple(one for one in seed_table() if one.service_item.unit == unit)


def waivers_of(rows: tuple[CatalogueRow, ...]) -> tuple[Waiver, ...]:
    low = sorted(low_basis_rows(rows))
    return tuple(Waiver(one, "样例决定第 1 号", date(2027, 12, 31), "样例") for one in low)
