"""The list offline after the first visit, with its date; a new edition takes an old one's place."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend.conftest import Visits
from tests.frontend.listing import first_edition, rule_code, second_edition
from tests.frontend.site import Site
from tests.frontend.test_check_offline import CONTROLLED

pytestmark = pytest.mark.needs_chromium

KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""


@pytest.fixture
def page(visits: Visits, chromium: Browser, site: Site) -> Page:
    """A first visit to the home page, with the worker in charge."""
    site.publish()
    opened = visits.open(chromium, "/", service_workers="allow")
    opened.evaluate(CONTROLLED)
    return opened


def go(page: Page, path: str) -> None:
    origin = page.evaluate("location.origin")
    page.goto("about:blank")
    page.goto(origin + path)


def test_after_the_first_visit_the_list_is_searched_without_a_network(page: Page) -> None:
    page.context.set_offline(True)
    go(page, "/#q=低保")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    assert page.locator("#net").is_visible()
    expect(page.locator("#edition")).to_contain_text("清单第 1 版")


def test_an_item_that_was_opened_is_whole_another_one_is_a_sketch(page: Page) -> None:
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    page.context.set_offline(True)
    go(page, "/item#SX001")
    expect(page.locator(".proof").first).to_contain_text("《教师资格条例》")
    assert "数据截至" in page.locator("#facts").inner_text()
    page.get_by_role("button", name="亮规则码").first.click()
    page.locator(".qr").wait_for()
    go(page, "/item#SX004")
    expect(page.locator(".note")).to_contain_text("截至 2026年11月18日")
    assert page.locator(".proof").count() == 7
    assert "收入证明(单位开具)" in page.locator("#list").inner_text()


@pytest.mark.parametrize("path", ["/unit#370402006", "/rules", "/feedback", "/r"])
def test_the_other_pages_open_without_a_network(page: Page, path: str) -> None:
    page.context.set_offline(True)
    go(page, path)
    assert page.locator("h1").first.is_visible()
    if path.startswith("/unit"):
        expect(page.locator("h1")).to_have_text("区民政局")


def test_a_rule_code_is_checked_without_a_network(page: Page) -> None:
    page.context.set_offline(True)
    go(page, f"/r#{rule_code(first_edition(), 1, 'ZM001')}")
    expect(page.locator("#band h1")).to_have_text("现行")
    assert "清单截至 2026年11月18日" in page.locator("#band").inner_text()


def test_a_new_edition_takes_the_place_of_the_old_one(page: Page, site: Site) -> None:
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    before = page.evaluate(KEPT)
    assert "/list/i/1/SX001.json" in before
    site.publish(second_edition())
    go(page, "/")
    expect(page.locator("#edition")).to_contain_text("清单第 2 版")
    page.wait_for_timeout(800)
    kept = page.evaluate(KEPT)
    assert [one for one in kept if "/list/search-" in one] != [
        one for one in before if "/list/search-" in one
    ]
    assert len([one for one in kept if "/list/search-" in one]) == 1
    assert "/list/i/1/SX001.json" not in kept
    page.context.set_offline(True)
    go(page, "/#q=疫苗")
    expect(page.locator("#list .ps").first).to_contain_text("疫苗接种信息")


def test_a_slow_network_is_given_two_and_a_half_seconds(page: Page, site: Site) -> None:
    site.delays["/list/manifest.json"] = 6.0
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for(timeout=9_000)


def test_what_one_looked_up_is_not_told_to_the_site(page: Page, site: Site) -> None:
    site.asked.clear()
    page.locator("#q").fill("低保")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    page.wait_for_timeout(200)
    assert not [one for one in site.asked if one.startswith("/list/i/") or "q=" in one]
