"""The rooms of infra: a caption for each, and every command in the file of its name."""

import ast
from pathlib import Path

import click
import pytest

from infra.cli.main import COMMANDS, main

INFRA = Path(__file__).parents[2] / "infra"
ROOMS = sorted(one.parent for one in INFRA.rglob("__init__.py"))
LONGEST_CAPTION = 100


@pytest.mark.parametrize("room", ROOMS, ids=[str(one.relative_to(INFRA)) for one in ROOMS])
def test_a_room_says_in_one_line_what_is_in_it(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    caption = said.splitlines()[0] if said else ""
    assert 10 < len(caption) <= LONGEST_CAPTION
    assert caption.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_found_in_the_file_of_its_name(name: str) -> None:
    module, _, attribute = COMMANDS[name].partition(":")
    package, _, file = module.rpartition(".")
    assert (file, attribute) == (name, name)
    rooms = {f"infra.cli.{one}" for one in ("laptop", "office", "stage")}
    assert package in rooms or package in {f"{one}.{name}" for one in rooms}
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name


def test_every_command_of_a_stage_is_in_the_list() -> None:
    """A file that is no command says whose part it is: rotate_seal."""
    files = {one.stem for one in (INFRA / "cli" / "stage").glob("*.py")} - {"__init__"}
    assert {one for one in files if one.partition("_")[0] not in COMMANDS} == set()
