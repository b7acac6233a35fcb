"""Article 10-1: every unit has one supervisor (督办员) and at least one agent (代办员)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.callers import Caller, Role
from chalicelib.kernel.errors import MianzhengError, RoleNotAllowed, UnitRuleBroken
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Unit, UnitKind
from chalicelib.units.use_cases.cover import StartLeaveCover, end_leave_cover, start_leave_cover
from chalicelib.units.use_cases.members import AddMember, add_member
from chalicelib.units.use_cases.offices import (
    add_agent,
    appoint_officer,
    dismiss_officer,
    hand_over_supervisor,
    remove_agent,
)
from chalicelib.units.use_cases.rights import holds_role
from tests.worlds import (
    HEALTH,
    NOW,
    World,
    agent,
    call_by,
    caller,
    officer,
    small_world,
    supervisor,
)

MEMBER, FIRST, SECOND = MemberId("member-1"), MemberId("agent-1"), MemberId("agent-2")
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return small_world()


def cover(world: World, who: Caller | None = None, member: MemberId = MEMBER) -> Unit:
    command = StartLeaveCover(HEALTH, member, NOW + DAY)
    return start_leave_cover(command, call_by(who or supervisor()), world.ports)


# --- operational --------------------------------------------------------------------------


def test_a_unit_is_operational_with_one_supervisor_and_one_agent() -> None:
    unit = Unit(HEALTH, "样例", UnitKind.ORGAN)
    assert unit.missing_to_operate() == ("缺 1 名督办员", "缺至少 1 名代办员")
    supervised = replace(unit, supervisor=MemberId("s"))
    assert supervised.missing_to_operate() == ("缺至少 1 名代办员",)
    assert replace(supervised, agents=(FIRST,)).is_operational


def test_the_supervisor_is_not_one_of_the_agents() -> None:
    with pytest.raises(UnitRuleBroken):
        Unit(HEALTH, "样例", UnitKind.ORGAN, supervisor=FIRST, agents=(FIRST,))


# --- handing the supervisor over ----------------------------------------------------------


def test_handing_over_replaces_one_supervisor_by_another_in_one_step(world: World) -> None:
    hand_over_supervisor(HEALTH, MEMBER, call_by(supervisor()), world.ports)
    unit = world.unit(HEALTH)
    assert unit.supervisor == MEMBER
    assert unit.revision == 2  # exactly one stored change
    assert world.told(f"unit:{HEALTH}") == [
        (EventType.UNIT_CHANGED, {"what": "supervisor_handed_over", "member": "member-1"})
    ]


def test_after_handing_over_the_former_supervisors_key_no_longer_counts(world: World) -> None:
    hand_over_supervisor(HEALTH, MEMBER, call_by(supervisor()), world.ports)
    assert not holds_role(supervisor(), NOW, world.ports)
    with pytest.raises(RoleNotAllowed):
        hand_over_supervisor(HEALTH, MemberId("supervisor-1"), call_by(supervisor()), world.ports)
    successor = caller(HEALTH, "member-1", Role.SUPERVISOR)
    hand_over_supervisor(HEALTH, MemberId("supervisor-1"), call_by(successor), world.ports)
    assert world.unit(HEALTH).supervisor == "supervisor-1"


@pytest.mark.parametrize("member", ["agent-1", "nobody"])
def test_the_successor_is_a_member_and_no_agent(world: World, member: str) -> None:
    with pytest.raises(UnitRuleBroken) as caught:
        hand_over_supervisor(HEALTH, MemberId(member), call_by(supervisor()), world.ports)
    assert caught.value.field == "member"
    assert world.unit(HEALTH).supervisor == "supervisor-1"


def test_handovers_at_once_leave_exactly_one_supervisor(world: World) -> None:
    add_member(AddMember(HEALTH, MemberId("member-2"), "样例丙"), call_by(officer()), world.ports)

    def one(member: str) -> None:
        hand_over_supervisor(HEALTH, MemberId(member), call_by(officer()), world.ports)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, ["member-1", "member-2"] * 4))
    unit = world.unit(HEALTH)
    assert unit.supervisor in {"member-1", "member-2"}
    assert unit.revision == 2 + 8


def test_a_repeated_op_hands_over_once(world: World) -> None:
    first = hand_over_supervisor(HEALTH, MEMBER, call_by(officer(), "operation-1"), world.ports)
    again = hand_over_supervisor(HEALTH, MEMBER, call_by(officer(), "operation-1"), world.ports)
    assert (first.supervisor, again.supervisor) == (MEMBER, MEMBER)
    assert world.unit(HEALTH).revision == 2


# --- agents -------------------------------------------------------------------------------


def test_the_last_agent_can_not_be_removed(world: World) -> None:
    remove_agent(HEALTH, FIRST, call_by(supervisor()), world.ports)
    with pytest.raises(UnitRuleBroken):
        remove_agent(HEALTH, SECOND, call_by(supervisor()), world.ports)
    assert world.unit(HEALTH).agents == (SECOND,)


def test_of_two_agents_removed_at_once_one_stays(world: World) -> None:
    def one(member: MemberId) -> str:
        try:
            remove_agent(HEALTH, member, call_by(supervisor()), world.ports)
        except UnitRuleBroken:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, [FIRST, SECOND])) == ["done", "refused"]
    assert len(world.unit(HEALTH).agents) == 1


def test_a_removed_agents_key_no_longer_counts(world: World) -> None:
    remove_agent(HEALTH, FIRST, call_by(supervisor()), world.ports)
    assert not holds_role(agent(), NOW, world.ports)
    assert holds_role(agent(number=2), NOW, world.ports)


def test_a_member_becomes_an_agent_unless_he_supervises(world: World) -> None:
    add_agent(HEALTH, MEMBER, call_by(supervisor()), world.ports)
    assert world.unit(HEALTH).agents == (FIRST, SECOND, MEMBER)
    for member in ("supervisor-1", "member-1", "nobody"):
        with pytest.raises(UnitRuleBroken):
            add_agent(HEALTH, MemberId(member), call_by(supervisor()), world.ports)


# --- leave cover --------------------------------------------------------------------------


def test_a_leave_cover_replaces_the_supervisor_and_the_count_stays_one(world: World) -> None:
    unit = cover(world)
    covering = caller(HEALTH, "member-1", Role.SUPERVISOR)
    acting = [one for one in unit.members if unit.has_role(one.id, Role.SUPERVISOR, NOW)]
    assert [one.id for one in acting] == [MEMBER]
    assert holds_role(covering, NOW, world.ports)
    assert not holds_role(supervisor(), NOW, world.ports)


def test_a_leave_cover_lasts_up_to_its_last_instant_and_ends_by_itself(world: World) -> None:
    unit = cover(world)
    assert unit.acting_supervisor(NOW + DAY) == MEMBER
    after = NOW + DAY + timedelta(milliseconds=1)
    assert unit.acting_supervisor(after) == "supervisor-1"
    assert holds_role(supervisor(), after, world.ports)


def test_who_covers_may_end_the_cover_early_and_so_may_an_officer(world: World) -> None:
    for who in (caller(HEALTH, "member-1", Role.SUPERVISOR), officer()):
        cover(world)
        end_leave_cover(HEALTH, call_by(who), world.ports)
        assert world.unit(HEALTH).acting_supervisor(NOW) == "supervisor-1"
    with pytest.raises(UnitRuleBroken):
        end_leave_cover(HEALTH, call_by(officer()), world.ports)


def test_handing_over_ends_a_leave_cover(world: World) -> None:
    cover(world)
    hand_over_supervisor(HEALTH, MEMBER, call_by(officer()), world.ports)
    assert world.unit(HEALTH).cover is None


@pytest.mark.parametrize("member", ["agent-1", "supervisor-1", "nobody"])
def test_who_covers_is_another_member_and_no_agent(world: World, member: str) -> None:
    with pytest.raises(UnitRuleBroken):
        cover(world, member=MemberId(member))


def test_a_leave_cover_ends_in_the_future(world: World) -> None:
    with pytest.raises(UnitRuleBroken) as caught:
        start_leave_cover(StartLeaveCover(HEALTH, MEMBER, NOW), call_by(supervisor()), world.ports)
    assert caught.value.field == "until"


def test_without_a_supervisor_there_is_nothing_to_cover(world: World) -> None:
    unit = Unit(UnitCode("370402030"), "样例镇", UnitKind.ORGAN)
    world.save(unit)
    add_member(AddMember(unit.code, MEMBER, "样例甲"), call_by(officer()), world.ports)
    command = StartLeaveCover(unit.code, MEMBER, NOW + DAY)
    with pytest.raises(UnitRuleBroken):
        start_leave_cover(command, call_by(officer()), world.ports)


# --- members and offices ------------------------------------------------------------------


def test_a_new_unit_becomes_operational_step_by_step(world: World) -> None:
    unit = Unit(UnitCode("370402030"), "样例镇", UnitKind.ORGAN)
    world.save(unit)
    for member in ("boss", "clerk"):
        command = AddMember(unit.code, MemberId(member), "样例甲")
        add_member(command, call_by(officer()), world.ports)
    hand_over_supervisor(unit.code, MemberId("boss"), call_by(officer()), world.ports)
    boss = caller(unit.code, "boss", Role.SUPERVISOR)
    add_agent(unit.code, MemberId("clerk"), call_by(boss), world.ports)
    assert world.unit(unit.code).is_operational


def test_no_entry_of_the_ledger_holds_a_name(world: World) -> None:
    command = AddMember(HEALTH, MemberId("member-9"), "欧阳样例")
    add_member(command, call_by(supervisor()), world.ports)
    assert "欧阳样例" not in repr(world.ports.ledger.events(f"unit:{HEALTH}"))
    assert "欧阳样例" not in repr(command)


@pytest.mark.parametrize(
    ("member", "name", "field"),
    [
        ("", "样例", "member"),
        ("-x", "样例", "member"),
        ("a" * 33, "样例", "member"),
        ("张三", "样例", "member"),
        ("m", "", "name"),
        ("m", "a\u202eb", "name"),
    ],
)
def test_a_member_has_a_plain_id_and_a_name(
    world: World, member: str, name: str, field: str
) -> None:
    command = AddMember(HEALTH, MemberId(member), name)
    with pytest.raises(MianzhengError) as caught:
        add_member(command, call_by(supervisor()), world.ports)
    assert caught.value.field == field


def test_a_members_id_is_given_once(world: World) -> None:
    with pytest.raises(UnitRuleBroken):
        add_member(AddMember(HEALTH, MEMBER, "样例"), call_by(supervisor()), world.ports)


def test_officers_and_publishers_are_appointed_in_the_office_and_one_officer_stays(
    world: World,
) -> None:
    ports, office = world.ports, TASK_FORCE_OFFICE
    appoint_officer(MEMBER, Role.PUBLISHER, call_by(officer()), ports)
    assert world.unit(office).publishers == ("publisher-1", MEMBER)
    dismiss_officer(MemberId("officer-1"), Role.OFFICER, call_by(officer(2)), ports)
    assert not holds_role(officer(1), NOW, ports)
    with pytest.raises(UnitRuleBroken):
        dismiss_officer(MemberId("officer-2"), Role.OFFICER, call_by(officer(2)), ports)
    with pytest.raises(UnitRuleBroken):
        appoint_officer(MEMBER, Role.AGENT, call_by(officer(2)), ports)
