"""Article 3: 行政机关, 授权组织 and 公共服务 units take part; a public-service unit has a sector
and a sector authority (行业主管部门)."""

from dataclasses import replace

import pytest

from chalicelib.kernel.callers import Caller
from chalicelib.kernel.errors import FieldInvalid, RoleNotAllowed, UnitRuleBroken, UnitUnknown
from chalicelib.kernel.events import EventType
from chalicelib.kernel.ids import UnitCode
from chalicelib.units.domain.unit import TASK_FORCE_OFFICE, Sector, Unit, UnitKind
from chalicelib.units.use_cases.reading import read_unit, read_units
from chalicelib.units.use_cases.registering import RegisterUnit, register_unit
from chalicelib.units.use_cases.standing import resume_unit, suspend_unit
from infra.local.seed.units import seed_units
from tests.worlds import (
    HEALTH,
    WATER,
    World,
    agent,
    call_by,
    caller,
    officer,
    small_world,
    supervisor,
)

NEW = UnitCode("370402030")
POWER_COMPANY = RegisterUnit(
    NEW, "样例供电企业", UnitKind.PUBLIC_SERVICE, Sector.POWER, HEALTH, ("样例负责人",)
)
TOWN = RegisterUnit(NEW, "样例镇", UnitKind.ORGAN, None, None, ())


@pytest.fixture
def world() -> World:
    return small_world()


def register(world: World, command: RegisterUnit, who: Caller | None = None) -> Unit:
    return register_unit(command, call_by(who or officer()), world.ports)


@pytest.mark.parametrize("kind", [UnitKind.ORGAN, UnitKind.AUTHORISED])
def test_an_organ_or_an_authorised_organisation_is_a_unit_without_a_sector(
    world: World, kind: UnitKind
) -> None:
    register(world, replace(TOWN, kind=kind))
    stored = world.unit(NEW)
    assert (stored.kind, stored.sector, stored.sector_authority) == (kind, None, None)


@pytest.mark.parametrize("sector", Sector)
def test_a_public_service_unit_is_of_one_of_the_sectors_of_the_rule(
    world: World, sector: Sector
) -> None:
    register(world, replace(POWER_COMPANY, sector=sector))
    assert world.unit(NEW).sector is sector
    assert world.unit(NEW).sector_authority == HEALTH


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(POWER_COMPANY, sector=None), "sector"),
        (replace(TOWN, sector=Sector.WATER), "sector"),
        (replace(POWER_COMPANY, sector_authority=None), "sector_authority"),
        (replace(TOWN, sector_authority=HEALTH), "sector_authority"),
        (replace(POWER_COMPANY, sector_authority=WATER), "sector_authority"),
        (replace(POWER_COMPANY, sector_authority=NEW), "sector_authority"),
    ],
)
def test_sector_and_authority_belong_to_public_service_units_and_to_no_other(
    world: World, command: RegisterUnit, field: str
) -> None:
    with pytest.raises((UnitRuleBroken, UnitUnknown)) as caught:
        register(world, command)
    assert caught.value.field == field
    assert world.ports.units.unit(NEW) is None


def test_a_unit_is_registered_once(world: World) -> None:
    register(world, TOWN)
    with pytest.raises(UnitRuleBroken) as caught:
        register(world, replace(TOWN, name="另一个样例镇"))
    assert caught.value.field == "code"
    assert world.unit(NEW).name == "样例镇"


@pytest.mark.parametrize("code", ["", "37040203", "3704020300", "37040203A", "３７０４０２０３０"])
def test_a_units_code_is_nine_digits(world: World, code: str) -> None:
    with pytest.raises(FieldInvalid):
        register(world, replace(TOWN, code=UnitCode(code)))


@pytest.mark.parametrize(
    "who",
    [
        agent(),
        supervisor(),
        caller(HEALTH, None),
        caller(TASK_FORCE_OFFICE, "publisher-1"),
        caller(TASK_FORCE_OFFICE, "officer-9"),
    ],
)
def test_only_an_officer_in_office_registers_suspends_and_resumes_units(
    world: World, who: Caller
) -> None:
    with pytest.raises(RoleNotAllowed):
        register(world, TOWN, who)
    with pytest.raises(RoleNotAllowed):
        suspend_unit(HEALTH, call_by(who), world.ports)
    with pytest.raises(RoleNotAllowed):
        resume_unit(HEALTH, call_by(who), world.ports)


def test_a_suspended_unit_is_not_operational_until_it_is_resumed(world: World) -> None:
    suspend_unit(HEALTH, call_by(officer()), world.ports)
    assert world.unit(HEALTH).missing_to_operate() == ("单位已暂停,请联系工作专班办公室恢复",)
    with pytest.raises(UnitRuleBroken):
        suspend_unit(HEALTH, call_by(officer()), world.ports)
    resume_unit(HEALTH, call_by(officer()), world.ports)
    assert world.unit(HEALTH).is_operational
    assert world.told(f"unit:{HEALTH}") == [
        (EventType.UNIT_CHANGED, {"what": "suspended"}),
        (EventType.UNIT_CHANGED, {"what": "resumed"}),
    ]


def test_every_unit_is_seen_by_every_unit_but_its_people_only_by_itself(world: World) -> None:
    own = read_unit(HEALTH, agent(), world.ports)
    other = read_unit(WATER, agent(), world.ports)
    assert own.shows_people
    assert [one.name for one in own.unit.members] != []
    assert (other.shows_people, other.unit.members) == (False, ())
    assert [one.unit.code for one in read_units(agent(), world.ports)] == [
        TASK_FORCE_OFFICE,
        HEALTH,
        WATER,
    ]
    with pytest.raises(UnitUnknown):
        read_unit(NEW, agent(), world.ports)


def test_an_officer_sees_the_people_of_other_units_with_masked_names(world: World) -> None:
    reading = read_unit(HEALTH, officer(), world.ports)
    assert reading.shows_people
    names = {one.name for one in reading.unit.members}
    assert not names & {one.name for one in world.unit(HEALTH).members}
    assert all("*" in name for name in names)


def test_the_districts_units_of_the_seed_are_as_article_3_says() -> None:
    units = {one.code: one for one in seed_units()}
    assert len(units) == 27
    assert all(one.is_operational for one in units.values())
    public = [one for one in units.values() if one.kind is UnitKind.PUBLIC_SERVICE]
    assert {one.sector for one in public} == set(Sector)
    for one in public:
        assert one.sector_authority is not None
        assert units[one.sector_authority].kind is UnitKind.ORGAN
