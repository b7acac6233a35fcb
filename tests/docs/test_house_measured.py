"""The house measured: what a reader looks through, and what knows what (docs/architecture.md)."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tools import measure_house

MOST_NAMES = 16
MOST_BETWEEN = 0.10
FULLEST_ROOM = 26


@pytest.fixture(scope="module")
def found() -> set[measure_house.Import]:
    return measure_house.imports()


def test_a_rule_s_code_is_found_among_few_names() -> None:
    assert measure_house.names_scanned() <= MOST_NAMES


def test_no_room_is_crowded() -> None:
    names, folder = measure_house.fullest_room()
    assert names <= FULLEST_ROOM, folder


def test_few_imports_cross_between_subjects(found: set[measure_house.Import]) -> None:
    assert len(measure_house.between_subjects(found)) <= MOST_BETWEEN * len(found)


def test_no_file_needs_itself_to_be_read(found: set[measure_house.Import]) -> None:
    assert measure_house.circles(found) == []


@pytest.mark.parametrize(
    ("more", "rings"),
    [
        ([("chalicelib.a.x", "chalicelib.b.y"), ("chalicelib.b.y", "chalicelib.a.x")], 1),
        ([("chalicelib.a.x", "chalicelib.b.y"), ("chalicelib.b.y", "chalicelib.c.z")], 0),
    ],
)
def test_a_circle_is_seen(more: Iterable[measure_house.Import], rings: int) -> None:
    assert len(measure_house.circles(set(more))) == rings


def test_crossings_and_crowds_are_seen(tmp_path: Path) -> None:
    crossing = {("chalicelib.requests.domain.x", "chalicelib.units.domain.unit")}
    aside = {
        ("chalicelib.requests.domain.x", "chalicelib.kernel.ids"),
        ("chalicelib.storage.kinds", "chalicelib.units.domain.unit"),
        ("chalicelib.units.api.views", "chalicelib.units.domain.unit"),
    }
    assert measure_house.between_subjects(crossing | aside) == crossing
    room = tmp_path / "chalicelib" / "room"
    room.mkdir(parents=True)
    for number in range(3):
        (room / f"m{number}.py").touch()
    assert measure_house.fullest_room(tmp_path) == (3, "chalicelib/room")
    (tmp_path / "docs").mkdir()
    row = "| 1 | 样例 | `chalicelib/room/m0.py` `chalicelib/room/m1.py` | 测试 | |"
    (tmp_path / "docs" / "rules.md").write_text(row, "utf-8")
    assert measure_house.names_scanned(tmp_path) == 3
