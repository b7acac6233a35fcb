"""The first officer of a stage comes by the operator's hand, once (docs/signing.md)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chalicelib.kernel.callers import Role
from chalicelib.kernel.errors import FieldInvalid, KeyRuleBroken
from chalicelib.kernel.events import THE_SYSTEM
from chalicelib.kernel.ids import MemberId
from chalicelib.keys.adapters.jwk import generate_private_jwk, jwk_pairs
from chalicelib.keys.adapters.possession_check import make_proof
from chalicelib.keys.use_cases.approving import approve_key
from chalicelib.keys.use_cases.first_officer import (
    OPERATOR,
    EnrolFirstOfficer,
    enrol_first_officer,
)
from chalicelib.keys.use_cases.inviting import InviteKey
from chalicelib.keys.use_cases.registering import register_key
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from chalicelib.units.use_cases.members import AddMember, add_member
from chalicelib.units.use_cases.offices import appoint_officer
from tests.security.keys.enrolling import invite, registration
from tests.worlds import NOW, ORIGIN, World, call_by, empty_world, officer, small_world

FIRST, SECOND = MemberId("officer-1"), MemberId("officer-2")


@pytest.fixture
def world() -> World:
    return empty_world()


def enrolment(member: MemberId = FIRST) -> EnrolFirstOfficer:
    jwk = generate_private_jwk()
    proof = make_proof(jwk, ORIGIN, OPERATOR, "", NOW)
    return EnrolFirstOfficer(member, "样例经办人", jwk_pairs(jwk), "ES256", proof)


def test_the_first_officer_is_enrolled_in_an_empty_stage(world: World) -> None:
    key = enrol_first_officer(enrolment(), world.ports)
    assert (key.role, key.approved_by, key.unit) == (Role.OFFICER, "operator", TASK_FORCE_OFFICE)
    assert key.is_valid_at(NOW)
    assert world.unit(TASK_FORCE_OFFICE).officers == (FIRST,)
    (entry,) = world.ports.ledger.events(f"unit:{TASK_FORCE_OFFICE}")
    assert entry.actor == THE_SYSTEM
    assert "样例经办人" not in repr(entry)


def test_a_second_first_officer_is_refused(world: World) -> None:
    enrol_first_officer(enrolment(), world.ports)
    with pytest.raises(KeyRuleBroken):
        enrol_first_officer(enrolment(SECOND), world.ports)
    with pytest.raises(KeyRuleBroken):
        enrol_first_officer(enrolment(SECOND), small_world().ports)


def test_of_several_operators_at_once_one_enrols(world: World) -> None:
    def one(number: int) -> bool:
        try:
            enrol_first_officer(enrolment(MemberId(f"officer-{number}")), world.ports)
        except KeyRuleBroken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1
    assert len(world.unit(TASK_FORCE_OFFICE).officers) == 1
    assert len(world.ports.keys.keys_of(TASK_FORCE_OFFICE)) == 1


def test_the_new_key_proves_itself_for_this_act(world: World) -> None:
    command = enrolment()
    for proof in (enrolment().proof, "a.b.c"):
        with pytest.raises(FieldInvalid):
            enrol_first_officer(replace(command, proof=proof), world.ports)
    jwk = generate_private_jwk()
    other = make_proof(jwk, ORIGIN, "some-invitation", "d" * 64, NOW)
    with pytest.raises(FieldInvalid):
        enrol_first_officer(replace(command, jwk=jwk_pairs(jwk), proof=other), world.ports)
    assert world.ports.units.units() == ()


def test_the_first_officer_lets_the_second_in(world: World) -> None:
    enrol_first_officer(enrolment(), world.ports)
    command = AddMember(TASK_FORCE_OFFICE, SECOND, "样例乙")
    add_member(command, call_by(officer()), world.ports)
    appoint_officer(SECOND, Role.OFFICER, call_by(officer()), world.ports)
    place = InviteKey(TASK_FORCE_OFFICE, SECOND, Role.OFFICER)
    key = register_key(registration(world, *invite(world, officer(), place)), world.ports)
    assert approve_key(key.kid, call_by(officer()), world.ports).is_valid_at(NOW)
