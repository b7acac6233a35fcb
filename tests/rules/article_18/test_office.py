"""Article 18, the office's side: the unit is asked, the office replies, perhaps with a signal."""

import pytest

from chalicelib.complaints.domain.complaint import ComplaintOutcome
from chalicelib.complaints.domain.errors import ComplaintRuleBroken
from chalicelib.kernel.errors import FieldInvalid, NotAParty, RoleNotAllowed
from chalicelib.kernel.events import EventType, Signal
from chalicelib.notices.domain.notice import Audience
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests import worlds
from tests.rules.complaining import CONTACT, TEXT, Complaining
from tests.rules.world import CIVIL_AFFAIRS, DAY, TAX, at

BOSS = worlds.supervisor(CIVIL_AFFAIRS)
OTHER_BOSS = worlds.supervisor(TAX)


@pytest.fixture
def district() -> Complaining:
    return Complaining(at("2026-11-18 10:00"))


def test_the_office_is_told_when_one_comes_and_the_unit_when_it_is_asked(
    district: Complaining,
) -> None:
    id_ = district.complain().complaint
    district.tell()
    assert district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER) == [EventType.COMPLAINT_RECEIVED]
    district.assign(id_)
    district.tell()
    assert district.inbox(CIVIL_AFFAIRS, Audience.SUPERVISOR) == [EventType.COMPLAINT_ASSIGNED]
    district.propose(id_, BOSS)
    district.tell()
    district.pass_by(DAY)
    district.reply(id_)
    district.tell()
    told = district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER)
    assert told == [EventType.COMPLAINT_RECEIVED, EventType.COMPLAINT_PROPOSED]
    assert district.inbox(CIVIL_AFFAIRS, Audience.SUPERVISOR)[-1] is EventType.COMPLAINT_REPLIED


def test_telling_twice_tells_once(district: Complaining) -> None:
    district.complain()
    entries = district.ports.worklist.outbox(district.clock.now(), 10)
    district.tell()
    for one in entries:
        district.ports.worklist.postpone(one, district.clock.now())
    district.tell()
    assert len(district.inbox(TASK_FORCE_OFFICE, Audience.OFFICER)) == 1


def test_every_reading_in_full_is_recorded(district: Complaining) -> None:
    id_ = district.complain().complaint
    reading = district.read(id_)
    assert (reading.complaint.text, reading.complaint.contact) == (TEXT, CONTACT)
    assert district.ledger(id_).count(EventType.COMPLAINT_READ) == 1
    district.read(id_)
    assert district.ledger(id_).count(EventType.COMPLAINT_READ) == 2


def test_the_unit_sees_the_text_once_it_is_asked_and_never_the_contact(
    district: Complaining,
) -> None:
    id_ = district.complain().complaint
    with pytest.raises(NotAParty):
        district.read(id_, BOSS)
    district.assign(id_)
    reading = district.read(id_, BOSS)
    assert (reading.complaint.text, reading.complaint.contact) == (TEXT, None)
    assert not reading.shows_contact
    district.assign(id_, TAX)
    with pytest.raises(NotAParty):
        district.read(id_, BOSS)


def test_a_supervisor_lists_what_his_unit_is_asked_and_the_office_everything(
    district: Complaining,
) -> None:
    first = district.complain().complaint
    district.pass_by(DAY)
    second = district.complain().complaint
    district.assign(second)
    assert district.listed() == [first, second]
    assert district.listed(BOSS) == [second]
    assert district.listed(OTHER_BOSS) == []


def test_only_the_unit_that_is_asked_now_proposes_a_reply(district: Complaining) -> None:
    id_ = district.complain().complaint
    for stranger in (BOSS, OTHER_BOSS):
        with pytest.raises(NotAParty):
            district.propose(id_, stranger)
    district.assign(id_)
    district.propose(id_, BOSS)
    district.assign(id_, TAX)
    with pytest.raises(NotAParty):
        district.propose(id_, BOSS)
    assert district.read(id_, OTHER_BOSS).complaint.proposals == ()


def test_only_an_officer_asks_extends_and_replies(district: Complaining) -> None:
    id_ = district.complain().complaint
    for act in (district.assign, district.extend_term, district.reply):
        with pytest.raises(RoleNotAllowed):
            act(id_, by=BOSS)


def test_after_the_reply_nothing_changes_any_more(district: Complaining) -> None:
    id_ = district.complain().complaint
    district.assign(id_)
    district.reply(id_)
    for act in (district.assign, district.extend_term, district.reply):
        with pytest.raises(ComplaintRuleBroken):
            act(id_)
    with pytest.raises(ComplaintRuleBroken):
        district.propose(id_, BOSS)


def test_the_lists_that_only_grow_have_an_end(district: Complaining) -> None:
    id_ = district.complain().complaint
    for _ in range(10):
        district.assign(id_)
    with pytest.raises(ComplaintRuleBroken):
        district.assign(id_)
    for _ in range(10):
        district.propose(id_, BOSS)
    with pytest.raises(ComplaintRuleBroken):
        district.propose(id_, BOSS)


# --- signals of Article 16 ------------------------------------------------------------------------


@pytest.mark.parametrize("signal", [Signal.V2, Signal.V6])
def test_an_officer_who_upholds_it_may_record_a_signal(
    district: Complaining, signal: Signal
) -> None:
    id_ = district.complain().complaint
    district.reply(id_, outcome=ComplaintOutcome.UPHELD, signal=signal)
    (news,) = [
        one.news
        for one in district.ports.ledger.events(id_)
        if one.news.type is EventType.COMPLAINT_REPLIED
    ]
    assert news.signal is signal
    assert dict(news.facts) == {"outcome": "UPHELD", "unit": CIVIL_AFFAIRS}


def test_no_signal_comes_of_a_complaint_nobody_upheld_or_of_another_kind(
    district: Complaining,
) -> None:
    id_ = district.complain().complaint
    for outcome in (ComplaintOutcome.NOT_UPHELD, ComplaintOutcome.EXPLAINED):
        with pytest.raises(ComplaintRuleBroken):
            district.reply(id_, outcome=outcome, signal=Signal.V2)
    for signal in (Signal.V1, Signal.V5):
        with pytest.raises(ComplaintRuleBroken):
            district.reply(id_, outcome=ComplaintOutcome.UPHELD, signal=signal)
    district.reply(id_, outcome=ComplaintOutcome.UPHELD)
    assert [one.news.signal for one in district.ports.ledger.events(id_)] == [None, None]


# --- personal data ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "请联系 13800000000 办理",
        "电话:13800000000。",
        "已通知370402199001010016本人",
        "号码３７０４０２１９９００１０１００１６",
    ],
)
def test_a_reply_names_nobody_by_a_number(district: Complaining, text: str) -> None:
    id_ = district.complain().complaint
    with pytest.raises(FieldInvalid) as refused:
        district.reply(id_, text)
    assert refused.value.field == "text"
    assert not any(character.isdigit() for character in refused.value.detail)


@pytest.mark.parametrize(
    "text",
    ["请拨打 0632-3000000 或 12345", "见市中政办发〔2022〕10号", "统一编号 2026111800012345"],
)
def test_other_numbers_may_stand_in_a_reply(district: Complaining, text: str) -> None:
    district.reply(district.complain().complaint, text)


def test_the_ledger_holds_no_word_anybody_wrote(district: Complaining) -> None:
    id_ = district.complain().complaint
    district.assign(id_)
    district.propose(id_, BOSS, "窗口说的话")
    district.extend_term(id_, "特殊情况的原因写在这里")
    district.reply(id_, "答复的话写在这里")
    told = str(district.ports.ledger.events(id_))
    for words in (TEXT, CONTACT, "窗口说的话", "特殊情况的原因", "答复的话"):
        assert words not in told
