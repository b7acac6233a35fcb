"""Which version of a key signs and which are published, by the roster and the time (Art. 9)."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.keys.domain.kids import PROOF, PROOF_LIFE, STATUS, kid_of
from chalicelib.keys.domain.roster import (
    FIRST,
    OVERLAP,
    PUBLISHED,
    STAYS,
    URGENT_PAUSE,
    KeyRoster,
    KeyVersion,
    NumbersSpent,
    RotationUnderWay,
)

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
JWK = (("crv", "P-256"), ("kty", "EC"))


def announced(
    roster: KeyRoster, at: datetime, purpose: str = PROOF, *, is_urgent: bool = False
) -> KeyRoster:
    number = roster.check_free(purpose, at, is_urgent=is_urgent)
    new = KeyVersion(number, f"key-{number}", JWK, at, is_urgent=is_urgent)
    return roster.announcing(purpose, new, FIRST)


def numbers(roster: KeyRoster, at: datetime, purpose: str = PROOF) -> tuple[list[int], int]:
    """(published, the one that signs)."""
    standing = [one.number for one in roster.standing(purpose, at)]
    return standing, roster.signing(purpose, at).number


@pytest.mark.parametrize("purpose", PUBLISHED)
def test_without_a_rotation_version_1_signs_and_stands_alone(purpose: str) -> None:
    roster = KeyRoster()
    assert numbers(roster, NOW, purpose) == ([1], 1)
    assert not roster.is_due(NOW), "nothing is published anew for a stage that never rotated"


@pytest.mark.parametrize("purpose", PUBLISHED)
def test_a_new_version_signs_once_it_has_been_published_for_the_overlap(purpose: str) -> None:
    roster = announced(KeyRoster(), NOW, purpose)
    assert numbers(roster, NOW, purpose) == ([1, 2], 1)
    assert numbers(roster, NOW + 10 * OVERLAP, purpose) == ([1, 2], 1), "nobody was told of it"
    told = roster.told_at(NOW)
    assert numbers(told, NOW + OVERLAP - MOMENT, purpose) == ([1, 2], 1)
    assert numbers(told, NOW + OVERLAP, purpose) == ([1, 2], 2)
    end = NOW + OVERLAP + STAYS[purpose]
    assert numbers(told, end - MOMENT, purpose) == ([1, 2], 2)
    assert numbers(told, end, purpose) == ([2], 2)


def test_the_old_proof_key_stays_longer_than_anything_it_signed() -> None:
    """Also by a process that had not seen the new roster yet."""
    assert STAYS[PROOF] >= PROOF_LIFE + timedelta(minutes=5)
    assert timedelta(hours=24) < OVERLAP, "a status list that was kept offline ends within it"


def test_the_jwks_is_due_when_a_version_comes_and_when_one_leaves_and_not_in_between() -> None:
    roster = announced(KeyRoster(), NOW)
    assert roster.is_due(NOW)
    told = roster.told_at(NOW)
    assert told.told == ("1", "2", "status-1")
    end = NOW + OVERLAP + STAYS[PROOF]
    assert [told.is_due(at) for at in (NOW, NOW + OVERLAP, end - MOMENT, end)] == [
        False,
        False,
        False,
        True,
    ]
    assert told.told_at(end).told == ("2", "status-1")


def test_putting_the_jwks_again_does_not_begin_the_overlap_again() -> None:
    told = announced(KeyRoster(), NOW).told_at(NOW).told_at(NOW + timedelta(hours=20))
    assert numbers(told, NOW + OVERLAP) == ([1, 2], 2)


def test_a_second_rotation_is_refused_until_the_first_signs() -> None:
    told = announced(KeyRoster(), NOW).told_at(NOW)
    with pytest.raises(RotationUnderWay) as refused:
        told.check_free(PROOF, NOW + OVERLAP - MOMENT)
    assert refused.value.version.number == 2
    assert told.check_free(PROOF, NOW + OVERLAP) == 3
    assert told.check_free(STATUS, NOW) == 2, "another key is another matter"


def test_a_withdrawn_key_leaves_at_once_and_the_new_one_signs_at_once() -> None:
    roster = announced(KeyRoster(), NOW, is_urgent=True)
    assert numbers(roster, NOW) == ([2], 2)
    assert roster.is_due(NOW)
    assert numbers(roster.told_at(NOW), NOW + 100 * OVERLAP) == ([2], 2)


def test_an_urgent_rotation_goes_before_one_that_is_under_way_and_is_not_made_twice() -> None:
    pending = announced(KeyRoster(), NOW).told_at(NOW)
    urgent = announced(pending, NOW + MOMENT, is_urgent=True)
    assert numbers(urgent, NOW + MOMENT) == ([3], 3), "nobody knows which of both had leaked"
    with pytest.raises(RotationUnderWay):
        urgent.check_free(PROOF, NOW + URGENT_PAUSE, is_urgent=True)
    assert urgent.check_free(PROOF, NOW + MOMENT + URGENT_PAUSE, is_urgent=True) == 4


def test_a_clock_that_is_behind_finds_a_key_that_signs() -> None:
    urgent = announced(KeyRoster(), NOW, is_urgent=True)
    assert urgent.signing(PROOF, NOW - timedelta(minutes=1)).number == 2


def test_no_kid_is_given_twice_and_after_255_there_is_none() -> None:
    roster, at, seen = KeyRoster(), NOW, ["1"]
    while len(seen) < 255:
        roster = announced(roster, at).told_at(at)
        seen.append(kid_of(PROOF, roster.of(PROOF)[-1].number))
        at += OVERLAP
    assert len(set(seen)) == 255
    assert seen[-1] == "255"
    for is_urgent in (False, True):
        with pytest.raises(NumbersSpent):
            roster.check_free(PROOF, at + URGENT_PAUSE, is_urgent=is_urgent)


def test_at_every_moment_a_published_key_signs() -> None:
    roster = announced(KeyRoster(), NOW).told_at(NOW)
    later = NOW + OVERLAP + timedelta(days=3)
    roster = announced(roster, later).told_at(later + timedelta(hours=2))
    for hours in range(24 * 90):
        standing, signing = numbers(roster, NOW + timedelta(hours=hours))
        assert signing in standing


def test_a_further_response_key_is_of_one_day_only() -> None:
    roster = KeyRoster().renewing_response("20261118", stands_alone=False)
    assert (roster.serial_on("20261118"), roster.serial_on("20261119")) == (2, 1)
    again = roster.renewing_response("20261118", stands_alone=True)
    assert again.serial_on("20261118") == 3
