"""Art. 5-1: compiled by the unit, agreed to by the task-force office, published by the office."""

from dataclasses import replace

import pytest

from chalicelib.catalogue.domain.editions import EditionState
from chalicelib.catalogue.domain.errors import (
    BasisTooLow,
    CatalogueRuleBroken,
    DraftStateForbids,
    NothingAgreed,
    NotYourItems,
    SamePerson,
)
from chalicelib.catalogue.domain.rows import Disposition, Method
from chalicelib.catalogue.use_cases.reading import read_drafts
from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import FieldInvalid, RoleNotAllowed
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import RowCode, UnitCode
from chalicelib.kernel.times.promises import Promise
from tests import worlds
from tests.rules.listing import PUBLISHER, ListDistrict, rows_of, waivers_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, POLICE, at

WATERWORKS = UnitCode("370402018")
REASON = "第三行的设定依据写错了条款,请改正后再报"


@pytest.fixture
def district() -> ListDistrict:
    return ListDistrict()


def test_a_unit_compiles_its_own_items_only(district: ListDistrict) -> None:
    with pytest.raises(NotYourItems):
        district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(LABOUR))
    (draft,) = district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    assert (draft.state, draft.row_count) == (EditionState.DRAFT, len(rows_of(CIVIL_AFFAIRS)))


def test_one_foreign_row_and_nothing_is_kept(district: ListDistrict) -> None:
    with pytest.raises(NotYourItems):
        district.compile((*rows_of(CIVIL_AFFAIRS), *rows_of(LABOUR)), worlds.agent(CIVIL_AFFAIRS))
    assert read_drafts(worlds.officer(), district.ports) == ()


def test_a_public_service_list_is_submitted_by_its_sector_authority(district: ListDistrict) -> None:
    authority = district.unit(WATERWORKS).sector_authority
    assert authority is not None
    district.compile(rows_of(WATERWORKS), worlds.agent(WATERWORKS))
    with pytest.raises(NotYourItems):
        district.submit(WATERWORKS)
    with pytest.raises(NotYourItems):
        district.submit(WATERWORKS, worlds.agent(POLICE))
    assert district.submit(WATERWORKS, worlds.agent(authority)).state is EditionState.SUBMITTED


def test_any_other_unit_submits_its_own(district: ListDistrict) -> None:
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.officer(2))
    with pytest.raises(NotYourItems):
        district.submit(CIVIL_AFFAIRS, worlds.officer(2))
    assert district.submit(CIVIL_AFFAIRS).submitted_by == f"{CIVIL_AFFAIRS}:agent-1"


def test_nothing_is_agreed_to_before_it_is_submitted(district: ListDistrict) -> None:
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    with pytest.raises(DraftStateForbids) as refused:
        district.agree(CIVIL_AFFAIRS)
    assert refused.value.facts["state"] == "DRAFT"


def test_what_is_submitted_can_not_be_compiled_again_until_it_is_returned(
    district: ListDistrict,
) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(rows, worlds.agent(CIVIL_AFFAIRS))
    district.submit(CIVIL_AFFAIRS)
    with pytest.raises(DraftStateForbids):
        district.compile(rows[:-1], worlds.agent(CIVIL_AFFAIRS))
    district.give_back(CIVIL_AFFAIRS, REASON)
    (draft,) = district.compile(rows[:-1], worlds.agent(CIVIL_AFFAIRS, 2))
    assert draft.state is EditionState.DRAFT
    assert draft.row_count == len(rows) - 1
    assert draft.compiled_by == tuple(f"{CIVIL_AFFAIRS}:agent-{n}" for n in (1, 2))
    assert [one.reason for one in draft.returns] == [REASON]


def test_a_return_gives_its_reason_in_ten_characters_at_least(district: ListDistrict) -> None:
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    district.submit(CIVIL_AFFAIRS)
    with pytest.raises(FieldInvalid) as refused:
        district.give_back(CIVIL_AFFAIRS, "写错了")
    assert refused.value.field == "reason"


def test_the_same_rows_again_change_nothing(district: ListDistrict) -> None:
    rows, by = rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS)
    first = district.compile(rows, by)
    assert district.compile(rows, by) == first
    told = [one.news.type for one in district.ports.ledger.events(f"catalogue:{CIVIL_AFFAIRS}")]
    assert told == [EventType.CATALOGUE_COMPILED]


def test_compiling_agreeing_and_publishing_take_three_people(district: ListDistrict) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(rows, worlds.officer(1))
    district.submit(CIVIL_AFFAIRS)
    with pytest.raises(SamePerson):
        district.agree(CIVIL_AFFAIRS, by=worlds.officer(1))
    district.agree(CIVIL_AFFAIRS, *waivers_of(rows), by=worlds.officer(2))
    district.publish()


def test_whoever_sends_the_same_rows_again_has_had_a_hand_in_them(district: ListDistrict) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(rows, worlds.agent(CIVIL_AFFAIRS))
    (draft,) = district.compile(rows, worlds.officer(1))
    assert draft.compiled_by == (f"{CIVIL_AFFAIRS}:agent-1", "370402001:officer-1")
    district.submit(CIVIL_AFFAIRS)
    with pytest.raises(SamePerson):
        district.agree(CIVIL_AFFAIRS, by=worlds.officer(1))


def test_whoever_agreed_can_not_publish(district: ListDistrict) -> None:
    district.prepare(rows_of(CIVIL_AFFAIRS))
    office = district.unit(PUBLISHER.unit)
    district.save(replace(office, publishers=(worlds.officer().member or office.publishers[0],)))
    both = replace(PUBLISHER, member=worlds.officer().member)
    with pytest.raises(SamePerson):
        district.publish(by=both)


@pytest.mark.parametrize("by", [worlds.officer(), worlds.agent(CIVIL_AFFAIRS)])
def test_only_the_publisher_publishes(district: ListDistrict, by: Caller) -> None:
    district.prepare(rows_of(CIVIL_AFFAIRS))
    with pytest.raises(RoleNotAllowed):
        district.publish(by=by)


def test_there_is_nothing_to_publish_before_something_is_agreed(district: ListDistrict) -> None:
    district.compile(rows_of(CIVIL_AFFAIRS), worlds.agent(CIVIL_AFFAIRS))
    with pytest.raises(NothingAgreed):
        district.publish()


def test_a_basis_that_is_too_low_is_not_agreed_to_without_a_decision(
    district: ListDistrict,
) -> None:
    rows = rows_of(LABOUR)
    district.compile(rows, worlds.agent(LABOUR))
    district.submit(LABOUR)
    with pytest.raises(BasisTooLow) as refused:
        district.agree(LABOUR)
    assert refused.value.facts["rows"] == "ZM023"
    (waiver,) = waivers_of(rows)
    district.agree(LABOUR, waiver)
    district.publish()
    published = district.ports.catalogue.edition_at(district.clock.now()).rows[RowCode("ZM023")]
    assert published.waiver == "样例(样例决定第 1 号,2027-12-31 到期)"


def test_a_waiver_that_is_over_or_of_no_such_row_is_refused(district: ListDistrict) -> None:
    rows = rows_of(LABOUR)
    district.compile(rows, worlds.agent(LABOUR))
    district.submit(LABOUR)
    (waiver,) = waivers_of(rows)
    for wrong, field in (
        (replace(waiver, until=at("2026-11-17 12:00").date()), "waivers[0].until"),
        (replace(waiver, row="ZM020"), "waivers[0].row"),
    ):
        with pytest.raises(FieldInvalid) as refused:
            district.agree(LABOUR, wrong)
        assert refused.value.field == field


def test_a_row_kept_without_a_method_or_a_basis_is_not_compiled(district: ListDistrict) -> None:
    row = next(one for one in rows_of(CIVIL_AFFAIRS) if one.code == "ZM007")
    for wrong, word in (
        (replace(row, methods=()), "没有核验方式"),
        (replace(row, legal_basis=()), "没有设定依据"),
        (replace(row, issuer=None), "没有开具单位"),
        (replace(row, disposition=Disposition.CANCELLED), "不能再写核验方式"),
    ):
        with pytest.raises(CatalogueRuleBroken, match=word):
            district.compile((wrong,), worlds.agent(CIVIL_AFFAIRS))


def test_an_issuer_may_be_left_out_only_where_nobody_issues(district: ListDistrict) -> None:
    row = next(one for one in rows_of(CIVIL_AFFAIRS) if one.code == "ZM007")
    letter = replace(row, issuer=None, methods=(Method.NOTIFICATION_COMMITMENT,))
    (draft,) = district.compile((letter,), worlds.agent(CIVIL_AFFAIRS))
    assert draft.row_count == 1


def test_an_item_is_the_same_in_all_its_rows(district: ListDistrict) -> None:
    first, second, *rest = rows_of(CIVIL_AFFAIRS)
    other = Promise.parse("3 工作日", field="promise")
    changed = replace(second, service_item=replace(second.service_item, promise=other))
    with pytest.raises(CatalogueRuleBroken, match="承诺时限"):
        district.compile((first, changed, *rest), worlds.agent(CIVIL_AFFAIRS))


def test_a_row_s_number_belongs_to_one_unit_for_ever(district: ListDistrict) -> None:
    district.bring(rows_of(CIVIL_AFFAIRS))
    taken = replace(rows_of(LABOUR)[0], code=RowCode("ZM007"))
    with pytest.raises(CatalogueRuleBroken, match="ZM007"):
        district.compile((taken,), worlds.agent(LABOUR))
