"""A release that moves its scripts: what devices have kept works on, and is replaced whole."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend.check.test_check_offline import CONTROLLED
from tests.frontend.conftest import Visits, verdict
from tests.frontend.site import Site, link

pytestmark = pytest.mark.needs_chromium

FORMER = "js/former_page.js"
SCRIPT = "document.querySelector('script').src"


def go(page: Page, url: str) -> None:
    page.goto("about:blank")
    page.goto(url)


@pytest.fixture
def former(site: Site) -> Site:
    """The release before: the check page's entry stood elsewhere."""
    site.put_status(shard=0)
    site.put(FORMER, "import './check/page.js';\n")
    site.change_page("p.html", "/js/check/page.js", f"/{FORMER}")
    site.change_page("sw.js", "const SHELL = [", f"const SHELL = ['/{FORMER}',")
    site.change_page("sw.js", "const VERSION = '", "const VERSION = 'former-")
    return site


def test_a_kept_page_works_after_its_scripts_moved_and_is_replaced_when_asked(
    former: Site, visits: Visits, chromium: Browser
) -> None:
    page = visits.open(chromium, service_workers="allow")
    page.evaluate(CONTROLLED)
    former.renew_pages()
    former.remove(FORMER)

    go(page, link(former.origin, status_shard=0))
    assert verdict(page) == "真实有效"
    assert page.evaluate(SCRIPT).endswith(FORMER)

    page.get_by_text("点此更新").click()
    expect(page.locator("script")).to_have_attribute("src", "/js/check/page.js")
    page.wait_for_load_state("load")
    page.context.set_offline(True)
    go(page, link(former.origin, status_shard=0))
    assert verdict(page) == "真实有效"
    kept = page.evaluate("caches.keys()")
    assert [one for one in kept if "former" in one] == []


def test_a_home_page_of_before_the_rooms_runs_on_todays_scripts_also_offline(
    site: Site, visits: Visits, chromium: Browser
) -> None:
    """It is published with an edition, so for up to an hour it is older than the scripts."""
    home = site.publish()["index.html"].decode()
    before = re.sub(r"/js/(list|shared)/", "/js/", home)
    assert '<script type="module" src="/js/home.js">' in before
    site.put("index.html", before)
    page = visits.open(chromium, "/", service_workers="allow")
    page.evaluate(CONTROLLED)
    for is_offline in (False, True):
        page.context.set_offline(is_offline)
        go(page, f"{site.origin}/#q=低保")
        expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
