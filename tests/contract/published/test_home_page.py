"""The home page is filled from names that people typed: a name stays text, whatever it says."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.publishing.use_cases.home import home_html
from tests.seed import seed_edition

TEMPLATE = (Path(__file__).parents[3] / "chalicelib/data/pages/home.html").read_text("utf-8")
MARKS = sorted(set(re.findall(r"\{\{[A-Z_]+\}\}", TEMPLATE)))
ODD = (*MARKS, r"\1 \g<0>", "</title><script>alert(1)</script>", '"><svg onload=alert(1)>')


class Words(HTMLParser):
    """What the page says: text by text, and its tags."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def page_of(name: str) -> Words:
    """An edition of one row whose item, proof and unit bear this name."""
    row = next(iter(seed_edition().rows.values()))
    item = replace(row.service_item, name=name)
    odd = replace(row, service_item=item, material=replace(row.material, name=name))
    edition = CatalogueEdition(1, seed_edition().effective_from, {odd.code: odd})
    return Words(home_html(edition, {item.unit: name}, date(2026, 11, 20)))


def test_the_template_has_marks() -> None:
    assert len(MARKS) == 12


@pytest.mark.parametrize("name", ODD)
def test_a_name_that_looks_like_a_mark_or_like_markup_stays_a_name(name: str) -> None:
    page, plain = page_of(name), page_of("教师资格认定")
    assert page.said.count(name) == 4, "in the item, its unit, its proof, and the units to choose"
    assert page.tags == plain.tags
