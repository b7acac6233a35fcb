"""Art. 5-1: compiled by the unit, agreed to by the task-force office, published by the office."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.catalogue import Disposition, Method
from chalicelib.domain.catalogue_errors import (
    BasisTooLow,
    CatalogueRuleBroken,
    DraftStateForbids,
    EditionTooEarly,
    NothingAgreed,
    NotYourItems,
    SamePerson,
)
from chalicelib.domain.editions import EditionState
from chalicelib.domain.errors import FieldInvalid, MaterialCancelled, RoleNotAllowed
from chalicelib.domain.events import EventType
from chalicelib.domain.ids import RowCode, UnitCode
from chalicelib.domain.keys import Caller
from chalicelib.domain.promises import Promise
from chalicelib.services.deliver_outbox import Lane, lane_of
from chalicelib.services.publish_edition import publish_edition
from chalicelib.services.read_catalogue import read_drafts, read_editions
from tests import worlds
from tests.rules.listing import PUBLISHER, ListDistrict, rows_of, waivers_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, POLICE, at

WATERWORKS = UnitCode("370402018")
REASON = "第三行的设定依据写错了条款,请改正后再报"


@pytest.fixture
def district() -> ListDistrict:
    return ListDistrict()


def ready(district: ListDistrict, unit: UnitCode = CIVIL_AFFAIRS) -> None:
    rows = rows_of(unit)
    district.compile(rows, worlds.agent(unit))
    district.submit(unit)
    district.agree(unit, *waivers_of(rows))


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
    told = [one.news.type for one in district.ports.store.events(f"catalogue:{CIVIL_AFFAIRS}")]
    assert told == [EventType.CATALOGUE_COMPILED]


def test_compiling_agreeing_and_publishing_take_three_people(district: ListDistrict) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.compile(rows, worlds.officer(1))
    district.submit(CIVIL_AFFAIRS)
    with pytest.raises(SamePerson):
        district.agree(CIVIL_AFFAIRS, by=worlds.officer(1))
    district.agree(CIVIL_AFFAIRS, *waivers_of(rows), by=worlds.officer(2))
    district.publish()


def test_whoever_agreed_can_not_publish(district: ListDistrict) -> None:
    ready(district)
    office = district.unit(PUBLISHER.unit)
    district.save(replace(office, publishers=(worlds.officer().member or office.publishers[0],)))
    both = replace(PUBLISHER, member=worlds.officer().member)
    with pytest.raises(SamePerson):
        district.publish(by=both)


@pytest.mark.parametrize("by", [worlds.officer(), worlds.agent(CIVIL_AFFAIRS)])
def test_only_the_publisher_publishes(district: ListDistrict, by: Caller) -> None:
    ready(district)
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


def test_editions_are_numbered_and_each_replaces_the_lists_it_takes_in(
    district: ListDistrict,
) -> None:
    first = district.bring(rows_of(CIVIL_AFFAIRS))
    district.pass_by(timedelta(days=1))
    second = district.bring(rows_of(LABOUR))
    district.pass_by(timedelta(days=1))
    third = district.bring(rows_of(CIVIL_AFFAIRS)[:3])
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    rows = district.ports.catalogue.edition_at(district.clock.now()).rows
    assert list(rows) == [one.code for one in rows_of(CIVIL_AFFAIRS)[:3]] + [
        one.code for one in rows_of(LABOUR)
    ]


def test_what_was_published_stays_as_it_was(district: ListDistrict) -> None:
    first = district.bring(rows_of(CIVIL_AFFAIRS))
    before = district.ports.contents.rows(first.content)
    district.bring(rows_of(CIVIL_AFFAIRS)[:2])
    assert district.ports.contents.rows(first.content) == before
    stated = read_editions(district.ports, 10, None).items
    assert [(one.number, state) for one, state in stated] == [
        (2, EditionState.IN_FORCE),
        (1, EditionState.SUPERSEDED),
    ]


def test_an_edition_may_be_published_for_a_later_day(district: ListDistrict) -> None:
    district.bring(rows_of(CIVIL_AFFAIRS))
    ready(district, LABOUR)
    later = district.publish("2026-12-01 00:00")
    catalogue = district.ports.catalogue
    assert catalogue.edition_at(at("2026-11-30 23:59")).number == 1
    assert catalogue.edition_at(at("2026-12-01 00:00")).number == later.number == 2
    stated = read_editions(district.ports, 10, None).items
    assert stated[0][1] is EditionState.PUBLISHED
    district.until(at("2026-12-01 00:00"))
    assert read_editions(district.ports, 10, None).items[0][1] is EditionState.IN_FORCE


def test_only_the_first_edition_begins_before_it_is_published(district: ListDistrict) -> None:
    ready(district)
    assert district.publish("2022-06-28 00:00").number == 1
    ready(district, LABOUR)
    with pytest.raises(EditionTooEarly):
        district.publish("2026-11-18 09:59")


def test_a_case_keeps_the_edition_in_force_when_it_was_accepted(district: ListDistrict) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.bring(rows)
    district.pass_by(timedelta(hours=1))
    begun = district.file("ZM007", "A-1")
    district.pass_by(timedelta(hours=1))
    cancelled = tuple(
        replace(one, disposition=Disposition.CANCELLED, methods=(), replacement="不再需要")
        if one.code == "ZM007"
        else one
        for one in rows
    )
    district.bring(cancelled)
    later = district.file("ZM007", "A-1", accepted_at=begun.case_accepted_at)
    assert (begun.edition, later.edition) == (1, 1)
    with pytest.raises(MaterialCancelled):
        district.file("ZM007", "A-2")


def test_publishing_is_done_once_however_often_it_is_sent(district: ListDistrict) -> None:
    ready(district)
    call = worlds.call_by(PUBLISHER, "publish-once")
    first = publish_edition(None, call, district.ports)
    again = publish_edition(None, replace(call, jti="x" * 22), district.ports)
    assert (first.number, again.number) == (1, 1)
    assert len(read_editions(district.ports, 10, None).items) == 1


def test_its_files_follow_from_the_outbox_in_a_lane_of_their_own(district: ListDistrict) -> None:
    district.bring(rows_of(CIVIL_AFFAIRS))
    (entry,) = [
        one
        for one in district.ports.worklist.outbox(district.clock.now(), 100)
        if one.request is None
    ]
    assert lane_of(entry) is Lane.CATALOGUE
    assert dict(entry.events[0].news.facts)["edition"] == "1"


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
