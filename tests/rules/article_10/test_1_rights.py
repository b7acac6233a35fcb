"""Article 10-1: who changes the people of a unit: its supervisor or the task-force office."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.kernel.callers import Caller, Role, SignedCall
from chalicelib.kernel.errors import RoleNotAllowed
from chalicelib.kernel.ids import MemberId
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE
from chalicelib.units.use_cases.cover import StartLeaveCover, start_leave_cover
from chalicelib.units.use_cases.members import AddMember, add_member
from chalicelib.units.use_cases.offices import add_agent, hand_over_supervisor, remove_agent
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

MEMBER, FIRST = MemberId("member-1"), MemberId("agent-1")
DAY = timedelta(days=1)

Act = Callable[[World, SignedCall], object]
ACTS: dict[str, Act] = {
    "hand_over": lambda world, call: hand_over_supervisor(HEALTH, MEMBER, call, world.ports),
    "cover": lambda world, call: start_leave_cover(
        StartLeaveCover(HEALTH, MEMBER, NOW + DAY), call, world.ports
    ),
    "add_member": lambda world, call: add_member(
        AddMember(HEALTH, MemberId("member-9"), "样例"), call, world.ports
    ),
    "add_agent": lambda world, call: add_agent(HEALTH, MEMBER, call, world.ports),
    "remove_agent": lambda world, call: remove_agent(HEALTH, FIRST, call, world.ports),
}


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("who", [supervisor(), officer()], ids=["supervisor", "officer"])
def test_the_units_supervisor_and_an_officer_change_a_unit(
    world: World, act: Act, who: Caller
) -> None:
    act(world, call_by(who))
    assert world.unit(HEALTH).revision == 2


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    "who",
    [
        agent(),
        caller(HEALTH, None),
        supervisor(WATER),
        caller(HEALTH, "member-1", Role.SUPERVISOR),
        caller(HEALTH, "officer-1"),
        caller(TASK_FORCE_OFFICE, "publisher-1"),
    ],
    ids=["agent", "system", "other_supervisor", "no_longer", "false_officer", "publisher"],
)
def test_nobody_else_changes_a_unit(world: World, act: Act, who: Caller) -> None:
    with pytest.raises(RoleNotAllowed):
        act(world, call_by(who))
    assert world.unit(HEALTH).revision == 1
