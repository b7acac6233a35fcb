"""Article 18: complaints are received, answered in time, and followed by whoever made them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.complaints.domain.complaint import ComplaintChannel, ComplaintState
from chalicelib.complaints.domain.errors import ComplaintRuleBroken, ComplaintUnknown
from chalicelib.kernel.errors import (
    FieldInvalid,
    OperationReused,
    RoleNotAllowed,
    RowUnknown,
    UnitUnknown,
)
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests import worlds
from tests.rules.complaining import CONTACT, REASON, TEXT, Complaining, sent
from tests.rules.world import CIVIL_AFFAIRS, DAY, MS, TAX, at

OP = "o" * 22
BOSS = worlds.supervisor(CIVIL_AFFAIRS)
OTHER_BOSS = worlds.supervisor(TAX)


@pytest.fixture
def district() -> Complaining:
    return Complaining(at("2026-11-18 10:00"))


# --- who may complain, about what -----------------------------------------------------------


def test_nobody_has_to_say_who_he_is(district: Complaining) -> None:
    receipt = district.complain(replace(sent(), contact=None))
    assert district.kept(receipt.complaint).contact is None


def test_a_complaint_about_a_row_concerns_the_unit_whose_item_it_is(district: Complaining) -> None:
    about = district.kept(district.complain(sent(row="ZM007")).complaint).about
    assert (about.row, about.unit) == ("ZM007", CIVIL_AFFAIRS)
    assert about.item is not None


def test_a_complaint_may_be_about_a_unit_alone(district: Complaining) -> None:
    about = district.kept(district.complain(sent(row=None, unit=TAX)).complaint).about
    assert (about.row, about.item, about.unit) == (None, None, TAX)


def test_it_is_about_a_row_or_a_unit_and_never_both_or_neither() -> None:
    for row, unit in ((None, None), ("ZM007", TAX)):
        with pytest.raises(FieldInvalid) as refused:
            sent(row=row, unit=unit)
        assert refused.value.field == "row"


def test_what_is_not_there_can_not_be_complained_about(district: Complaining) -> None:
    with pytest.raises(RowUnknown) as row:
        district.complain(sent(row="ZM999"))
    assert row.value.field == "row"
    with pytest.raises(UnitUnknown) as unit:
        district.complain(sent(row=None, unit="370402999"))
    assert unit.value.field == "unit"
    for what in (sent(item="NONE-1"), sent(row=None, unit=TAX, item="NONE-1")):
        with pytest.raises(FieldInvalid) as item:
            district.complain(what)
        assert item.value.field == "item"


def test_from_the_public_only_the_site_is_a_channel(district: Complaining) -> None:
    for channel in set(ComplaintChannel) - {ComplaintChannel.SITE}:
        with pytest.raises(FieldInvalid) as refused:
            district.complain(sent(channel=channel))
        assert refused.value.field == "channel"


def test_an_officer_records_what_came_another_way_and_the_time_begins_with_the_letter(
    district: Complaining,
) -> None:
    came = at("2026-11-16 15:00")
    receipt = district.record(sent(channel=ComplaintChannel.LETTER), came)
    kept = district.kept(receipt.complaint)
    assert kept.recorded_by == f"{TASK_FORCE_OFFICE}:officer-1"
    assert kept.due_by == at("2026-12-02 00:00")
    assert district.follow_up(receipt.code).state is ComplaintState.RECEIVED
    with pytest.raises(FieldInvalid) as site:
        district.record(sent())
    assert site.value.field == "channel"
    with pytest.raises(FieldInvalid) as early:
        district.record(sent(channel=ComplaintChannel.EMAIL), at("2026-11-18 10:01"))
    assert early.value.field == "received_at"
    with pytest.raises(RoleNotAllowed):
        district.record(sent(channel=ComplaintChannel.LETTER), by=BOSS)


# --- the receipt and the code -----------------------------------------------------------------


def test_the_same_op_gets_the_same_code_again_and_is_one_complaint(district: Complaining) -> None:
    first = district.complain(op=OP)
    district.assign(first.complaint)
    district.extend_term(first.complaint)
    district.pass_by(timedelta(hours=2))
    assert district.complain(op=OP) == first
    assert district.listed() == [first.complaint]


def test_the_same_op_with_another_content_is_refused(district: Complaining) -> None:
    district.complain(op=OP)
    with pytest.raises(OperationReused):
        district.complain(sent("别的内容"), op=OP)


def test_two_complaints_never_share_a_code(district: Complaining) -> None:
    first, second = district.complain(), district.complain()
    assert first.code != second.code
    assert first.complaint != second.complaint


def test_the_code_shows_the_state_and_the_reply_and_nothing_else(district: Complaining) -> None:
    receipt = district.complain()
    seen = district.follow_up(receipt.code)
    assert (seen.state, seen.reply) == (ComplaintState.RECEIVED, None)
    district.assign(receipt.complaint)
    assert district.follow_up(receipt.code).state is ComplaintState.HANDLING
    district.reply(receipt.complaint, "已责成窗口改正。")
    seen = district.follow_up(receipt.code)
    assert (seen.state, seen.reply) == (ComplaintState.REPLIED, "已责成窗口改正。")
    assert TEXT not in str(seen)
    assert CONTACT not in str(seen)


def test_a_code_nobody_was_given_is_unknown(district: Complaining) -> None:
    with pytest.raises(ComplaintUnknown):
        district.follow_up(Complaining().complain(op="p" * 22).code)


# --- 15 days, 20 in special cases ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ("2026-11-18 00:00", "2026-12-04 00:00", "2026-12-09 00:00"),
        ("2026-11-18 23:59", "2026-12-04 00:00", "2026-12-09 00:00"),
        ("2026-12-25 09:00", "2027-01-10 00:00", "2027-01-15 00:00"),
        ("2028-02-20 09:00", "2028-03-07 00:00", "2028-03-12 00:00"),
    ],
)
def test_it_is_answered_by_the_end_of_the_15th_day_and_of_the_20th_once_extended(
    received: str, due: str, extended: str
) -> None:
    district = Complaining(at(received))
    receipt = district.complain(sent(row=None, unit=TAX))
    assert receipt.due_by == at(due)
    district.extend_term(receipt.complaint)
    assert district.kept(receipt.complaint).due_by == at(extended)
    assert district.follow_up(receipt.code).due_by == at(extended)


def test_exactly_at_the_due_time_is_on_time_and_a_late_reply_stays_late(
    district: Complaining,
) -> None:
    receipt = district.complain()
    kept = district.kept(receipt.complaint)
    assert not kept.is_overdue(kept.due_by)
    assert kept.is_overdue(kept.due_by + MS)
    district.until(kept.due_by + MS)
    district.reply(receipt.complaint)
    assert district.kept(receipt.complaint).is_overdue(district.clock.now() + DAY)


def test_a_reply_in_time_is_never_late_afterwards(district: Complaining) -> None:
    receipt = district.complain()
    district.until(receipt.due_by)
    district.reply(receipt.complaint)
    assert not district.kept(receipt.complaint).is_overdue(receipt.due_by + 100 * DAY)


def test_it_is_extended_once_in_time_and_with_a_reason(district: Complaining) -> None:
    id_ = district.complain().complaint
    with pytest.raises(FieldInvalid) as short:
        district.extend_term(id_, "忙")
    assert short.value.field == "reason"
    district.extend_term(id_, REASON)
    with pytest.raises(ComplaintRuleBroken):
        district.extend_term(id_, REASON)
    late = district.complain()
    district.until(late.due_by + MS)
    with pytest.raises(ComplaintRuleBroken):
        district.extend_term(late.complaint, REASON)
