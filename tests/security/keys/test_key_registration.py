"""How a key comes in (docs/signing.md): an invitation, a one-time code, a proof."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import FieldInvalid, KeyRuleBroken
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.adapters.possession_check import make_proof
from chalicelib.keys.domain.invitation import CODE_LIFE, MOST_TRIES, code_digest
from chalicelib.keys.domain.key import DEMO_PREFIX, KeyStatus
from chalicelib.keys.use_cases.inviting import Invited, InviteKey, invite_key
from chalicelib.keys.use_cases.registering import RegisterKey, register_key
from tests.security.keys.enrolling import FIRST, invite, registered, registration
from tests.worlds import HEALTH, NOW, ORIGIN, World, call_by, small_world, supervisor


@pytest.fixture
def world() -> World:
    return small_world()


# --- the code --------------------------------------------------------------------------------


def test_a_registered_key_is_pending_and_its_kid_is_ours(world: World) -> None:
    key = registered(world)
    assert (key.status, key.unit, key.member, key.role) == (
        KeyStatus.PENDING,
        HEALTH,
        FIRST,
        Role.AGENT,
    )
    assert key.kid.startswith(f"{HEALTH}-")
    assert not key.kid.startswith(DEMO_PREFIX)
    assert not key.is_valid_at(NOW)
    assert world.ports.keys.key(key.kid) == replace(key, revision=1)


def test_the_code_is_kept_only_as_a_hash_and_told_only_once(world: World) -> None:
    call = call_by(supervisor(), "operation-1")
    command = InviteKey(HEALTH, FIRST, Role.AGENT)
    first = invite_key(command, call, world.ports)
    again = invite_key(command, call_by(supervisor(), "operation-1"), world.ports)
    assert first.code is not None
    assert again == Invited(replace(first.invitation, revision=1), None)
    assert first.code not in repr(first)
    assert first.code not in repr(world.state)


def test_the_code_may_be_typed_as_people_hear_it() -> None:
    assert code_digest("i", "0A1B-1CDE FGH") == code_digest("i", "oaLbIcdefgh")
    assert code_digest("i", "0A1B") != code_digest("j", "0A1B")


def test_five_wrong_codes_close_the_invitation_also_for_the_right_one(world: World) -> None:
    invitation, code = invite(world)
    wrong = registration(world, invitation, "0" * 11)
    for left in range(MOST_TRIES - 1, -1, -1):
        with pytest.raises(KeyRuleBroken) as caught:
            register_key(wrong, world.ports)
        assert caught.value.facts == {"left": str(left)}
    with pytest.raises(KeyRuleBroken, match="重新申请"):
        register_key(registration(world, invitation, code), world.ports)


def test_wrong_codes_tried_in_parallel_count_one_by_one(world: World) -> None:
    invitation, code = invite(world)
    commands = [registration(world, invitation, f"{n:011d}") for n in range(16)]

    def one(command: RegisterKey) -> str:
        try:
            register_key(command, world.ports)
        except KeyRuleBroken as refusal:
            return "counted" if refusal.facts else "closed"
        return "in"

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(one, commands))
    assert sorted(outcomes) == ["closed"] * 11 + ["counted"] * 5
    stored = world.ports.keys.invitation(invitation)
    assert stored is not None
    assert stored.tries == MOST_TRIES
    with pytest.raises(KeyRuleBroken):
        register_key(registration(world, invitation, code), world.ports)


def test_the_code_lives_ten_minutes(world: World) -> None:
    invitation, code = invite(world)
    world.clock.advance(CODE_LIFE)
    in_time = registration(world, invitation, code)
    assert register_key(in_time, world.ports).status is KeyStatus.PENDING
    invitation, code = invite(world)
    world.clock.advance(CODE_LIFE + timedelta(milliseconds=1))
    with pytest.raises(KeyRuleBroken):
        register_key(registration(world, invitation, code), world.ports)


def test_the_code_lets_one_key_in(world: World) -> None:
    invitation, code = invite(world)
    first = registration(world, invitation, code)
    key = register_key(first, world.ports)
    again = register_key(first, world.ports)  # its answer was lost: the same key again
    assert again.kid == key.kid
    with pytest.raises(KeyRuleBroken):
        register_key(registration(world, invitation, code), world.ports)
    assert [one.kid for one in world.ports.keys.keys_of(HEALTH)] == [key.kid]


def test_of_many_keys_for_one_code_at_once_one_comes_in(world: World) -> None:
    invitation, code = invite(world)
    commands = [registration(world, invitation, code) for _ in range(8)]

    def one(command: RegisterKey) -> str:
        try:
            return register_key(command, world.ports).status
        except KeyRuleBroken:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, commands)) == ["PENDING"] + ["refused"] * 7
    assert len(world.ports.keys.keys_of(HEALTH)) == 1


def test_a_key_comes_in_once_whoever_invites_it(world: World) -> None:
    jwk = generate_private_jwk()
    register_key(registration(world, *invite(world), jwk), world.ports)
    with pytest.raises(KeyRuleBroken) as caught:
        register_key(registration(world, *invite(world), jwk), world.ports)
    assert caught.value.field == "jwk"


def test_an_unknown_invitation_is_refused(world: World) -> None:
    with pytest.raises(KeyRuleBroken) as caught:
        register_key(registration(world, "unknown", "0" * 11), world.ports)
    assert caught.value.field == "invitation"


# --- the proof --------------------------------------------------------------------------------


def test_a_proof_for_another_invitation_or_code_does_not_count(world: World) -> None:
    invitation, code = invite(world)
    jwk = generate_private_jwk()
    command = registration(world, invitation, code, jwk)
    for other in (("another", code), (invitation, "1" * 11)):
        proof = make_proof(jwk, ORIGIN, other[0], code_digest(*other), NOW)
        with pytest.raises(FieldInvalid) as caught:
            register_key(replace(command, proof=proof), world.ports)
        assert caught.value.field == "proof"
    assert register_key(command, world.ports).status is KeyStatus.PENDING  # nothing was used up


def test_a_proof_by_another_key_does_not_count(world: World) -> None:
    invitation, code = invite(world)
    command = registration(world, invitation, code)
    stolen = jwk_pairs(generate_private_jwk())
    with pytest.raises(FieldInvalid, match="不配对"):
        register_key(replace(command, jwk=stolen), world.ports)
