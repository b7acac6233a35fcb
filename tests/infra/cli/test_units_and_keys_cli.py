"""`mianzheng unit` and `mianzheng key` against the real API, over a real socket."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from chalicelib.http.serving import use
from chalicelib.kernel.ids import UnitCode
from chalicelib.keys.adapters.possession_check import PossessionCheck
from infra.cli.office.key import key
from infra.cli.office.unit import unit
from infra.client.calling.keyfile import permission_warnings, read_key_file
from tests.infra.cli.desk import Desk
from tests.worlds import empty_world

HEALTH = "370402011"
SUPERVISOR, AGENT = f"{HEALTH}-supervisor-1", f"{HEALTH}-agent-1"
OFFICER = "370402001-officer-1"


def test_units_are_listed_and_shown(desk: Desk) -> None:
    listed = desk.run(unit, "list", as_=AGENT)
    assert listed.exit_code == 0, listed.output
    assert "区卫生健康局" in listed.output
    assert listed.output.count("可运行") == 27
    shown = desk.run(unit, "show", HEALTH, as_=AGENT)
    assert "样例督办员" in shown.output
    other = desk.run(unit, "show", "370402018", as_=AGENT)
    assert "样例" not in other.output


def test_the_people_of_a_unit_change_by_the_command_line(desk: Desk) -> None:
    steps = [
        (SUPERVISOR, "add-member", HEALTH, "zhao", "赵样例"),
        (SUPERVISOR, "add-agent", HEALTH, "zhao"),
        (SUPERVISOR, "remove-agent", HEALTH, "zhao"),
        (OFFICER, "cover", HEALTH, "zhao", "--until", tomorrow()),
        (OFFICER, "cover", HEALTH, "--end"),
        (OFFICER, "suspend", HEALTH),
        (OFFICER, "resume", HEALTH),
        (OFFICER, "office", "agent-1", "PUBLISHER"),
        (OFFICER, "office", "agent-1", "PUBLISHER", "--dismiss"),
        (SUPERVISOR, "hand-over", HEALTH, "zhao"),
        (OFFICER, "register", "370402030", "样例镇", "--kind", "ORGAN"),
    ]
    for who, *arguments in steps:
        result = desk.run(unit, *arguments, as_=who)
        assert result.exit_code == 0, result.output
    stored = {one.code: one for one in desk.world.store.units.units()}
    assert stored[UnitCode(HEALTH)].supervisor == "zhao"
    assert len(stored) == 28
    receipts = list((desk.folder / "home" / "receipts").iterdir())
    assert len(receipts) == len(steps)


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")


def test_a_refusal_is_told_in_chinese_with_its_code_and_exit_code_1(desk: Desk) -> None:
    refused = desk.run(unit, "add-agent", HEALTH, "nobody", as_=SUPERVISOR)
    assert refused.exit_code == 1
    assert "没有编号为 nobody 的人员" in refused.stderr
    assert "unit.rule" in refused.stderr
    assert desk.run(unit, "suspend", HEALTH, as_=SUPERVISOR).exit_code == 1


@pytest.mark.parametrize("arguments", [["zhao"], ["--until", tomorrow()], ["zhao", "--end"]])
def test_half_a_cover_is_a_usage_error(desk: Desk, arguments: list[str]) -> None:
    assert desk.run(unit, "cover", HEALTH, *arguments, as_=OFFICER).exit_code == 2


def invite(desk: Desk) -> tuple[str, str]:
    invited = desk.run(key, "invite", HEALTH, "agent", "agent-1", as_=SUPERVISOR)
    assert invited.exit_code == 0, invited.output
    cells = [line.split("│") for line in invited.output.splitlines() if "│" in line]
    found = {one[1].strip(): one[2].strip() for one in cells}
    return found["邀请编号"], found["一次性口令"]


def register(desk: Desk, name: str, *command: str) -> Result:
    invitation, code = invite(desk)
    out = str(desk.folder / f"{name}.json")
    return desk.run(key, *command, "--invitation", invitation, "--code", code, "--out", out)


def test_a_key_from_its_invitation_to_its_use_and_its_end(desk: Desk) -> None:
    registered = register(desk, "mine", "register")
    assert registered.exit_code == 0, registered.output
    mine = desk.file("mine")
    assert permission_warnings(mine) == []
    content = read_key_file(mine)
    assert (content.unit_name, content.member, content.role) == ("区卫生健康局", "agent-1", "agent")
    assert desk.run(unit, "list", as_="mine").exit_code == 1
    approved = desk.run(key, "approve", content.kid, as_=SUPERVISOR)
    assert "有效" in approved.output
    assert desk.run(unit, "list", as_="mine").exit_code == 0
    rotated = register(desk, "next", "rotate", "--as", str(mine))
    assert rotated.exit_code == 0, rotated.output
    new = read_key_file(desk.file("next")).kid
    assert desk.run(key, "approve", new, as_=SUPERVISOR).exit_code == 0
    assert desk.run(key, "revoke", content.kid, as_="next").exit_code == 0
    assert desk.run(unit, "list", as_="mine").exit_code == 1
    listed = desk.run(key, "list", HEALTH, as_="next")
    assert listed.output.count("已吊销") == 1


def test_no_key_file_is_overwritten_and_none_is_left_by_a_refusal(desk: Desk) -> None:
    desk.file(AGENT)
    assert register(desk, AGENT, "register").exit_code == 2
    invitation, _ = invite(desk)
    out = desk.folder / "refused.json"
    refused = desk.run(
        key, "register", "--invitation", invitation, "--code", "0" * 11, "--out", str(out)
    )
    assert refused.exit_code == 1
    assert "还可以试 4 次" in refused.stderr
    assert not out.exists()


def test_the_operator_enrols_the_first_officer_of_a_stage_once(desk: Desk) -> None:
    world = empty_world(datetime.now(UTC))
    trust = PossessionCheck(desk.origin)
    settings = replace(desk.world.services.settings, origin=desk.origin)
    ports = world.ports.replaced(trust=trust)
    use(replace(desk.world.services, settings=settings, ports=ports))
    out = desk.folder / "first.json"
    arguments = ["first-officer", "officer-1", "样例经办人", "--out", str(out), "--yes"]
    made = CliRunner().invoke(key, arguments)
    assert made.exit_code == 0, made.output
    assert read_key_file(out).role == "officer"
    arguments[4] = str(desk.folder / "second.json")
    again = CliRunner().invoke(key, arguments)
    assert again.exit_code == 1
    assert "只能登记一次" in again.output
