"""Counters: filed, answered, overdue, by unit kind, once each however often a call repeats."""

from datetime import timedelta

from tests.api.service import World

ANSWER = {
    "conclusion": "CONFIRMED",
    "facts": [{"name": "收入", "value": "样例"}],
    "as_of": "2026-11-18",
}


def counted(world: World) -> list[tuple[str, str]]:
    from chalicelib.workers.outbox import drain_outbox

    drain_outbox({}, None)
    return sorted(world.telemetry.counted)


def test_a_repeated_call_counts_once() -> None:
    world = World()
    filing = {
        "row": "ZM049",
        "case_no": "A-1",
        "applicant": {"kind": "person", "name": "样例甲", "id_no": "370402199001010016"},
    }
    for _ in range(3):
        again = world.call(
            "POST", "/v1/verification-requests", filing, "370402018-agent-1", "operation-1"
        )
        assert again.status == 201
    assert counted(world) == [("filed", "PUBLIC_SERVICE")]


def test_an_answer_that_uncovers_the_breach_counts_both() -> None:
    world = World()
    request = world.file("ZM011")["id"]
    world.clock.advance(timedelta(minutes=40))
    path = f"/v1/verification-requests/{request}/answer"
    assert world.call("POST", path, ANSWER, "370402002-agent-1").status == 200
    assert counted(world) == [("answered", "ORGAN"), ("filed", "ORGAN"), ("overdue", "ORGAN")]
