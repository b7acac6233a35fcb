"""Art. 5-1: what only the whole list shows: whose number, whose item, and who goes first."""

from dataclasses import replace

import pytest

from chalicelib.catalogue.domain.editions import CatalogueDraft
from chalicelib.catalogue.domain.errors import CatalogueRuleBroken
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.catalogue.use_cases.records import load_draft
from chalicelib.kernel.commits import Commit
from chalicelib.kernel.ids import RowCode, UnitCode
from tests import worlds
from tests.rules.listing import ListDistrict, rows_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, POLICE

NEW = RowCode("ZM900")


@pytest.fixture
def district() -> ListDistrict:
    return ListDistrict()


def numbered(unit: UnitCode, code: RowCode = NEW) -> tuple[CatalogueRow, ...]:
    """The unit's rows, the last one under another number."""
    rows = rows_of(unit)
    return (*rows[:-1], replace(rows[-1], code=code))


def smuggle(district: ListDistrict, unit: UnitCode, rows: tuple[CatalogueRow, ...]) -> None:
    """What two processes that compile at the same instant can bring about."""
    content = district.ports.contents.keep_rows(rows)
    found: CatalogueDraft = replace(load_draft(unit, district.ports), content=content)
    district.ports.commit(Commit(saves=(found,)))


def test_a_number_in_another_unit_s_draft_is_taken(district: ListDistrict) -> None:
    district.compile(numbered(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    with pytest.raises(CatalogueRuleBroken, match=f"ZM900 是单位 {CIVIL_AFFAIRS} 的编号"):
        district.compile(numbered(POLICE), worlds.agent(POLICE))


def test_an_item_in_another_unit_s_draft_is_taken(district: ListDistrict) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(rows, worlds.agent(CIVIL_AFFAIRS))
    item = replace(rows[0].service_item, unit=POLICE)
    with pytest.raises(CatalogueRuleBroken, match=f"{item.code} 是单位 {CIVIL_AFFAIRS} 的编码"):
        district.compile((replace(rows[0], code=NEW, service_item=item),), worlds.agent(POLICE))


def test_another_case_makes_no_other_code_of_a_row_or_an_item(district: ListDistrict) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(numbered(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    with pytest.raises(CatalogueRuleBroken, match=f"zm900 是单位 {CIVIL_AFFAIRS} 的编号"):
        district.compile(numbered(POLICE, RowCode("zm900")), worlds.agent(POLICE))
    item = replace(rows[0].service_item, unit=POLICE, code=rows[0].service_item.code.lower())
    with pytest.raises(CatalogueRuleBroken, match=f"{item.code} 是单位 {CIVIL_AFFAIRS} 的编码"):
        district.compile(
            (replace(rows[0], code=RowCode("ZM901"), service_item=item),), worlds.agent(POLICE)
        )


def test_codes_that_differ_in_case_alone_are_not_published_whoever_wrote_them(
    district: ListDistrict,
) -> None:
    for unit in (CIVIL_AFFAIRS, POLICE):
        district.prepare(rows_of(unit))
    item = rows_of(CIVIL_AFFAIRS)[0].service_item
    theirs = rows_of(POLICE)
    last = replace(theirs[-1].service_item, code=item.code.lower())
    smuggle(district, CIVIL_AFFAIRS, numbered(CIVIL_AFFAIRS))
    smuggle(
        district,
        POLICE,
        (*theirs[:-1], replace(theirs[-1], code=RowCode("zm900"), service_item=last)),
    )
    with pytest.raises(CatalogueRuleBroken) as refused:
        district.publish()
    assert "ZM900" in refused.value.detail
    assert "zm900" in refused.value.detail
    assert f"{item.code} 只有大小写不同" in refused.value.detail or (
        f"{last.code} 只有大小写不同" in refused.value.detail
    )


def test_two_units_that_claimed_one_number_at_once_are_not_published(
    district: ListDistrict,
) -> None:
    for unit in (CIVIL_AFFAIRS, POLICE):
        district.prepare(rows_of(unit))
    for unit in (CIVIL_AFFAIRS, POLICE):
        smuggle(district, unit, numbered(unit))
    with pytest.raises(CatalogueRuleBroken) as refused:
        district.publish()
    assert f"ZM900 在单位 {POLICE} 和 {CIVIL_AFFAIRS} 的清单里都有" in refused.value.detail or (
        f"ZM900 在单位 {CIVIL_AFFAIRS} 和 {POLICE} 的清单里都有" in refused.value.detail
    )
    district.give_back(POLICE, "ZM900 已经是区民政局的编号,请另编一个")
    assert district.publish().number == 1


def test_a_draft_never_takes_over_a_published_row_of_another_unit(district: ListDistrict) -> None:
    first = district.bring(numbered(CIVIL_AFFAIRS))
    district.prepare(rows_of(POLICE))
    smuggle(district, POLICE, numbered(POLICE))
    with pytest.raises(CatalogueRuleBroken, match="ZM900"):
        district.publish()
    now = district.ports.catalogue.edition_at(district.clock.now())
    assert (now.number, now.rows[NEW].service_item.unit) == (first.number, CIVIL_AFFAIRS)


def test_an_item_moves_once_its_old_unit_has_drafted_its_list_without_it(
    district: ListDistrict,
) -> None:
    *rest, last = rows_of(CIVIL_AFFAIRS)
    district.bring((*rest, last))
    moved = replace(last, service_item=replace(last.service_item, unit=LABOUR))
    theirs = (*rows_of(LABOUR), moved)
    with pytest.raises(CatalogueRuleBroken):
        district.compile(theirs, worlds.agent(LABOUR))
    district.prepare(tuple(rest))
    district.prepare(theirs)
    district.publish()
    now = district.ports.catalogue.edition_at(district.clock.now()).rows
    assert now[last.code].service_item.unit == LABOUR
    assert list(now).count(last.code) == 1


@pytest.mark.parametrize("code", ["", "-1", "../x", "一号", "A" * 33, "a b"])
def test_a_number_that_can_stand_in_no_file_name_is_refused(
    district: ListDistrict, code: str
) -> None:
    with pytest.raises(CatalogueRuleBroken, match="不能作编码"):
        district.compile(numbered(CIVIL_AFFAIRS, RowCode(code)), worlds.agent(CIVIL_AFFAIRS))


def test_an_edition_stands_in_the_order_of_its_numbers(district: ListDistrict) -> None:
    first, *rest = rows_of(POLICE)
    district.prepare((replace(first, code=RowCode("ZM9")), *rest))
    district.bring(rows_of(CIVIL_AFFAIRS))
    now = district.ports.catalogue.edition_at(district.clock.now()).rows
    assert list(now)[:6] == ["ZM006", "ZM007", "ZM008", "ZM009", "ZM9", "ZM010"]
    assert list(now)[-len(rest) :] == [one.code for one in rest]
