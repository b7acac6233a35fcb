"""The seed file as an edition, without the walk that makes the demo's."""

from dataclasses import replace
from functools import lru_cache

from chalicelib.catalogue.adapters.seed import (
    IN_FORCE_FROM,
    SAMPLE_WAIVER,
    seed_calendar,
    seed_rows,
)
from chalicelib.catalogue.domain.editions import low_basis_rows
from chalicelib.catalogue.domain.materials import give_codes
from chalicelib.catalogue.domain.rows import CatalogueEdition, CatalogueRow
from chalicelib.kernel.times.working_days import WorkingDayCalendar
from tests.twins.surroundings import FixedCatalogue


@lru_cache(maxsize=1)
def seed_table() -> tuple[CatalogueRow, ...]:
    """``seed_rows()``, read once: nothing changes a row."""
    return seed_rows()


@lru_cache(maxsize=1)
def seed_days() -> WorkingDayCalendar:
    """``seed_calendar()``, read once: nothing changes a calendar."""
    return seed_calendar()


@lru_cache(maxsize=1)
def seed_edition() -> CatalogueEdition:
    """Edition 1: all rows in force, low bases waived as 样例."""
    rows, _ = give_codes(seed_table(), {}, {})
    low = low_basis_rows(rows)
    waived = (replace(one, waiver=SAMPLE_WAIVER) if one.code in low else one for one in rows)
    return CatalogueEdition(1, IN_FORCE_FROM, {one.code: one for one in waived})


class SeedCatalogue(FixedCatalogue):
    """The Catalogue port with the seed's one edition."""

    def __init__(self) -> None:
        super().__init__(seed_edition())
