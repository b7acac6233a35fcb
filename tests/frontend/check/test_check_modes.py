"""Large text, dark, print, contrast, English, keyboard, no script: the same page for everybody."""

import pytest
from playwright.sync_api import Page

from tests.frontend.conftest import Visit, axe_findings, verdict
from tests.frontend.site import Site, link

pytestmark = pytest.mark.needs_chromium

TARGETS = """() => [...document.querySelectorAll('button, .btn, input:not(.vh), summary')]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.id || one.textContent, one.getBoundingClientRect().height])"""


def too_small(page: Page, least: float) -> list[object]:
    return [one for one in page.evaluate(TARGETS) if one[1] < least]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_the_start_has_no_finding_of_axe_in_any_mode(visit: Visit) -> None:
    page = visit()
    assert axe_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe_findings(page) == []
    page.locator("#big").click()
    assert axe_findings(page) == []
    page.emulate_media(color_scheme="light", contrast="more")
    assert axe_findings(page) == []


def test_targets_are_large_enough_for_a_thumb_and_larger_in_large_text(
    visit: Visit, site: Site
) -> None:
    page = visit()
    assert too_small(page, 44) == []
    page.locator("#big").click()
    assert too_small(page, 60) == []
    assert overflow(page) <= 0
    page.goto(link(site.origin))
    verdict(page)
    assert too_small(page, 60) == []
    assert overflow(page) <= 0


def test_large_text_is_larger_and_remembered(visit: Visit, site: Site) -> None:
    page = visit()
    size = "Number.parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    assert before == 17
    page.locator("#big").click()
    assert page.evaluate(size) == pytest.approx(before * 1.375)
    page.goto("about:blank")
    page.goto(link(site.origin))
    assert verdict(page) == "真实有效"
    assert page.locator("#big").get_attribute("aria-pressed") == "true"
    assert page.locator("#band h1").is_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(visit: Visit, site: Site, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    assert overflow(page) <= 0
    page.goto(link(site.origin))
    verdict(page)
    assert overflow(page) <= 0


def test_dark_changes_the_paper_and_not_the_verdict_s_colour(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin), color_scheme="dark")
    verdict(page)
    colour = "at => getComputedStyle(at).backgroundColor"
    assert page.locator("body").evaluate(colour) == "rgb(20, 22, 24)"
    assert page.locator("#band").evaluate(colour) == "rgb(18, 102, 74)"


def test_printed_it_is_black_on_white_with_the_time_of_the_check(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin), color_scheme="dark")
    verdict(page)
    page.emulate_media(media="print", color_scheme="light")
    seen = "at => [getComputedStyle(at).color, getComputedStyle(at).backgroundColor]"
    colours = page.locator("#band").evaluate(seen)
    assert colours == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert page.locator("#band .live").is_visible()
    assert not page.locator("#out .acts").is_visible()
    assert not page.locator(".top").is_visible()


def test_reduced_motion_stands_still(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin), reduced_motion="reduce")
    verdict(page)
    assert page.locator("#band .icon").evaluate("at => at.getAnimations().length") == 0


def test_forced_colours_leave_a_frame_and_the_shape(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin), forced_colors="active")
    verdict(page)
    width = page.locator("#band").evaluate("at => getComputedStyle(at).borderTopWidth")
    assert width == "4px"


def test_english_is_a_switch_away_and_remembered(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin))
    verdict(page)
    page.locator("#lang").click()
    page.get_by_role("heading", name="Genuine and valid").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "What was checked" in page.inner_text("main")
    # Names are what the paper says, and are read out as Chinese.
    assert page.locator(".slip h2").get_attribute("lang") == "zh-CN"
    assert axe_findings(page) == []
    page.goto("about:blank")
    page.goto(f"{site.origin}/p")
    page.get_by_role("heading", name="Check an e-proof").wait_for()
    page.locator("#lang").click()
    page.get_by_role("heading", name="验一份电子证明").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_everything_is_reached_and_used_by_keyboard(visit: Visit, site: Site) -> None:
    page = visit("/p")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    wanted = ["big", "lang", "scan", "photo", "pdf", "text", "check", "SUMMARY"]
    assert [one for one in reached if one in wanted] == wanted
    page.locator("#text").focus()
    page.keyboard.insert_text(link(site.origin))
    page.keyboard.press("Enter")
    verdict(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "再验一份"
    page.keyboard.press("Enter")
    assert page.locator("#start").is_visible()


def test_the_focus_is_to_be_seen(visit: Visit) -> None:
    page = visit()
    page.locator("#photo").focus()
    ring = page.locator("label:has(#photo)").evaluate("at => getComputedStyle(at).outlineStyle")
    assert ring == "solid"


def test_without_script_the_page_says_what_cannot_be_done(visit: Visit) -> None:
    page = visit(java_script_enabled=False, at=None)
    assert page.locator("h1").inner_text() == "验一份电子证明"
    said = page.locator("noscript").inner_text()
    assert "不能在这里核验" in said
    assert "12345" in said


def test_a_browser_that_cannot_check_says_so_and_shows_nothing(visit: Visit, site: Site) -> None:
    page = visit()
    page.evaluate("() => { Object.defineProperty(crypto, 'subtle', { value: undefined }); }")
    page.evaluate("url => { location.href = url; }", link(site.origin))
    assert verdict(page) == "暂不能确认"
    assert "这个浏览器没能完成核验" in page.locator("#band").inner_text()
    assert page.locator(".slip").count() == 0
