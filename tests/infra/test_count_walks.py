"""The counting of walks: what ran, what went back where, and nothing of an import."""

from infra.stage.file import load_stage
from infra.template.compose import compose
from infra.template.compute import Code
from tools.count_walks import Walk, counted

COMPOSE, KEYS = "infra/template/compose.py", "infra/template/keys.py"


def walked(times: int) -> Walk:
    stage = load_stage("test")
    with counted() as walk:
        for _ in range(times):
            compose(stage, Code("", "", "", ""))
    return walk


def test_a_place_passed_again_is_one_return_and_many_passings() -> None:
    once, twice = walked(1), walked(2)
    assert {COMPOSE, KEYS} <= once.files == twice.files
    back = ((KEYS, "keys"), (COMPOSE, "compose"))
    assert (once.returns[back], twice.returns[back]) == (1, 2)
    assert once.returns.keys() == twice.returns.keys()


def test_a_return_within_a_file_and_the_callers_outside_the_house_do_not_count() -> None:
    walk = walked(1)
    assert all(gone[0] != into[0] for gone, into in walk.returns)
    assert not any("tests" in place[0] for pair in walk.returns for place in pair)
    assert walk.row("deploy").split()[0] == "deploy"
    assert walk.row("deploy").split()[3:] == [
        str(len(walk.files)),
        str(len(walk.returns)),
        str(sum(walk.returns.values())),
    ]
