"""The response key: one a day, whoever renews it, and never used before it can be looked up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.endorsement import check_endorsement
from chalicelib.adapters.keyring import Keyring, local_keyring

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


def test_a_day_s_key_is_at_most_a_day_old(keyring: Keyring) -> None:
    key = keyring.response_key(EVENING, lambda _: None)
    assert timedelta() <= EVENING - key.made_at < timedelta(hours=24)
