"""Articles 2 and 7, what the rows of a list say together: doubled facts, circular proofs."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.catalogue.domain.rows import (
    CatalogueRow,
    Disposition,
    Exclusion,
    Method,
)
from chalicelib.catalogue.lint.domain.findings import (
    LintCode,
    Severity,
)
from chalicelib.kernel.ids import RowCode, UnitCode
from tests.rules.linting import CIVIL_AFFAIRS, LABOUR, LAND, POLICE, a_row, found, report


def test_the_same_fact_twice_in_one_item_is_an_error_by_name_and_a_reminder_by_likeness() -> None:
    first = a_row(material="户籍信息")
    again = a_row(code=RowCode("ZM101"), material="户籍 信息")
    alike = a_row(code=RowCode("ZM102"), material="户籍证明(本人)")
    other_item = a_row(code=RowCode("ZM103"), item="SX101", material="户籍信息")
    assert report(first, again).by_code() == {
        LintCode.FACT_TWICE: ("ZM101",),
        LintCode.MATERIAL_ALIKE: ("ZM101",),
    }
    (finding,) = report(first, alike).findings
    assert (finding.code, finding.severity) == (LintCode.FACT_ALIKE, Severity.REMINDER)
    assert found(first, other_item) == []


def test_two_units_that_send_each_other_for_one_fact_are_a_circle() -> None:
    one = a_row(unit=CIVIL_AFFAIRS, issuer=POLICE, material="死亡证明")
    other = a_row(
        code=RowCode("ZM101"), item="SX101", unit=POLICE, issuer=CIVIL_AFFAIRS, material="死亡信息"
    )
    whole = report(one, other)
    assert whole.by_code() == {LintCode.PROOF_CIRCULAR: ("ZM100", "ZM101")}
    assert "区民政局→区公安分局→区民政局" in whole.findings[0].text


def circle(*units: UnitCode) -> list[CatalogueRow]:
    steps = zip(units, (*units[1:], units[0]), strict=True)
    return [
        a_row(code=RowCode(f"R{at}"), item=f"I{at}", unit=unit, issuer=issuer, material="住址证明")
        for at, (unit, issuer) in enumerate(steps)
    ]


def test_a_circle_over_several_units_is_found_by_walking_it() -> None:
    rows = circle(CIVIL_AFFAIRS, POLICE, LABOUR, LAND)
    assert report(*rows).by_code() == {LintCode.PROOF_CIRCULAR: ("R0", "R1", "R2", "R3")}
    assert report(*rows[:3]).findings == ()


def test_a_row_that_only_leads_into_a_circle_is_no_part_of_it() -> None:
    tail = a_row(
        code=RowCode("R9"), item="I9", unit=UnitCode("370402009"), issuer=POLICE, material="住址"
    )
    assert "R9" not in {one.row for one in report(*circle(POLICE, LABOUR), tail).findings}


def test_different_facts_between_two_units_are_no_circle() -> None:
    one = a_row(unit=CIVIL_AFFAIRS, issuer=POLICE, material="户籍信息")
    other = a_row(
        code=RowCode("ZM101"), item="SX101", unit=POLICE, issuer=CIVIL_AFFAIRS, material="婚姻信息"
    )
    assert found(one, other) == []


@pytest.mark.parametrize(
    "change",
    [
        {"disposition": Disposition.CANCELLED, "methods": (), "replacement": "声明"},
        {"exclusion": Exclusion.X3, "methods": ()},
        {"methods": (Method.NOTIFICATION_COMMITMENT,)},
    ],
)
def test_a_row_that_asks_nobody_closes_no_circle(change: dict[str, Any]) -> None:
    rows = circle(CIVIL_AFFAIRS, POLICE)
    rows[0] = replace(rows[0], **change)
    assert LintCode.PROOF_CIRCULAR not in found(*rows)
