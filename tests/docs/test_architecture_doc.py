"""docs/architecture.md and docs/adr speak of what is there."""

import re
import tomllib
from pathlib import Path

import pytest

from chalicelib.cloud.dynamodb.record import Record
from chalicelib.complaints.adapters.counters import counter_place
from chalicelib.proofs.ports import StatusMark
from chalicelib.requests.domain.claims import ProofStatus
from chalicelib.storage.dynamodb import places
from tests.contract.store.records import NOW

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "architecture.md", *sorted((ROOT / "docs" / "adr").glob("*.md"))]
TEXT = PAGES[0].read_text("utf-8")
MARK = StatusMark(0, 0, ProofStatus.REVOKED)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_link_of_a_page_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"`((?:chalicelib|infra|tests|step_functions|frontend)/[a-z0-9_./]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
    linked = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in linked if not (page.parent / link).exists()] == []


def test_every_arrow_that_is_enforced_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {one["id"] for one in project["tool"]["importlinter"]["contracts"]}
    assert set(re.findall(r"^\| `([a-z]+)` \|", section("箭头 arrows"), re.MULTILINE)) == contracts


def test_every_index_of_the_table_is_explained() -> None:
    indexes = {name.removesuffix("_index") for name in vars(Record) if name.endswith("_index")}
    named = re.findall(r"^\| `([a-z_]+)` \|", section("一张表 one table"), re.MULTILINE)
    assert set(named) == indexes


def test_every_kind_of_primary_key_is_explained() -> None:
    found = [
        places.request_place("x"),
        places.unit_place("x"),
        places.key_place("x"),
        places.invitation_place("x"),
        places.webhook_place("x", "x"),
        places.case_place("x", "x"),
        places.complaint_place("x"),
        counter_place("x", NOW),
        places.operation_place("x", "x"),
        places.call_place("x", "x"),
        places.proof_place("x"),
        places.status_place(MARK),
        places.mark_place(MARK),
    ]
    table = section("一张表 one table")
    for place in found:
        prefix = place.pk.partition("#")[0]
        assert re.search(rf"^\| `{prefix}[`#]", table, re.MULTILINE), prefix


def test_every_decision_is_in_the_list_of_decisions() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    for page in PAGES[1:]:
        assert page.name == "README.md" or f"({page.name})" in listed
        assert page.name == "README.md" or "**Alternatives.**" in page.read_text("utf-8")


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
