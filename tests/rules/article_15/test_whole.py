"""Article 15: trainings, seals and accounts of a unit are kept as plain records."""

from datetime import timedelta

import pytest

from tests.api.service import World

RECORDS = "/v1/units/370402006/records"
TRAINING = {"kind": "TRAINING", "title": "代办员培训", "held_on": "2026-11-18", "note": "样例"}
SUPERVISOR = "370402006-supervisor-1"


@pytest.fixture
def world() -> World:
    return World()


def test_the_supervisor_keeps_the_units_records(world: World) -> None:
    added = world.call("POST", RECORDS, TRAINING, SUPERVISOR)
    assert added.status == 201
    world.clock.advance(timedelta(minutes=1))
    world.call("POST", RECORDS, TRAINING | {"kind": "SEAL", "title": "核实信息专用章"}, SUPERVISOR)
    listed = world.call("GET", RECORDS, None, "370402006-agent-1").body["items"]
    assert [one["kind"] for one in listed] == ["TRAINING", "SEAL"]
    assert listed[0] == added.body


def test_an_officer_keeps_and_reads_the_records_of_any_unit(world: World) -> None:
    officer = "370402001-officer-1"
    assert world.call("POST", RECORDS, TRAINING, officer).status == 201
    assert len(world.call("GET", RECORDS, None, officer).body["items"]) == 1


@pytest.mark.parametrize("who", ["370402006-agent-1", "370402002-supervisor-1"])
def test_nobody_else_adds_to_a_units_records(world: World, who: str) -> None:
    refused = world.call("POST", RECORDS, TRAINING, who)
    assert (refused.status, refused.body["code"]) == (403, "access.role")


def test_another_unit_does_not_read_them(world: World) -> None:
    assert world.call("GET", RECORDS, None, "370402002-agent-1").status == 403


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [({"held_on": "2026-11-19"}, "held_on"), ({"held_on": "昨天"}, "held_on"),
     ({"kind": "PARTY"}, "kind"), ({"title": ""}, "title"), ({"more": 1}, "more")],
)  # fmt: skip
def test_a_record_that_makes_no_sense_names_its_field(
    world: World, spoilt: dict[str, object], field: str
) -> None:
    refused = world.call("POST", RECORDS, TRAINING | spoilt, SUPERVISOR)
    assert (refused.status, refused.body["field"]) == (400, field)
