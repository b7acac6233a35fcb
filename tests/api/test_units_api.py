"""/v1/units on the wire: who sees what, who changes whom."""

import pytest

from tests.api.service import Answered, World

HEALTH = "370402011"
HEALTH_SUPERVISOR = f"{HEALTH}-supervisor-1"
HEALTH_AGENT = f"{HEALTH}-agent-1"
OFFICER = "370402001-officer-1"


@pytest.fixture
def world() -> World:
    return World()


def post(world: World, path: str, as_: str, **body: object) -> Answered:
    return world.call("POST", path, body or None, as_=as_)


def test_a_unit_sees_all_units_and_only_its_own_people(world: World) -> None:
    answer = world.call("GET", "/v1/units", as_=HEALTH_AGENT)
    assert answer.status == 200
    units = {one["unit"]: one for one in answer.body["items"]}
    assert len(units) == 27
    assert [code for code, one in units.items() if "members" in one] == [HEALTH]
    assert "样例" not in repr([one for code, one in units.items() if code != HEALTH])
    assert all(one["is_operational"] for one in units.values())


def test_one_unit_is_read_with_its_people_by_itself(world: World) -> None:
    own = world.call("GET", f"/v1/units/{HEALTH}", as_=HEALTH_AGENT).body
    assert own["supervisor"] == "supervisor-1"
    assert own["agents"] == ["agent-1", "agent-2"]
    assert {one["member"]: one["roles"] for one in own["members"]} == {
        "supervisor-1": ["SUPERVISOR"],
        "agent-1": ["AGENT"],
        "agent-2": ["AGENT"],
    }
    other = world.call("GET", "/v1/units/370402018", as_=HEALTH_AGENT).body
    assert (other["sector"], other["sector_authority"]) == ("WATER", "370402009")
    assert not {"members", "supervisor", "agents", "leaders"} & other.keys()
    assert world.call("GET", "/v1/units/999999999", as_=HEALTH_AGENT).status == 404


def test_the_supervisor_hands_over_and_is_out_at_once(world: World) -> None:
    added = post(
        world, f"/v1/units/{HEALTH}/members", HEALTH_SUPERVISOR, member="zhao", name="赵样例"
    )
    assert added.status == 201
    moved = post(world, f"/v1/units/{HEALTH}/supervisor", HEALTH_SUPERVISOR, member="zhao")
    assert (moved.status, moved.body["supervisor"]) == (200, "zhao")
    refused = post(world, f"/v1/units/{HEALTH}/supervisor", HEALTH_SUPERVISOR, member="zhao")
    assert (refused.status, refused.body["code"]) == (403, "access.role")


def test_leave_cover_starts_and_ends_through_the_api(world: World) -> None:
    path = f"/v1/units/{HEALTH}/leave-cover"
    post(world, f"/v1/units/{HEALTH}/members", OFFICER, member="zhao", name="赵样例")
    until = "2026-11-20T18:00:00+08:00"
    started = post(world, path, OFFICER, member="zhao", until=until)
    assert started.body["acting_supervisor"] == "zhao"
    assert started.body["leave_cover"] == {
        "member": "zhao",
        "until": "2026-11-20T18:00:00.000+08:00",
    }
    ended = post(world, path + "/end", OFFICER)
    assert (ended.body["acting_supervisor"], ended.body["leave_cover"]) == ("supervisor-1", None)


def test_agents_come_and_go_but_never_all(world: World) -> None:
    path = f"/v1/units/{HEALTH}/agents"
    assert post(world, path + "/agent-1/remove", HEALTH_SUPERVISOR).body["agents"] == ["agent-2"]
    last = post(world, path + "/agent-2/remove", HEALTH_SUPERVISOR)
    assert (last.status, last.body["code"], last.body["article"]) == (409, "unit.rule", "10-1")
    removed = world.call("GET", "/v1/units", as_=HEALTH_AGENT)
    assert (removed.status, removed.body["code"]) == (403, "access.role")
    again = post(world, path, HEALTH_SUPERVISOR, member="agent-1")
    assert again.body["agents"] == ["agent-2", "agent-1"]


def test_an_officer_registers_suspends_and_resumes_a_unit(world: World) -> None:
    made = post(
        world,
        "/v1/units",
        OFFICER,
        code="370402030",
        name="样例供电所",
        kind="PUBLIC_SERVICE",
        sector="POWER",
        sector_authority="370402009",
        leaders=["样例负责人"],
    )
    assert made.status == 201
    assert made.body["missing"] == ["缺 1 名督办员", "缺至少 1 名代办员"]
    assert post(world, "/v1/units/370402030/suspend", OFFICER).body["is_suspended"]
    assert not post(world, "/v1/units/370402030/resume", OFFICER).body["is_suspended"]
    refused = post(world, f"/v1/units/{HEALTH}/suspend", HEALTH_SUPERVISOR)
    assert refused.status == 403


def test_officers_are_appointed_and_dismissed(world: World) -> None:
    body = {"member": "agent-1", "role": "PUBLISHER"}
    assert post(world, "/v1/task-force-office/appointments", OFFICER, **body).status == 200
    assert post(world, "/v1/task-force-office/dismissals", OFFICER, **body).status == 200
    assert post(world, "/v1/task-force-office/dismissals", OFFICER, **body).status == 409


def test_a_repeated_op_gives_the_first_result_again(world: World) -> None:
    path, body = f"/v1/units/{HEALTH}/members", {"member": "zhao", "name": "赵样例"}
    answers = [world.call("POST", path, body, HEALTH_SUPERVISOR, "operation-1") for _ in "12"]
    assert [one.status for one in answers] == [201, 201]
    assert answers[0].body == answers[1].body
    other = {"member": "qian", "name": "钱样例"}
    refused = world.call("POST", path, other, HEALTH_SUPERVISOR, "operation-1")
    assert (refused.status, refused.body["code"]) == (409, "op.reused")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (f"/v1/units/{HEALTH}/supervisor", {}, "member"),
        (f"/v1/units/{HEALTH}/supervisor", {"member": "agent-1", "x": 1}, "x"),
        (f"/v1/units/{HEALTH}/leave-cover", {"member": "m", "until": "tomorrow"}, "until"),
        (f"/v1/units/{HEALTH}/members", {"member": "m", "name": "x" * 101}, "name"),
        (f"/v1/units/{HEALTH}/leave-cover/end", {"because": "x"}, "because"),
        ("/v1/units", {"code": "370402030", "name": "x", "kind": "CLUB"}, "kind"),
        ("/v1/task-force-office/appointments", {"member": "m", "role": "BOSS"}, "role"),
    ],
)
def test_a_bad_field_is_named(world: World, path: str, body: dict[str, object], field: str) -> None:
    answer = world.call("POST", path, body, as_=OFFICER)
    assert (answer.status, answer.body.get("field")) == (400, field)


def test_webhooks_need_a_second_person(world: World) -> None:
    path = f"/v1/units/{HEALTH}/webhooks"
    url = "https://unit.example/hear"
    made = post(world, path, f"{HEALTH}-system-1", url=url)
    assert (made.status, made.body["is_active"]) == (201, False)
    one = f"{path}/{made.body['webhook']}"
    assert post(world, one + "/approve", HEALTH_SUPERVISOR).body["is_active"]
    listed = world.call("GET", path, as_=HEALTH_AGENT).body["items"]
    assert [(item["url"], item["is_active"]) for item in listed] == [(url, True)]
    assert world.call("GET", path, as_="370402018-agent-1").status == 403
    assert post(world, one + "/remove", HEALTH_SUPERVISOR).body["is_removed"]
    plain = post(world, path, HEALTH_AGENT, url="http://unit.example/hear")
    assert (plain.status, plain.body["field"]) == (400, "url")
