"""Art. 13: after an edition is published, each unit brings its systems and guides in line."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.adjustments.domain.adjustment import AdjustmentKind, AdjustmentState
from chalicelib.adjustments.domain.errors import PropagationTaskDone, PropagationTaskUnknown
from chalicelib.adjustments.domain.propagation import PropagationTarget, PropagationTask
from chalicelib.adjustments.use_cases.propagation_acts import (
    CompletePropagation,
    ListPropagation,
    complete_propagation,
    list_propagation,
    open_propagation,
)
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import FieldMissing, NotAParty, RoleNotAllowed
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import UnitCode
from chalicelib.kernel.listing import ListPage
from chalicelib.kernel.times.promises import Promise
from tests import worlds
from tests.rules.adjusting import A_REDUCTION, add_year, decide, register, report, settle, stored
from tests.rules.listing import ListDistrict, rows_of, waivers_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, MS, at

GUIDE = PropagationTarget.PAPER_GUIDE
WATERWORKS = UnitCode("370402018")


@pytest.fixture
def district() -> ListDistrict:
    """Edition 1 holds the rows of two units; published and in force on a Wednesday."""
    district = ListDistrict()
    district.bring(rows_of(LABOUR))
    district.bring(rows_of(CIVIL_AFFAIRS))
    district.deliver()
    return district


def tasks_of(
    district: ListDistrict,
    unit: UnitCode | None,
    edition: int | None = None,
    by: Caller | None = None,
) -> list[PropagationTask]:
    query = ListPropagation(unit, edition, ListPage(100, None))
    return list(list_propagation(query, by or worlds.officer(), district.ports).items)


def complete(
    district: ListDistrict,
    edition: int = 2,
    by: Caller | None = None,
    target: PropagationTarget = GUIDE,
) -> PropagationTask:
    command = CompletePropagation(edition, CIVIL_AFFAIRS, target, "大厅的办事指南已换新")
    call = worlds.call_by(by or worlds.agent(CIVIL_AFFAIRS))
    return complete_propagation(command, call, district.ports)


def renamed(rows: tuple[CatalogueRow, ...]) -> tuple[CatalogueRow, ...]:
    """The first row's item promises something else."""
    first = rows[0].service_item
    longer = replace(first, promise=Promise.parse("19 工作日", field="promise"))
    return tuple(
        replace(one, service_item=longer) if one.service_item == first else one for one in rows
    )


def test_each_changed_unit_has_one_task_for_each_of_the_four_targets(
    district: ListDistrict,
) -> None:
    tasks = tasks_of(district, None, 2)
    assert {one.unit for one in tasks} == {CIVIL_AFFAIRS}
    assert {one.target for one in tasks} == set(PropagationTarget)
    assert len(tasks) == 4


def test_a_unit_whose_rows_stay_the_same_has_nothing_to_do(district: ListDistrict) -> None:
    district.bring(renamed(rows_of(CIVIL_AFFAIRS)))
    district.deliver()
    assert {one.edition for one in tasks_of(district, LABOUR)} == {1}
    assert {one.edition for one in tasks_of(district, CIVIL_AFFAIRS)} == {3, 2}
    assert tasks_of(district, CIVIL_AFFAIRS)[0].edition == 3


def test_it_is_due_at_the_end_of_the_third_working_day_after_it_is_in_force(
    district: ListDistrict,
) -> None:
    rows = renamed(rows_of(CIVIL_AFFAIRS))
    district.compile(rows, worlds.agent(CIVIL_AFFAIRS))
    district.submit(CIVIL_AFFAIRS)
    district.agree(CIVIL_AFFAIRS, *waivers_of(rows))
    district.publish("2026-11-27 00:00")
    district.deliver()
    assert {one.due.done_by for one in tasks_of(district, None, 3)} == {at("2026-12-03 00:00")}


def test_exactly_then_is_on_time_and_a_millisecond_later_is_late(district: ListDistrict) -> None:
    due = at("2026-11-24 00:00")
    district.until(due)
    assert complete(district).overdue_since(due) is None
    district.until(due + MS)
    open_one = tasks_of(district, CIVIL_AFFAIRS)[0]
    assert open_one.overdue_since(due + MS) == due
    late = complete(district, target=PropagationTarget.SERVICE_SITE)
    assert (late.done_at, late.overdue_since(district.clock.now())) == (due + MS, due)


def test_it_is_done_once_with_evidence_and_by_whom(district: ListDistrict) -> None:
    done = complete(district)
    assert (done.by, done.evidence) == (f"{CIVIL_AFFAIRS}:agent-1", "大厅的办事指南已换新")
    assert district.ports.ledger.events(f"propagation:{done.id}")[0].news.article == "13"
    with pytest.raises(PropagationTaskDone):
        complete(district)
    with pytest.raises(PropagationTaskUnknown):
        complete(district, edition=9)


def test_the_unit_and_the_office_complete_it_and_nobody_else(district: ListDistrict) -> None:
    with pytest.raises(RoleNotAllowed):
        complete(district, by=worlds.agent(LABOUR))
    assert complete(district, by=worlds.officer()).by == "370402001:officer-1"


def test_a_unit_reads_its_own_and_the_office_an_editions(district: ListDistrict) -> None:
    assert len(tasks_of(district, CIVIL_AFFAIRS, by=worlds.agent(CIVIL_AFFAIRS))) == 4
    with pytest.raises(NotAParty):
        tasks_of(district, CIVIL_AFFAIRS, by=worlds.agent(LABOUR))
    with pytest.raises(NotAParty):
        tasks_of(district, None, 2, worlds.agent(CIVIL_AFFAIRS))
    with pytest.raises(FieldMissing):
        tasks_of(district, None)


def test_run_again_it_opens_nothing_twice(district: ListDistrict) -> None:
    complete(district)
    (event,) = district.ports.ledger.events("edition:2")
    open_propagation(event, district.ports)
    assert [one.done_at is None for one in tasks_of(district, CIVIL_AFFAIRS)].count(False) == 1
    opened = [one.news.type for one in district.ports.ledger.events(f"unit:{CIVIL_AFFAIRS}")]
    assert opened.count(EventType.PROPAGATION_OPENED) == 1


def test_while_its_year_is_missing_the_due_time_is_pending_and_then_it_is_not() -> None:
    district = ListDistrict("2026-12-30 10:00")
    district.bring(rows_of(CIVIL_AFFAIRS))
    district.deliver()
    (due,) = {one.due for one in tasks_of(district, CIVIL_AFFAIRS)}
    assert (due.done_by, due.missing_year) == (None, 2027)
    assert ("calendar_year_missing", "ALL") in district.telemetry.counted
    add_year(district)
    settle(district)
    (due,) = {one.due for one in tasks_of(district, CIVIL_AFFAIRS)}
    # 2026-12-31 (Thu), 2027-01-01 off, 01-04 (Mon), 01-05
    assert (due.done_by, due.missing_year) == (at("2027-01-06 00:00"), None)


# --- the adjustments that an edition shows are out (Art. 5-2) ------------------------------------


def test_an_agreed_adjustment_is_published_by_the_first_edition_that_shows_it(
    district: ListDistrict,
) -> None:
    gone, kept = rows_of(CIVIL_AFFAIRS)[0].code, rows_of(CIVIL_AFFAIRS)[1:]
    command = replace(A_REDUCTION, cause_date=date(2026, 11, 18), rows_before=(gone,))
    adjustment = register(district, command)
    agreed = decide(district, report(district, adjustment))
    district.bring(renamed(rows_of(LABOUR)))
    district.deliver()
    assert stored(district, agreed).state is AdjustmentState.AGREED
    rows = tuple(one for one in kept if one.code != gone)
    district.bring(rows)
    district.deliver()
    out = stored(district, agreed)
    assert (out.state, out.edition, out.base) == (AdjustmentState.PUBLISHED, 4, 2)


def test_what_was_not_agreed_to_is_not_taken_for_published(district: ListDistrict) -> None:
    gone = rows_of(CIVIL_AFFAIRS)[0].code
    reported = report(district, register(district, replace(A_REDUCTION, rows_before=(gone,))))
    district.bring(rows_of(CIVIL_AFFAIRS)[1:])
    district.deliver()
    assert stored(district, reported).state is AdjustmentState.REPORTED


def test_a_change_is_shown_when_the_row_differs(district: ListDistrict) -> None:
    first = rows_of(CIVIL_AFFAIRS)[0].code
    change = replace(A_REDUCTION, kind=AdjustmentKind.CHANGE, rows_before=(first,))
    agreed = decide(district, report(district, register(district, change)))
    district.bring(renamed(rows_of(CIVIL_AFFAIRS)))
    district.deliver()
    assert stored(district, agreed).edition == 3
