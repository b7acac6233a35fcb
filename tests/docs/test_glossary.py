"""One Chinese term, one English identifier: enums, labels and docs/glossary.md say the same."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import chalicelib
from chalicelib.kernel.labels import label, labels_of

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
# `EditionState.DRAFT / SUBMITTED`: a type, a dot, and members up to the closing backtick.
_MEMBERS = re.compile(r"`(?P<type>[A-Z][A-Za-z]*)\.(?P<members>[A-Z][A-Z0-9_]*(?: / [A-Z0-9_]+)*)`")


MACHINES_OWN = {"Lane", "Box"}
"""No person reads the names of lanes and boxes."""


def enums_of_the_domain() -> Iterator[type[StrEnum]]:
    for found in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if not re.search(r"\.(kernel|domain)\b", found.name):
            continue
        module = importlib.import_module(found.name)
        for value in vars(module).values():
            is_enum = isinstance(value, type) and issubclass(value, StrEnum)
            is_here = is_enum and value.__module__ == module.__name__
            if is_here and value.__name__ not in MACHINES_OWN:
                yield value


def rows_by_member() -> Iterator[tuple[str, str]]:
    """Every (``Type.MEMBER``, Chinese cell) of the glossary's tables."""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            chinese, identifiers, *_ = (cell.strip() for cell in line.strip("|").split("|"))
            for match in _MEMBERS.finditer(identifiers):
                for member in match["members"].split(" / "):
                    yield f"{match['type']}.{member}", chinese


MEMBERS = [
    pytest.param(member, id=f"{kind.__name__}.{member.name}")
    for kind in enums_of_the_domain()
    for member in kind
]
ROWS = dict(rows_by_member())


def test_the_walk_finds_the_enums_it_is_there_to_guard() -> None:
    names = {kind.__name__ for kind in enums_of_the_domain()}

    assert {"UnitKind", "Sector", "Role", "KeyStatus"} <= names


@pytest.mark.parametrize("member", MEMBERS)
def test_every_enum_value_has_a_chinese_label_and_a_glossary_row_with_that_word(
    member: StrEnum,
) -> None:
    name = f"{type(member).__name__}.{member.name}"

    assert member in labels_of(type(member)), f"no label for {name} in its subject's labels.py"
    assert name in ROWS, f"docs/glossary.md has no row for {name}"
    assert label(member) in ROWS[name], f"docs/glossary.md calls {name} {ROWS[name]!r}"


@pytest.mark.parametrize("kind", list(enums_of_the_domain()), ids=lambda kind: kind.__name__)
def test_two_values_of_one_enum_never_share_a_word(kind: type[StrEnum]) -> None:
    words = list(labels_of(kind).values())

    assert len(set(words)) == len(words)
    assert all(re.search("[一-鿿]", word) for word in words), "a label is Chinese"


def test_no_identifier_has_two_rows() -> None:
    named = [name for name, _ in rows_by_member()]

    assert len(set(named)) == len(named)
