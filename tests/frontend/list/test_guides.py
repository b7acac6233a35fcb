"""The printable guide of an item (Art. 13) in a browser: on a screen, on paper, as a file."""

import re

import pytest
from playwright.sync_api import Page

from tests.frontend.conftest import Visit, axe_findings
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

A4_WIDTH = 794 - 2 * 60  # CSS pixels of 210 mm less the margins of 16 mm
SPLIT = """(height) => [...document.querySelectorAll('section')]
    .filter((one) => one.getBoundingClientRect().height > height).length"""


@pytest.fixture(autouse=True)
def published(site: Site) -> None:
    site.publish()


def guide(visit: Visit, code: str = "SX001", **options: object) -> Page:
    return visit(f"/list/g/1/{code}.html", **options)


def test_it_names_each_proof_and_what_to_say(visit: Visit) -> None:
    page = guide(visit)
    assert page.locator("h1").inner_text() == "教师资格认定"
    assert page.locator("section").count() == int(
        re.findall(r"\d+", page.locator(".sum").inner_text())[0]
    )
    assert "这样说" in page.locator("section").first.inner_text()


@pytest.mark.parametrize("width", [320, 390, A4_WIDTH])
def test_nothing_is_cut_off_on_a_phone_or_on_paper(visit: Visit, width: int) -> None:
    page = guide(visit, viewport={"width": width, "height": 1000})
    page.emulate_media(media="print" if width == A4_WIDTH else "screen")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_no_proof_is_split_and_the_ink_is_dark_whatever_the_screen_prefers(
    visit: Visit,
) -> None:
    page = guide(visit, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    broken = page.locator("section").first.evaluate("(one) => getComputedStyle(one).breakInside")
    assert broken == "avoid"
    # A section longer than a page would be split all the same.
    assert page.evaluate(SPLIT, 1123 - 2 * 68) == 0
    colours = page.evaluate(
        "['color', 'backgroundColor'].map((one) => getComputedStyle(document.body)[one])"
    )
    assert colours == ["rgb(26, 28, 30)", "rgb(255, 255, 255)"]


def test_the_printed_file_has_a_page_or_two_of_a4(visit: Visit) -> None:
    printed = guide(visit).pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed)
    assert 1 <= len(boxes) <= 3
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_it_works_without_scripts_and_has_no_finding(visit: Visit) -> None:
    page = guide(visit)
    assert page.locator("script").count() == 0
    assert axe_findings(page) == []
