"""/v1/units: who takes part, and how a unit changes its people (Art. 3, 10-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.http.blueprint import Answer, Call
from chalicelib.http.fields import Fields
from chalicelib.kernel.callers import Role
from chalicelib.kernel.ids import MemberId, UnitCode
from chalicelib.units.api.json import unit_json
from chalicelib.units.domain.unit import Sector, Unit, UnitKind

if TYPE_CHECKING:
    from chalicelib.units.ports import Ports
    from chalicelib.units.use_cases.registering import RegisterUnit

LONGEST_CODE = 40
LONGEST_NAME = 100
MOST_LEADERS = 10


def page(call: Call[Ports]) -> Answer:
    from chalicelib.units.use_cases.reading import read_units

    call.incoming.refuse_other_parameters()
    found = read_units(call.signed.caller, call.ports)
    return Answer({"items": [unit_json(one) for one in found]})


def read(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.reading import read_unit

    found = read_unit(UnitCode(unit), call.signed.caller, call.ports)
    return Answer(unit_json(found))


def register(call: Call[Ports]) -> Answer:
    from chalicelib.units.use_cases.registering import register_unit

    command = register_command(call.body())
    return _told(call, register_unit(command, call.signed, call.ports), status=201)


def supervisor(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.offices import hand_over_supervisor

    member = member_command(call.body())
    ports = call.ports
    return _told(call, hand_over_supervisor(UnitCode(unit), member, call.signed, ports))


def cover(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.cover import StartLeaveCover, start_leave_cover

    with Fields(call.body()) as fields:
        member = MemberId(fields.text("member", LONGEST_CODE))
        command = StartLeaveCover(UnitCode(unit), member, fields.instant("until"))
    return _told(call, start_leave_cover(command, call.signed, call.ports))


def end_cover(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.cover import end_leave_cover

    refuse_fields(call)
    return _told(call, end_leave_cover(UnitCode(unit), call.signed, call.ports))


def member(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.members import AddMember, add_member

    with Fields(call.body()) as fields:
        id_ = MemberId(fields.text("member", LONGEST_CODE))
        command = AddMember(UnitCode(unit), id_, fields.text("name", LONGEST_NAME))
    return _told(call, add_member(command, call.signed, call.ports), status=201)


def agent(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.offices import add_agent

    member = member_command(call.body())
    return _told(call, add_agent(UnitCode(unit), member, call.signed, call.ports))


def end_agent(call: Call[Ports], unit: str, member: str) -> Answer:
    from chalicelib.units.use_cases.offices import remove_agent

    refuse_fields(call)
    ports = call.ports
    return _told(call, remove_agent(UnitCode(unit), MemberId(member), call.signed, ports))


def suspend(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.standing import suspend_unit

    refuse_fields(call)
    return _told(call, suspend_unit(UnitCode(unit), call.signed, call.ports))


def resume(call: Call[Ports], unit: str) -> Answer:
    from chalicelib.units.use_cases.standing import resume_unit

    refuse_fields(call)
    return _told(call, resume_unit(UnitCode(unit), call.signed, call.ports))


def appoint(call: Call[Ports]) -> Answer:
    from chalicelib.units.use_cases.offices import appoint_officer

    member, role = office_command(call.body())
    return _told(call, appoint_officer(member, role, call.signed, call.ports))


def dismiss(call: Call[Ports]) -> Answer:
    from chalicelib.units.use_cases.offices import dismiss_officer

    member, role = office_command(call.body())
    return _told(call, dismiss_officer(member, role, call.signed, call.ports))


def register_command(body: dict[str, object]) -> RegisterUnit:
    """{code, name, kind, sector?, sector_authority?, leaders?}."""
    from chalicelib.units.use_cases.registering import RegisterUnit

    with Fields(body) as fields:
        authority = fields.optional_text("sector_authority", LONGEST_CODE)
        return RegisterUnit(
            code=UnitCode(fields.text("code", LONGEST_CODE)),
            name=fields.text("name", LONGEST_NAME),
            kind=fields.choice("kind", UnitKind),
            sector=fields.optional_choice("sector", Sector),
            sector_authority=None if authority is None else UnitCode(authority),
            leaders=fields.texts("leaders", MOST_LEADERS, str),
        )


def member_command(body: dict[str, object]) -> MemberId:
    """{member}."""
    with Fields(body) as fields:
        return MemberId(fields.text("member", LONGEST_CODE))


def office_command(body: dict[str, object]) -> tuple[MemberId, Role]:
    """{member, role}."""
    with Fields(body) as fields:
        return MemberId(fields.text("member", LONGEST_CODE)), fields.choice("role", Role)


def refuse_fields(call: Call[Ports]) -> None:
    """The path says it all: the body is empty or {}."""
    if call.incoming.body:
        with Fields(call.body()):
            pass


def _told(call: Call[Ports], unit: Unit, *, status: int = 200) -> Answer:
    from chalicelib.units.use_cases.reading import seen_by

    return Answer(unit_json(seen_by(call.signed.caller, unit, call.ports)), status)
