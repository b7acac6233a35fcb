"""Art. 5-1: editions are numbered and immutable, and a case keeps the one it began under."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.catalogue.adapters.stored import StoredCatalogue
from chalicelib.catalogue.domain.editions import EditionState
from chalicelib.catalogue.domain.errors import EditionTooEarly, EditionTooLate
from chalicelib.catalogue.domain.rows import Disposition
from chalicelib.catalogue.use_cases.publishing import publish_edition
from chalicelib.catalogue.use_cases.reading import read_editions
from chalicelib.kernel.errors import MaterialCancelled
from chalicelib.kernel.lanes import Lane, lane_of
from tests import worlds
from tests.rules.listing import PUBLISHER, ListDistrict, rows_of
from tests.rules.world import CIVIL_AFFAIRS, LABOUR, POLICE, at


@pytest.fixture
def district() -> ListDistrict:
    return ListDistrict()


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
    district.prepare(rows_of(LABOUR))
    later = district.publish("2026-12-01 00:00")
    catalogue = district.ports.catalogue
    assert catalogue.edition_at(at("2026-11-30 23:59")).number == 1
    assert catalogue.edition_at(at("2026-12-01 00:00")).number == later.number == 2
    stated = read_editions(district.ports, 10, None).items
    assert stated[0][1] is EditionState.PUBLISHED
    district.until(at("2026-12-01 00:00"))
    assert read_editions(district.ports, 10, None).items[0][1] is EditionState.IN_FORCE


def test_only_the_first_edition_begins_before_it_is_published(district: ListDistrict) -> None:
    district.prepare(rows_of(CIVIL_AFFAIRS))
    with pytest.raises(EditionTooEarly):  # nor before the rule itself
        district.publish("2022-06-27 23:59")
    assert district.publish("2022-06-28 00:00").number == 1
    district.prepare(rows_of(LABOUR))
    with pytest.raises(EditionTooEarly):
        district.publish("2026-11-18 09:59")


def test_an_edition_never_begins_before_the_one_before_it(district: ListDistrict) -> None:
    first = district.bring(rows_of(CIVIL_AFFAIRS))
    district.pass_by(-timedelta(seconds=1))  # a process whose clock is behind
    district.prepare(rows_of(LABOUR))
    assert district.publish().effective_from == first.effective_from
    district.prepare(rows_of(POLICE))
    later = district.publish("2026-12-01 00:00")
    district.prepare(rows_of(LABOUR)[:2])
    with pytest.raises(EditionTooEarly, match="2026-12-01"):
        district.publish()
    assert district.publish("2026-12-01 00:00").number == later.number + 1


def test_an_edition_begins_90_days_ahead_at_the_latest(district: ListDistrict) -> None:
    district.prepare(rows_of(CIVIL_AFFAIRS))
    with pytest.raises(EditionTooLate, match="2027-02-16"):
        district.publish("2062-12-01 00:00")
    assert district.publish("2027-02-16 00:00").number == 1
    district.prepare(rows_of(LABOUR))
    assert district.publish("2027-02-16 00:00").number == 2


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


def test_a_case_keeps_its_edition_where_a_process_learns_of_a_newer_one_late(
    district: ListDistrict,
) -> None:
    rows = rows_of(CIVIL_AFFAIRS)
    district.bring(rows)
    late = StoredCatalogue(district.ports.lists, district.ports.contents, district.clock)
    assert late.edition_at(district.clock.now()).number == 1
    district.bring(tuple(one for one in rows if one.code != "ZM007"))
    fresh, district.ports = district.ports, district.ports.replaced(catalogue=late)
    begun = district.file("ZM007", "A-1")
    district.ports = fresh
    assert begun.edition == 1
    assert fresh.catalogue.edition_at(begun.case_accepted_at).number == 2
    back = district.send_back(begun, POLICE)
    assert district.re_route(back, POLICE).edition == 1


def test_publishing_is_done_once_however_often_it_is_sent(district: ListDistrict) -> None:
    district.prepare(rows_of(CIVIL_AFFAIRS))
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
