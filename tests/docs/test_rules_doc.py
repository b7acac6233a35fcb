"""docs/rules.md names what is there: modules, tests, and every decision of our own."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "rules.md").read_text("utf-8")
PLAIN_ROW = re.compile(r"^\| (?!---|条款|依据|编号)(.+) \|$", re.MULTILINE)
SAYS_OURS = re.compile(r"\bOURS\b")


def tracked(pattern: str) -> list[str]:
    found = subprocess.run(
        ["git", "ls-files", pattern], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in found.stdout.split() if (ROOT / name).is_file()]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def named_files() -> set[str]:
    return set(re.findall(r"`([a-z0-9_./]+\.(?:py|json))`", TEXT))


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in row.split(" | ")] for row in PLAIN_ROW.findall(TEXT)]


def decisions() -> set[str]:
    return set(re.findall(r"^\| (O\d+) \|", TEXT, re.MULTILINE))


def test_every_file_it_names_is_there() -> None:
    assert len(named_files()) > 50
    assert [name for name in sorted(named_files()) if not (ROOT / name).is_file()] == []


def test_every_test_of_an_article_is_named() -> None:
    listed = [name for name in tracked("tests/rules/*.py") if "/test_" in name]
    assert len(listed) > 20
    articles = {name for name in listed if name.startswith("tests/rules/article_")}
    assert articles - named_files() == set(), "add a row to docs/rules.md"


def test_every_row_of_an_article_names_a_module_and_a_test() -> None:
    ruled = [row for row in rows() if not row[0].startswith("O")]
    assert len(ruled) > 25
    for row in ruled:
        modules, tests = row[2], row[3]
        assert "chalicelib/" in modules, row[0]
        assert "tests/" in tests, row[0]


def test_every_decision_of_ours_is_explained_and_used() -> None:
    used = {name for row in rows() if len(row) == 5 for name in re.findall(r"O\d+", row[4])}
    assert used == decisions()
    assert decisions() == {f"O{number}" for number in range(1, len(decisions()) + 1)}


def test_every_module_that_says_ours_is_listed_with_our_decisions() -> None:
    ours = {row[3].strip("` |") for row in rows() if row[0].startswith("O")}
    saying = [name for name in tracked("chalicelib/*.py") if SAYS_OURS.search(read(name))]
    assert len(saying) > 5
    for name in saying:
        assert name in named_files() | ours, f"{name} decides something: list it"
