"""At a counter: a scanner that types, and the purpose compared with every proof."""

import pytest

from tests.frontend.conftest import Visit, asked_for_proof, axe_findings, type_in, verdict
from tests.frontend.site import Site, link

pytestmark = pytest.mark.needs_chromium

# As fast as a scanner whatever else the machine does: key by key it could be as slow as a person.
SCANNED = """(text) => [...text, 'Enter'].forEach((key) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))"""


def test_a_scanner_that_types_is_read_one_slip_after_another(visit: Visit, site: Site) -> None:
    """A keyboard-wedge scanner at a counter: the first into the field, the next at the verdict."""
    page = visit("/p", has_touch=False)
    assert page.locator("#text").evaluate("at => at === document.activeElement")
    page.keyboard.type(link(site.origin))
    page.keyboard.press("Enter")
    assert verdict(page) == "真实有效"
    page.evaluate(SCANNED, link(site.origin, status_shard=3))
    page.locator(".v-STATUS_UNKNOWN").wait_for()
    assert asked_for_proof(site) == []


def test_a_scanner_behind_a_chinese_input_method_is_understood(visit: Visit, site: Site) -> None:
    page = visit()
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in link(site.origin))
    type_in(page, wide)
    assert verdict(page) == "真实有效"


def test_at_a_counter_the_item_is_chosen_once_and_compared_with_every_proof(
    visit: Visit, site: Site
) -> None:
    page = visit("/p", has_touch=False)
    page.locator("summary").click()
    page.locator("#items option").first.wait_for(state="attached")
    assert axe_findings(page) == []
    page.locator("#item").fill("小学入学登记 SX002")
    page.locator("#item").press("Tab")
    page.get_by_text("正在核对用途：小学入学登记").wait_for()
    page.locator("#text").focus()
    page.keyboard.insert_text(link(site.origin))
    page.keyboard.press("Enter")
    assert verdict(page) == "用途不符"
    assert "只用于“公租房申请”，不能用于“小学入学登记”" in page.locator(".steps").inner_text()
    page.evaluate(SCANNED, link(site.origin, service_item="SX002"))
    page.locator(".v-VALID").wait_for()
    page.get_by_text("再验一份").click()
    page.locator("#clear").click()
    type_in(page, link(site.origin))
    assert verdict(page) == "真实有效"
    assert "没有核对用途" in page.locator(".steps").inner_text()


def test_an_item_that_does_not_exist_is_not_taken(visit: Visit) -> None:
    page = visit()
    page.locator("summary").click()
    page.locator("#items option").first.wait_for(state="attached")
    page.locator("#item").fill("没有的事项")
    page.locator("#item").press("Tab")
    page.get_by_text("没有这个事项").wait_for()
    assert page.evaluate("sessionStorage.getItem('item')") is None
