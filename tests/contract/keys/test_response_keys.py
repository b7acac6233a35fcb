"""The response key: one a day, whoever renews it, and never used before it can be looked up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.keys.adapters.endorsement import EndorsementRefused, check_endorsement
from chalicelib.keys.adapters.keyring import Keyring, local_keyring
from chalicelib.keys.domain.roster import ResponseRotation
from infra.rotate.versions import MOST_RESPONSE_KEYS

EVENING = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)
MORNING = EVENING + timedelta(seconds=1)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return local_keyring(tmp_path)


def test_processes_that_renew_at_the_same_moment_use_one_key(tmp_path: Path) -> None:
    local_keyring(tmp_path).key("root")  # made by the first start of a stage
    published: list[dict[str, Any]] = []

    def renew(_: int) -> str:
        mine = local_keyring(tmp_path)
        return str(mine.response_key(MORNING, published.append).jwk["kid"])

    with ThreadPoolExecutor(8) as pool:
        kids = set(pool.map(renew, range(8)))
    assert len(kids) == 1
    assert {one["keys"][0]["kid"] for one in published} == kids


def test_a_key_is_published_before_it_is_used_even_if_its_maker_died(keyring: Keyring) -> None:
    def die(_: object) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        keyring.response_key(MORNING, die)
    published: list[dict[str, Any]] = []
    key = keyring.response_key(MORNING, published.append)
    assert [one["keys"][0]["kid"] for one in published] == [key.jwk["kid"]]
    keyring.response_key(MORNING, published.append)
    assert len(published) == 1


def test_the_key_changes_at_midnight_and_yesterdays_stays_to_be_looked_up(
    keyring: Keyring,
) -> None:
    before = keyring.response_key(EVENING, lambda _: None)
    after = keyring.response_key(MORNING, lambda _: None)
    assert before.jwk["kid"] != after.jwk["kid"]
    assert after.made_at == MORNING
    for kid in (before.jwk["kid"], after.jwk["kid"]):
        check_endorsement(after.jwks, kid, MORNING)


def test_further_keys_of_a_day_leave_those_before_them_until_their_endorsements_lapse(
    keyring: Keyring,
) -> None:
    day, kids = None, []
    for serial in range(1, MOST_RESPONSE_KEYS + 1):
        day = ResponseRotation("20261122", serial)
        kids.append(keyring.response_key(EVENING, lambda _: None, day).jwk["kid"])
    assert len(set(kids)) == MOST_RESPONSE_KEYS
    morning = keyring.response_key(MORNING, lambda _: None, day)
    for kid in (*kids, morning.jwk["kid"]):
        check_endorsement(morning.jwks, kid, MORNING)
    day_after = keyring.response_key(MORNING + timedelta(days=1), lambda _: None, day)
    for kid in kids:
        with pytest.raises(EndorsementRefused):
            check_endorsement(day_after.jwks, kid, MORNING + timedelta(days=1))


def test_a_key_that_stands_alone_has_none_before_it(keyring: Keyring) -> None:
    before = keyring.response_key(EVENING, lambda _: None)
    alone = ResponseRotation("20261122", 2, stands_alone=True)
    after = keyring.response_key(EVENING, lambda _: None, alone)
    assert before.jwk["kid"] not in {one["kid"] for one in after.jwks["keys"]}
    morning = keyring.response_key(MORNING, lambda _: None, alone)
    check_endorsement(morning.jwks, after.jwk["kid"], MORNING)
    assert len(morning.jwks["endorsement"]) == 2


def test_as_many_keys_as_may_be_asked_for_fit_into_what_kms_encrypts(
    keyring: Keyring, tmp_path: Path
) -> None:
    asked: ResponseRotation | None = None
    for now in (EVENING, MORNING):
        keyring.response_key(now, lambda _: None, asked)
        for serial in range(2, MOST_RESPONSE_KEYS + 1):
            asked = ResponseRotation(f"{now:%Y%m%d}", serial)
            keyring.response_key(now, lambda _: None, asked)
    largest = max(one.stat().st_size for one in tmp_path.glob("response-*"))
    assert 2000 < largest <= 4096


def test_a_day_s_key_is_at_most_a_day_old(keyring: Keyring) -> None:
    key = keyring.response_key(EVENING, lambda _: None)
    assert timedelta() <= EVENING - key.made_at < timedelta(hours=24)
