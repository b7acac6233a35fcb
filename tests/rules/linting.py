"""Rows to lint, without a fault but for what a test changes."""

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.catalogue.domain.rows import CatalogueRow, ProofMaterial
from chalicelib.catalogue.lint.domain.findings import LintCode, LintReport
from chalicelib.catalogue.lint.domain.lint import LintContext, lint
from chalicelib.kernel.ids import UnitCode
from tests.tables import cells, csv_of, names, read

TODAY = date(2026, 11, 23)
VILLAGE = UnitCode("370402100")
POLICE, LABOUR = UnitCode("370402002"), UnitCode("370402007")
CIVIL_AFFAIRS, LAND = UnitCode("370402006"), UnitCode("370402008")
UNITS = {**names(), VILLAGE: "龙山街道建设社区居民委员会"}
CONTEXT = LintContext(UNITS, TODAY)


def a_row(**changes: Any) -> CatalogueRow:
    """A row without a fault, with some fields changed; ``material`` and ``unit`` by name."""
    (good,) = read(csv_of(cells())).rows
    row = good.row
    if "material" in changes:
        changes["material"] = ProofMaterial("", changes["material"])
    for name in ("unit", "item"):
        if name in changes:
            what = {"unit": "unit", "item": "code"}[name]
            row = replace(row, service_item=replace(row.service_item, **{what: changes.pop(name)}))
    return replace(row, **changes)


def report(*rows: CatalogueRow, context: LintContext = CONTEXT) -> LintReport:
    return lint(rows, context)


def found(*rows: CatalogueRow, context: LintContext = CONTEXT) -> list[LintCode]:
    return [one.code for one in report(*rows, context=context).findings]
