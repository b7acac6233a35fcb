"""Who signs and what is published while keys change, in processes that see the roster late."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.bootstrap.publishing import jwks_publisher
from chalicelib.cloud.site import JWKS_PATH
from chalicelib.keys.adapters.keyring import NamedKey
from chalicelib.keys.adapters.lists import KeyedLists
from chalicelib.keys.adapters.roster_store import KEPT_FOR, FileRoster, KeptRoster
from chalicelib.keys.adapters.rostered import SigningKeys, signing_keys
from chalicelib.keys.adapters.signers import Signer
from chalicelib.keys.domain.kids import PROOF, STATUS
from chalicelib.keys.domain.roster import FIRST, OVERLAP, STAYS, KeyVersion
from tests.twins.proofs import MemorySite, memory_key
from tests.twins.surroundings import SettableClock

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@dataclass
class Disabled:
    """A key that KMS signs nothing with any more."""

    refused: int = 0

    def sign(self, data: bytes) -> bytes:  # noqa: ARG002  # a signer's
        self.refused += 1
        raise ClientError({"Error": {"Code": "DisabledException"}}, "Sign")

    def public_pem(self) -> bytes:
        raise ClientError({"Error": {"Code": "DisabledException"}}, "GetPublicKey")


@dataclass
class Site(MemorySite):
    """Does something once, right after a file was put."""

    then: Callable[[], object] | None = None

    def put(self, path: str, content: bytes, kind: str) -> None:
        super().put(path, content, kind)
        if self.then is not None:
            then, self.then = self.then, None
            then()


@dataclass
class Stage:
    """Processes over one roster, one site, one clock."""

    folder: Path
    clock: SettableClock = field(default_factory=lambda: SettableClock(NOW))
    site: Site = field(default_factory=Site)
    broken: dict[str, Disabled] = field(default_factory=dict)

    def process(self) -> SigningKeys:
        roster = KeptRoster(FileRoster(self.folder / "roster.json"), bytes(32), self.clock)
        return signing_keys(self.key, roster)

    def key(self, name: str) -> NamedKey:
        return NamedKey(self.broken[name], name) if name in self.broken else memory_key(name)

    def announce(self, purpose: str, *, is_urgent: bool = False) -> None:
        roster = self.process().roster
        standing, now = roster.fresh(), self.clock.now()
        number = standing.check_free(purpose, now, is_urgent=is_urgent)
        name = f"{purpose}-{number}"
        new = KeyVersion(number, name, _pairs(name), now, is_urgent=is_urgent)
        first = KeyVersion(FIRST.number, jwk=_pairs(purpose))
        assert roster.replace(standing, standing.announcing(purpose, new, first))

    def publish(self, keys: SigningKeys) -> list[str]:
        """The kids that then stand on the site."""
        jwks_publisher(keys, self.site)({"keys": []})
        return self.kids()

    def kids(self) -> list[str]:
        return [one["kid"] for one in json.loads(self.site.files[JWKS_PATH])["keys"]]


def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    jwk = memory_key(name).jwk
    return tuple((one, jwk[one]) for one in ("crv", "kty", "x", "y"))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def signer(keys: SigningKeys) -> int:
    """The version that a proof is signed by now."""

    def sign(number: int, by: Signer) -> str:
        by.sign(b"any")
        return str(number)

    return int(keys.proof.sign(sign))


def test_a_process_that_saw_the_roster_before_the_rotation_does_not_publish_the_old_state(
    stage: Stage,
) -> None:
    late = stage.process()
    assert late.proof.number() == 1
    stage.announce(PROOF)
    assert stage.publish(late) == ["1", "2", "status-1"]


def test_a_rotation_while_the_key_set_is_being_put_is_in_it_afterwards(stage: Stage) -> None:
    stage.site.then = lambda: stage.announce(PROOF)
    assert stage.publish(stage.process()) == ["1", "2", "status-1"]
    assert stage.process().roster.fresh().of(PROOF)[1].published_at == NOW


def test_two_rotations_noted_at_the_same_moment_are_both_told(stage: Stage) -> None:
    stage.announce(PROOF)
    stage.site.then = lambda: stage.announce(STATUS)
    assert stage.publish(stage.process()) == ["1", "2", "status-1", "status-2"]
    told = stage.process().roster.fresh()
    assert told.told == ("1", "2", "status-1", "status-2")
    assert all(told.of(one)[1].published_at == NOW for one in (PROOF, STATUS))


def test_the_overlap_counts_from_the_publication_however_late_that_is(stage: Stage) -> None:
    stage.announce(PROOF)
    keys = stage.process()
    stage.clock.advance(3 * OVERLAP)
    assert signer(keys) == 1
    assert keys.is_due()
    stage.publish(keys)
    assert not keys.is_due()
    stage.clock.advance(OVERLAP - timedelta(milliseconds=1))
    assert signer(keys) == 1
    stage.clock.advance(timedelta(milliseconds=1))
    assert signer(keys) == 2


def test_what_a_late_process_signs_with_the_old_key_is_still_published(stage: Stage) -> None:
    stage.announce(PROOF)
    stage.publish(stage.process())
    stage.clock.advance(OVERLAP)
    late = stage.process()
    late.proof.number()
    stage.clock.advance(KEPT_FOR)
    assert "1" in stage.publish(late)
    stage.clock.advance(STAYS[PROOF])
    assert stage.process().is_due()
    assert stage.publish(late) == ["2", "status-1"]


def test_a_process_with_the_old_roster_asks_again_where_kms_refuses(stage: Stage) -> None:
    stage.broken[PROOF] = Disabled()
    late = stage.process()
    with pytest.raises(ClientError):
        signer(late)
    assert stage.broken[PROOF].refused == 1, "no other version: it is not tried twice"
    stage.announce(PROOF, is_urgent=True)
    assert late.roster.current().of(PROOF) != stage.process().roster.fresh().of(PROOF)
    assert signer(late) == 2


def test_a_list_by_any_version_is_read_and_one_by_an_old_version_is_behind(stage: Stage) -> None:
    def lists() -> KeyedLists:
        return KeyedLists(stage.process().status)

    claims: dict[str, Any] = {"edition": 1}
    old = lists().sign("wzm-list+jwt", claims)
    assert (lists().is_rotated(), lists().is_behind(old)) == (False, False)
    stage.announce(STATUS)
    stage.publish(stage.process())
    assert not lists().is_behind(old)
    stage.clock.advance(OVERLAP)
    assert lists().is_behind(old)
    new = lists().sign("wzm-list+jwt", claims)
    assert not lists().is_behind(new)
    assert [lists().read("wzm-list+jwt", one) for one in (old, new)] == [claims, claims]
    stage.clock.advance(STAYS[STATUS])
    assert lists().read("wzm-list+jwt", old) == claims, "to be signed anew, however late"
