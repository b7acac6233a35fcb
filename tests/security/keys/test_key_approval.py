"""Who lets a key in, replaces it and ends it (docs/signing.md): always a second person."""

from datetime import timedelta

import pytest

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import KeyRuleBroken, MianzhengError, RoleNotAllowed
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.keys.domain.key import KeyRecord, KeyStatus
from chalicelib.keys.use_cases.approving import approve_key
from chalicelib.keys.use_cases.inviting import InviteKey
from chalicelib.keys.use_cases.registering import register_key
from chalicelib.keys.use_cases.revoking import revoke_key
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from tests.security.keys.enrolling import FIRST, invite, registered, registration
from tests.worlds import (
    HEALTH,
    NOW,
    WATER,
    World,
    agent,
    call_by,
    caller,
    officer,
    small_world,
    supervisor,
)


@pytest.fixture
def world() -> World:
    return small_world()


# --- the second person --------------------------------------------------------------------


def test_the_supervisor_approves_and_the_key_counts(world: World) -> None:
    key = registered(world)
    approved = approve_key(key.kid, call_by(supervisor()), world.ports)
    assert approved.is_valid_at(NOW)
    assert approved.approved_by == f"{HEALTH}:supervisor-1"
    assert [kind for kind, _ in world.told(f"key:{key.kid}")] == [
        EventType.KEY_REGISTERED,
        EventType.KEY_APPROVED,
    ]
    with pytest.raises(KeyRuleBroken):
        approve_key(key.kid, call_by(supervisor()), world.ports)


OFFICE = TASK_FORCE_OFFICE
HOLDERS: dict[str, tuple[InviteKey, Caller]] = {
    "agent": (InviteKey(HEALTH, FIRST, Role.AGENT), supervisor()),
    "system": (InviteKey(HEALTH, None, Role.SYSTEM), supervisor()),
    "supervisor": (InviteKey(HEALTH, MemberId("supervisor-1"), Role.SUPERVISOR), officer()),
    "officer": (InviteKey(OFFICE, MemberId("officer-2"), Role.OFFICER), officer(1)),
    "publisher": (InviteKey(OFFICE, MemberId("publisher-1"), Role.PUBLISHER), officer(1)),
}


def refused(world: World, who: Caller, command: InviteKey) -> bool:
    try:
        invite(world, who, command)
    except RoleNotAllowed:
        return True
    return False


@pytest.mark.parametrize("name", HOLDERS)
def test_each_key_is_invited_and_approved_by_who_may_and_by_nobody_else(
    world: World, name: str
) -> None:
    command, right = HOLDERS[name]
    everybody = [
        *(caller(HEALTH, one) for one in ("agent-1", "agent-2", "supervisor-1", None)),
        supervisor(WATER),
        supervisor(OFFICE),
        officer(1),
        officer(2),
        caller(OFFICE, "officer-9"),
        caller(OFFICE, "publisher-1"),
    ]
    key = register_key(registration(world, *invite(world, right, command)), world.ports)
    allowed = []
    for who in everybody:
        may_invite = not refused(world, who, command)
        try:
            approve_key(key.kid, call_by(who), world.ports)
            may_approve = True
        except RoleNotAllowed:
            may_approve = False
        except KeyRuleBroken:  # somebody of this list has approved it already
            may_approve = True
        assert may_invite == may_approve
        allowed += [who] if may_approve else []
    officers = [officer(1), officer(2)]
    expected = {
        "agent": [supervisor()],
        "system": [supervisor()],
        "supervisor": officers,
        "officer": [officer(1)],
        "publisher": officers,
    }
    assert allowed == expected[name]


@pytest.mark.parametrize(
    "command",
    [
        InviteKey(HEALTH, MemberId("member-1"), Role.AGENT),
        InviteKey(HEALTH, None, Role.AGENT),
        InviteKey(HEALTH, FIRST, Role.SYSTEM),
        InviteKey(HEALTH, FIRST, Role.SUPERVISOR),
        InviteKey(HEALTH, FIRST, Role.OFFICER),
        InviteKey(OFFICE, MemberId("agent-1"), Role.OFFICER),
    ],
)
def test_only_who_holds_the_office_gets_a_key_for_it(world: World, command: InviteKey) -> None:
    who = supervisor() if command.role in {Role.AGENT, Role.SYSTEM} else officer()
    with pytest.raises(KeyRuleBroken):
        invite(world, who, command)


def test_who_lost_the_office_meanwhile_is_not_approved(world: World) -> None:
    key = registered(world)
    unit = world.unit(HEALTH)
    world.save(unit.remove_agent(FIRST))
    with pytest.raises(KeyRuleBroken):
        approve_key(key.kid, call_by(supervisor()), world.ports)


# --- rotation and revocation --------------------------------------------------------------


def active(world: World) -> KeyRecord:
    key = registered(world)
    return approve_key(key.kid, call_by(supervisor()), world.ports)


def test_a_rotation_overlaps_at_most_30_days(world: World) -> None:
    old = active(world)
    new = registered(world, replaces=old.kid)
    untouched = world.ports.keys.key(old.kid)
    assert untouched is not None
    assert untouched.not_after == old.not_after  # nothing changes before the approval
    world.clock.advance(timedelta(hours=1))
    approve_key(new.kid, call_by(supervisor()), world.ports)
    ending = world.ports.keys.key(old.kid)
    assert ending is not None
    assert ending.not_after == NOW + timedelta(hours=1, days=30)
    assert ending.is_valid_at(NOW + timedelta(days=30))
    assert not ending.is_valid_at(NOW + timedelta(days=31))
    assert world.told(f"key:{old.kid}")[-1] == (EventType.KEY_ROTATED, {"by": new.kid})


def test_a_rotation_replaces_only_a_valid_key_of_the_same_holder(world: World) -> None:
    command = InviteKey(HEALTH, MemberId("agent-2"), Role.AGENT)
    other = register_key(registration(world, *invite(world, None, command)), world.ports)
    approve_key(other.kid, call_by(supervisor()), world.ports)
    pending, gone = registered(world), active(world)
    revoke_key(gone.kid, call_by(supervisor()), world.ports)
    for kid in (other.kid, pending.kid, gone.kid, KeyId("unknown")):
        with pytest.raises(KeyRuleBroken) as caught:
            registered(world, replaces=kid)
        assert caught.value.field == "replaces"


def test_a_persons_browser_key_lives_at_most_30_days_any_other_a_year(world: World) -> None:
    assert registered(world, is_browser=True).not_after == NOW + timedelta(days=30)
    assert registered(world).not_after == NOW + timedelta(days=365)
    assert registered(world, days=7).not_after == NOW + timedelta(days=7)
    for changes in ({"is_browser": True, "days": 31}, {"days": 366}, {"days": 0}, {"days": -1}):
        with pytest.raises(MianzhengError) as caught:
            registered(world, **changes)
        assert caught.value.field == "days"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (agent(), True),
        (supervisor(), True),
        (officer(), True),
        (agent(number=2), False),
        (agent(WATER), False),
        (supervisor(WATER), False),
        (caller(HEALTH, None), False),
        (caller(OFFICE, "publisher-1"), False),
    ],
)
def test_a_key_is_revoked_by_its_holder_his_supervisor_or_an_officer(
    world: World, who: Caller, may: bool
) -> None:
    key = active(world)
    if not may:
        with pytest.raises(RoleNotAllowed):
            revoke_key(key.kid, call_by(who), world.ports)
        return
    assert revoke_key(key.kid, call_by(who), world.ports).status is KeyStatus.REVOKED
    with pytest.raises(KeyRuleBroken):
        revoke_key(key.kid, call_by(who), world.ports)


def test_the_offices_supervisor_does_not_revoke_an_officers_key(world: World) -> None:
    command, right = HOLDERS["officer"]
    key = register_key(registration(world, *invite(world, right, command)), world.ports)
    with pytest.raises(RoleNotAllowed):
        revoke_key(key.kid, call_by(supervisor(UnitCode(OFFICE))), world.ports)
