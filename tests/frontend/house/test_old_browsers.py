"""A browser as old as tools/js/browsers.js allows: what it lacks is taken away from Chromium.

The check of the scripts says what is used; here the ways around are walked.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend.check.test_check_scanning import photo_of
from tests.frontend.conftest import Visits, verdict
from tests.frontend.paper import printed
from tests.frontend.site import Site, link
from tests.vectors.making import REVOKED_INDEX

pytestmark = pytest.mark.needs_chromium

LACKING = """
for (const name of ['BarcodeDetector', 'CompressionStream', 'DecompressionStream', 'print',
  'createImageBitmap', 'requestIdleCallback', 'structuredClone']) delete globalThis[name];
delete Object.hasOwn;
for (const of of [Array, String, Object.getPrototypeOf(Int8Array)]) delete of.prototype.at;
for (const name of ['findLast', 'findLastIndex', 'toSorted', 'with']) delete Array.prototype[name];
for (const name of ['getBigUint64', 'getBigInt64']) delete DataView.prototype[name];
for (const name of ['showModal', 'show', 'close']) delete HTMLDialogElement.prototype[name];
delete URLSearchParams.prototype.size;
delete Navigator.prototype.share;
delete Navigator.prototype.wakeLock;
delete ReadableStream.prototype.pipeThrough;
"""


def go(page: Page, url: str) -> None:
    page.goto("about:blank")
    page.goto(url)


@pytest.fixture
def old(visits: Visits, chromium: Browser, site: Site) -> Page:
    """A page of such a browser."""
    page = visits.open(chromium, "/rules")
    page.context.add_init_script(LACKING)
    go(page, f"{site.origin}/p")
    assert page.evaluate("[typeof DecompressionStream, typeof print]") == ["undefined"] * 2
    return page


def test_a_proof_is_checked_with_the_list_of_what_was_revoked(old: Page, site: Site) -> None:
    go(old, link(site.origin))
    assert verdict(old) == "真实有效"
    assert "/js/check/inflate.js" in site.asked
    assert old.get_by_role("button", name="打印").count() == 0
    go(old, link(site.origin, status_index=REVOKED_INDEX))
    assert verdict(old) == "已撤销"


def test_a_check_code_and_a_photo_lead_to_the_proof(old: Page, site: Site) -> None:
    code = site.put_token()
    old.locator("#text").fill(code)
    old.locator("#text").press("Enter")
    assert verdict(old) == "真实有效"
    go(old, f"{site.origin}/p")
    old.locator("#photo").set_input_files(photo_of(printed(link(site.origin))))
    assert verdict(old) == "真实有效"


def test_the_home_page_keeps_what_was_asked_in_its_address(old: Page, site: Site) -> None:
    site.publish()
    go(old, f"{site.origin}/")
    old.locator("#q").fill("居住证")
    expect(old.locator("#list .row b").first).to_have_text("居住证申领")
    expect(old).to_have_url(re.compile("#q=.+$"))
    old.locator("#q").fill("")
    expect(old).to_have_url(f"{site.origin}/")


def test_a_rule_code_is_shown_and_put_away_without_dialogs(old: Page, site: Site) -> None:
    site.publish()
    go(old, f"{site.origin}/item#SX001")
    old.get_by_role("button", name="亮规则码").first.click()
    old.locator("#code .qr").wait_for()
    assert old.locator("#print").is_hidden()
    old.get_by_role("button", name="关闭").click()
    expect(old.locator("#code")).to_be_hidden()


def test_every_page_of_the_list_opens(old: Page, site: Site) -> None:
    site.publish()
    for path in ("/unit", "/changes", "/feedback", "/rules"):
        go(old, site.origin + path)
        expect(old.locator("h1").first).to_be_visible()
        expect(old.locator("main")).not_to_have_attribute("aria-busy", re.compile(".*"))
