"""Art. 5-2: what an adjustment says, who registers, reports and decides, and what they read."""

from dataclasses import replace

import pytest

from chalicelib.adjustments.domain.adjustment import AdjustmentKind, AdjustmentState
from chalicelib.adjustments.domain.errors import (
    AdjustmentRuleBroken,
    AdjustmentStateForbids,
    AdjustmentUnknown,
)
from chalicelib.adjustments.use_cases.listing import ListAdjustments, list_adjustments
from chalicelib.adjustments.use_cases.registering import register_adjustment
from chalicelib.adjustments.use_cases.rights import load_adjustment
from chalicelib.catalogue.domain.errors import SamePerson
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import (
    FieldInvalid,
    FieldMissing,
    NotAParty,
    OperationReused,
    RoleNotAllowed,
)
from chalicelib.kernel.ids import AdjustmentId, RowCode, UnitCode
from chalicelib.kernel.listing import ListPage
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests import worlds
from tests.rules.adjusting import (
    A_REDUCTION,
    AN_ADDITION,
    ROW,
    decide,
    register,
    report,
    told,
)
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, MS, START, District, at

WATERWORKS = UnitCode("370402018")
LATE = "ADJUSTMENT_OVERDUE"
DUE = at("2026-11-24 00:00")
"""Of the reduction: its cause arose on Wednesday 2026-11-18."""


@pytest.fixture
def district() -> District:
    return District()


# --- adding a proof ------------------------------------------------------------------------


def test_adding_a_proof_says_how_the_applicant_is_spared_it(district: District) -> None:
    with pytest.raises(AdjustmentRuleBroken) as refused:
        register(district, replace(AN_ADDITION, methods=()))
    assert (refused.value.article, refused.value.field) == ("5-2", "methods")
    assert register(district, AN_ADDITION).kind is AdjustmentKind.ADD


def test_an_override_is_agreed_to_only_by_the_decision_it_names(district: District) -> None:
    overridden = replace(AN_ADDITION, methods=(), override="样例决定第 2 号")
    adjustment = report(district, register(district, overridden))
    for other in (None, "样例决定第 3 号"):
        with pytest.raises(FieldInvalid) as refused:
            decide(district, adjustment, other)
        assert refused.value.field == "decision_no"
    assert decide(district, adjustment, "样例决定第 2 号").state is AdjustmentState.AGREED


def test_an_added_proof_names_its_row_by_the_report_at_the_latest(district: District) -> None:
    adjustment = register(district, replace(AN_ADDITION, rows_after=()))
    with pytest.raises(FieldMissing) as refused:
        report(district, adjustment)
    assert refused.value.field == "rows_after"
    named = report(district, adjustment, rows_after=(RowCode("ZM900"),))
    assert named.rows_after == ("ZM900",)


# --- the rows ------------------------------------------------------------------------------


def test_what_is_reduced_or_changed_stands_in_the_list_and_is_the_units_own(
    district: District,
) -> None:
    for rows in ((RowCode("ZM999"),), (RowCode("ZM023"),)):
        with pytest.raises(FieldInvalid) as refused:
            register(district, replace(A_REDUCTION, rows_before=rows))
        assert refused.value.field == "rows_before"
    with pytest.raises(FieldMissing):
        register(district, replace(A_REDUCTION, rows_before=()))


def test_a_change_keeps_its_rows_unless_it_says_otherwise(district: District) -> None:
    change = replace(A_REDUCTION, kind=AdjustmentKind.CHANGE)
    assert report(district, register(district, change)).rows_after == (ROW,)


def test_a_row_is_named_once_and_as_the_list_names_rows(district: District) -> None:
    for rows in ((ROW, ROW), (RowCode("../ZM007"),)):
        with pytest.raises(FieldInvalid):
            register(district, replace(AN_ADDITION, rows_after=rows))


# --- who -------------------------------------------------------------------------------------


def test_another_unit_neither_registers_nor_reports_nor_reads(district: District) -> None:
    with pytest.raises(RoleNotAllowed):
        register(district, by=worlds.agent(LABOUR))
    adjustment = register(district)
    with pytest.raises(RoleNotAllowed):
        report(district, adjustment, by=worlds.agent(LABOUR))
    with pytest.raises(NotAParty):
        listed(district, CIVIL_AFFAIRS, worlds.agent(LABOUR))


def test_the_office_may_register_but_only_the_unit_reports(district: District) -> None:
    adjustment = register(district, by=worlds.officer())
    with pytest.raises(RoleNotAllowed):
        report(district, adjustment, by=worlds.officer())
    assert report(district, adjustment).state is AdjustmentState.REPORTED


def test_the_sector_authority_speaks_for_a_public_service_unit(district: District) -> None:
    authority = district.unit(WATERWORKS).sector_authority
    assert authority is not None
    mine = [
        one.code
        for one in district.ports.catalogue.edition_at(START).rows.values()
        if one.service_item.unit == WATERWORKS
    ]
    command = replace(A_REDUCTION, unit=WATERWORKS, rows_before=(mine[0],))
    adjustment = register(district, command, worlds.agent(authority))
    assert report(district, adjustment, worlds.agent(authority)).report is not None


def test_whoever_reported_does_not_decide(district: District) -> None:
    office = district.unit(TASK_FORCE_OFFICE)
    both = replace(office, agents=(*office.agents, office.officers[0]))
    district.save(both)
    command = replace(AN_ADDITION, unit=TASK_FORCE_OFFICE)
    who = str(office.officers[0])
    as_agent = replace(worlds.agent(TASK_FORCE_OFFICE), member=office.officers[0])
    adjustment = report(district, register(district, command, as_agent), as_agent)
    with pytest.raises(SamePerson):
        decide(district, adjustment, by=worlds.caller(TASK_FORCE_OFFICE, who))


# --- the states --------------------------------------------------------------------------------


def test_it_is_reported_once_and_agreed_to_after_the_report(district: District) -> None:
    adjustment = register(district)
    with pytest.raises(AdjustmentStateForbids):
        decide(district, adjustment)
    report(district, adjustment)
    with pytest.raises(AdjustmentStateForbids) as refused:
        report(district, adjustment)
    assert refused.value.facts == {"state": "REPORTED"}
    decide(district, adjustment)
    with pytest.raises(AdjustmentStateForbids):
        decide(district, adjustment, is_agreed=False)


def test_the_office_may_find_that_nothing_is_to_be_adjusted_and_the_clock_ends(
    district: District,
) -> None:
    adjustment = register(district)
    refused = decide(district, adjustment, is_agreed=False)
    assert refused.state is AdjustmentState.REFUSED
    district.until(DUE + MS)
    assert district.sweep() == 0
    assert LATE not in told(district, adjustment)
    assert refused.overdue_since(DUE + MS) is None


def test_what_was_late_before_it_was_refused_stays_late(district: District) -> None:
    adjustment = register(district)
    district.until(DUE + MS)
    refused = decide(district, adjustment, is_agreed=False)
    assert refused.overdue_since(DUE + MS) == DUE
    assert told(district, adjustment).count(LATE) == 1


def test_an_unknown_adjustment_is_said_to_be_unknown(district: District) -> None:
    for unknown in ("", "x", "20260101T000000000Z-370402006-none"):
        with pytest.raises(AdjustmentUnknown):
            load_adjustment(AdjustmentId(unknown), district.ports)


def test_the_same_op_registers_once(district: District) -> None:
    call = worlds.call_by(worlds.agent(CIVIL_AFFAIRS), "same-op-1234")
    first = register_adjustment(A_REDUCTION, call, district.ports)
    again = worlds.call_by(worlds.agent(CIVIL_AFFAIRS), "same-op-1234")
    assert register_adjustment(A_REDUCTION, again, district.ports).id == first.id
    other = worlds.call_by(worlds.agent(CIVIL_AFFAIRS), "same-op-1234", "another body")
    with pytest.raises(OperationReused):
        register_adjustment(A_REDUCTION, other, district.ports)


# --- lists -------------------------------------------------------------------------------------


def listed(
    district: District, unit: UnitCode | None, by: Caller | None = None, cursor: str | None = None
) -> tuple[list[str], str | None]:
    query = ListAdjustments(unit, ListPage(2, cursor))
    page = list_adjustments(query, by or worlds.officer(), district.ports)
    return [one.id for one in page.items], page.after


def test_a_unit_reads_its_own_and_the_office_all_newest_first(district: District) -> None:
    ids = []
    for unit, row in ((CIVIL_AFFAIRS, "ZM007"), (LABOUR, "ZM023"), (CIVIL_AFFAIRS, "ZM011")):
        command = replace(A_REDUCTION, unit=unit, rows_before=(RowCode(row),))
        ids.append(register(district, command).id)
        district.pass_by(MS)
    mine, after = listed(district, CIVIL_AFFAIRS, worlds.agent(CIVIL_AFFAIRS))
    assert (mine, after) == ([ids[2], ids[0]], None)
    first, after = listed(district, None)
    assert first == [ids[2], ids[1]]
    assert listed(district, None, cursor=after) == ([ids[0]], None)
    with pytest.raises(NotAParty):
        listed(district, None, worlds.agent(CIVIL_AFFAIRS))
