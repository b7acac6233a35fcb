"""Article 2-2, an exclusion is doubtful until it is decided, and looked at again in time."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.catalogue.domain.exclusions import ExclusionDecision
from chalicelib.catalogue.domain.rows import Exclusion
from chalicelib.catalogue.lint.domain.findings import LintCode
from chalicelib.catalogue.lint.use_cases import lint_draft
from chalicelib.catalogue.use_cases.exclusions import DecideExclusion, decide_exclusion
from chalicelib.kernel.errors import FieldInvalid, RoleNotAllowed
from chalicelib.kernel.ids import RowCode
from tests import worlds
from tests.rules.importing import AGENT, GOOD, Importing
from tests.rules.world import CIVIL_AFFAIRS, LABOUR
from tests.tables import cells, csv_of

DECISION = DecideExclusion(
    RowCode("ZM100"),
    Exclusion.X3,
    "公共安全",
    "样例决定第 2 号",
    date(2026, 11, 2),
    date(2027, 11, 2),
)


def test_an_officer_decides_an_exclusion_and_the_lint_knows() -> None:
    district = Importing()
    district.bring_file(csv_of(cells(核验方式="", 排除情形="X3")))
    before = lint_draft(CIVIL_AFFAIRS, AGENT, district.ports)
    assert list(before.by_code()) == [LintCode.EXCLUSION_UNDECIDED]
    with pytest.raises(RoleNotAllowed):
        decide_exclusion(DECISION, worlds.call_by(AGENT), district.ports)
    decide_exclusion(DECISION, worlds.call_by(worlds.officer()), district.ports)
    again = replace(DECISION, reason="重新决定")
    decide_exclusion(again, worlds.call_by(worlds.officer()), district.ports)
    stands = district.ports.lists.listed(ExclusionDecision, "", "ZM100")
    assert stands is not None
    assert stands.reason == "重新决定"
    assert lint_draft(CIVIL_AFFAIRS, AGENT, district.ports).findings == ()
    assert len(district.ports.ledger.events("exclusion:ZM100")) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decided_on": date(2027, 1, 1)}, "decided_on"),
        ({"review_on": date(2026, 11, 2)}, "review_on"),
    ],
)
def test_a_decision_is_not_of_tomorrow_and_is_looked_at_again_later(
    change: dict[str, date], field: str
) -> None:
    with pytest.raises(FieldInvalid) as refused:
        decide_exclusion(
            replace(DECISION, **change),  # type: ignore[arg-type]
            worlds.call_by(worlds.officer()),
            Importing().ports,
        )
    assert refused.value.field == field


def test_a_unit_sees_the_lint_of_its_own_draft_only() -> None:
    district = Importing()
    district.bring_file(GOOD)
    with pytest.raises(Exception, match="只有该单位"):
        lint_draft(CIVIL_AFFAIRS, worlds.agent(LABOUR), district.ports)
