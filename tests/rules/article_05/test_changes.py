"""Art. 5-1: before an officer agrees, he sees what a draft changes; so does everybody after."""

from dataclasses import replace

import pytest

from chalicelib.catalogue.domain.errors import DraftUnknown, EditionUnknown, NotYourItems
from chalicelib.catalogue.domain.rows import Method
from chalicelib.catalogue.use_cases.changes import Changes, read_draft_changes, read_edition_changes
from chalicelib.kernel.ids import RowCode
from tests import worlds
from tests.rules.listing import ListDistrict, rows_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, POLICE


@pytest.fixture
def district() -> ListDistrict:
    return ListDistrict()


def drafted(district: ListDistrict, limit: int = 100, after: str | None = None) -> Changes:
    return read_draft_changes(LABOUR, worlds.officer(), district.ports, limit, after)


def told(found: Changes) -> list[tuple[str, str]]:
    """(row, what) of each change on the page."""
    return [
        (one.row.code, one.field.field if one.field else "gone" if one.is_removed else "new")
        for one in found.page.items
    ]


def test_of_a_unit_s_first_draft_every_row_is_new(district: ListDistrict) -> None:
    district.bring(rows_of(CIVIL_AFFAIRS))
    district.compile(rows_of(LABOUR), worlds.agent(LABOUR))
    found = drafted(district)
    assert told(found) == [(one.code, "new") for one in rows_of(LABOUR)]
    assert (found.before, found.added, found.removed, found.changed) == (1, 6, 0, 0)


def test_a_draft_of_the_same_rows_changes_nothing_though_one_stands_by_a_waiver(
    district: ListDistrict,
) -> None:
    district.bring(rows_of(LABOUR))
    assert told(drafted(district)) == []


def test_new_rows_come_first_then_those_that_go_then_what_differs(district: ListDistrict) -> None:
    rows = rows_of(LABOUR)
    district.bring(rows)
    first, *middle, last = rows
    other = replace(first, methods=(Method.DEPARTMENT_VERIFICATION,), issuer=POLICE)
    district.compile((other, *middle, replace(last, code=RowCode("ZM900"))), worlds.agent(LABOUR))
    found = drafted(district)
    assert told(found) == [
        ("ZM900", "new"),
        (last.code, "gone"),
        (first.code, "issuer_code"),
        (first.code, "methods"),
    ]
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    page = drafted(district, 3)
    assert told(page) + told(drafted(district, 3, page.page.after)) == told(found)


def test_a_draft_s_changes_are_for_those_who_may_see_the_draft(district: ListDistrict) -> None:
    with pytest.raises(DraftUnknown):
        drafted(district)
    district.compile(rows_of(LABOUR), worlds.agent(LABOUR))
    with pytest.raises(NotYourItems):
        read_draft_changes(LABOUR, worlds.agent(POLICE), district.ports, 10, None)


def test_an_edition_s_changes_are_against_the_one_before(district: ListDistrict) -> None:
    district.bring(rows_of(CIVIL_AFFAIRS))
    district.bring(rows_of(LABOUR))
    district.bring(rows_of(CIVIL_AFFAIRS)[1:])
    first, second, third = (
        read_edition_changes(number, district.ports, 100, None) for number in (1, 2, 3)
    )
    assert (first.before, first.added) == (0, len(rows_of(CIVIL_AFFAIRS)))
    assert told(second) == [(one.code, "new") for one in rows_of(LABOUR)]
    assert told(third) == [(rows_of(CIVIL_AFFAIRS)[0].code, "gone")]
    with pytest.raises(EditionUnknown):
        read_edition_changes(4, district.ports, 100, None)
