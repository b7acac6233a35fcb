"""How often a complaint may come from one place, and altogether; the place is never kept."""

from datetime import timedelta

import pytest

from chalicelib.cloud.codec import encode
from chalicelib.complaints.domain.errors import ComplaintUnknown, TooManyComplaints
from chalicelib.complaints.domain.limits import HOUR, Limits, network_of, window_of
from chalicelib.complaints.ports import OpenCalls
from chalicelib.kernel.errors import FieldInvalid, Misconfigured, RowUnknown
from tests.rules.complaining import ADDRESS, Complaining, sent
from tests.rules.world import DAY, MS, at
from tests.twins.counters import MemoryCounters

OP = "o" * 22


@pytest.fixture
def district() -> Complaining:
    return Complaining(at("2026-11-18 10:20"))


def counters(district: Complaining) -> MemoryCounters:
    found = district.ports.open_calls.counters
    assert isinstance(found, MemoryCounters)
    return found


def limit(district: Complaining, complaining: Limits) -> None:
    ours = district.ports.open_calls
    changed = OpenCalls(ours.digests, ours.counters, complaining, ours.following)
    district.ports = district.ports.replaced(open_calls=changed)


def test_one_place_complains_five_times_an_hour(district: Complaining) -> None:
    for _ in range(5):
        district.complain()
    with pytest.raises(TooManyComplaints) as refused:
        district.complain()
    assert refused.value.wait == timedelta(minutes=40)
    assert "12345" in refused.value.detail
    assert "40 分钟" in refused.value.detail
    district.until(at("2026-11-18 11:00") - MS)
    with pytest.raises(TooManyComplaints):
        district.complain()
    district.until(at("2026-11-18 11:00"))
    district.complain()


def test_and_twenty_times_a_day(district: Complaining) -> None:
    for _ in range(4):
        for _ in range(5):
            district.complain()
        district.pass_by(HOUR)
    with pytest.raises(TooManyComplaints) as refused:
        district.complain()
    assert refused.value.wait == at("2026-11-19 00:00") - at("2026-11-18 14:20")
    assert "10 小时" in refused.value.detail
    district.until(at("2026-11-19 00:00"))
    district.complain()


def test_other_places_are_not_held_up_by_it(district: Complaining) -> None:
    for _ in range(5):
        district.complain()
    with pytest.raises(TooManyComplaints):
        district.complain()
    district.complain(address="203.0.113.8")


def test_all_together_are_bounded_by_the_minute(district: Complaining) -> None:
    limit(district, Limits(hourly=5, daily=20, overall=3))
    for number in range(3):
        district.complain(address=f"203.0.113.{number}")
    with pytest.raises(TooManyComplaints) as refused:
        district.complain(address="203.0.113.9")
    assert refused.value.wait == timedelta(minutes=1)
    district.pass_by(timedelta(minutes=1))
    district.complain(address="203.0.113.9")


def test_whoever_is_over_his_own_limit_takes_nothing_from_everybody_else(
    district: Complaining,
) -> None:
    limit(district, Limits(hourly=2, daily=20, overall=3))
    for _ in range(2):
        district.complain()
    for _ in range(50):
        with pytest.raises(TooManyComplaints):
            district.complain()
    district.complain(address="203.0.113.9")


def test_a_refused_call_counts_nothing_and_keeps_nothing(district: Complaining) -> None:
    for _ in range(5):
        district.complain()
    before = dict(counters(district).tallies), len(district.listed())
    for _ in range(20):
        with pytest.raises(TooManyComplaints):
            district.complain()
    assert (dict(counters(district).tallies), len(district.listed())) == before


def test_a_repeat_gets_its_code_even_over_the_limit(district: Complaining) -> None:
    first = district.complain(op=OP)
    for _ in range(4):
        district.complain()
    assert district.complain(op=OP) == first
    with pytest.raises(TooManyComplaints):
        district.complain(sent("别的内容"), op=OP)


def test_a_refused_content_is_counted_too_so_that_rows_are_not_tried_out(
    district: Complaining,
) -> None:
    for _ in range(5):
        with pytest.raises(RowUnknown):
            district.complain(sent(row="ZM999"))
    with pytest.raises(TooManyComplaints):
        district.complain()


def test_guessing_codes_is_bounded_and_a_typing_error_is_not_counted(
    district: Complaining,
) -> None:
    mine = district.complain()
    unknown = Complaining().complain(op="p" * 22).code
    for _ in range(40):
        with pytest.raises(FieldInvalid):
            district.follow_up(mine.code[:-1])
    for _ in range(29):
        with pytest.raises(ComplaintUnknown):
            district.follow_up(unknown)
    district.follow_up(mine.code)
    for code in (unknown, mine.code):
        with pytest.raises(TooManyComplaints):
            district.follow_up(code)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("2001:DB8:1:2::1", "2001:db8:1:2::1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("203.0.113.7", "203.0.113.8", False),
        (" 203.0.113.7 ", "203.0.113.7", True),
        ("no address", "", True),
    ],
)
def test_a_place_is_an_ipv4_address_or_the_64_of_an_ipv6_address(
    one: str, other: str, is_same: bool
) -> None:
    assert (network_of(one) == network_of(other)) is is_same


def test_no_address_is_kept_and_tomorrow_it_is_another_digest(district: Complaining) -> None:
    district.complain()
    today = {name for name, _ in counters(district).tallies if "#all" not in name}
    assert today
    assert ADDRESS not in repr(counters(district).tallies)
    district.pass_by(DAY)
    district.complain()
    names = {name for name, _ in counters(district).tallies if "#all" not in name}
    assert len(names) == 2 * len(today)
    everything = [district.kept(one) for one in district.listed()]
    assert ADDRESS.encode() not in encode(everything)


def test_windows_begin_with_the_day_of_zaozhuang() -> None:
    window = window_of(at("2026-11-18 10:20"), HOUR)
    assert (window.starts_at, window.ends_at) == (at("2026-11-18 10:00"), at("2026-11-18 11:00"))
    day = window_of(at("2026-11-18 00:00"), DAY)
    assert (day.starts_at, day.ends_at) == (at("2026-11-18 00:00"), at("2026-11-19 00:00"))


def test_limits_are_read_from_the_settings() -> None:
    assert Limits.parse("7/8/9", field="X") == Limits(7, 8, 9)
    for wrong in ("", "1/2", "0/1/1", "1/1/00", "a/b/c", "-1/1/1", "1/1/1/1", "９/1/1"):
        with pytest.raises(Misconfigured) as refused:
            Limits.parse(wrong, field="X")
        assert refused.value.field == "X"
