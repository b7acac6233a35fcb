"""Offline after the first visit; a new version waits until somebody asks for it."""

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.kernel.texts.qr_text import digits_of
from tests.frontend.conftest import Visits, verdict
from tests.frontend.site import Site, link
from tests.vectors.making import REVOKED_INDEX, SAMPLE, flipped, signed

pytestmark = pytest.mark.needs_chromium

WORKS = "navigator.serviceWorker.ready.then(() => new Promise((done) => {"
CONTROLLED = f"{WORKS} const at = navigator.serviceWorker; at.controller ? done(1) : at.addEventListener('controllerchange', () => done(1)); }}))"  # noqa: E501


@pytest.fixture
def page(visits: Visits, chromium: Browser, site: Site) -> Page:
    """A first visit to the start page, with the worker in charge."""
    site.put_status(shard=0)
    opened = visits.open(chromium, service_workers="allow")
    opened.evaluate(CONTROLLED)
    return opened


def go(page: Page, url: str) -> None:
    """As a scanner app opens a link: a new document."""
    page.goto("about:blank")
    page.goto(url)


def test_after_the_first_visit_a_proof_is_checked_without_a_network(page: Page, site: Site) -> None:
    page.context.set_offline(True)
    go(page, link(site.origin, status_shard=0))
    assert verdict(page) == "真实有效"
    assert "无犯罪记录证明" in page.inner_text("body")
    assert page.locator("#net").is_visible()
    go(page, link(site.origin, status_shard=0, status_index=REVOKED_INDEX))
    assert verdict(page) == "已撤销"
    go(page, f"{site.origin}/p#{digits_of(flipped(signed(SAMPLE), 1, 300))}")
    assert verdict(page) == "不可信"


def test_a_shard_that_was_never_read_confirms_nothing_offline(page: Page, site: Site) -> None:
    page.context.set_offline(True)
    go(page, link(site.origin))
    assert verdict(page) == "暂不能确认"


def test_a_key_that_the_kept_keys_do_not_have_is_not_called_unknown_offline(
    page: Page, site: Site
) -> None:
    """It may be newer than the copy; with a network the site's own word counts."""
    newer = f"{site.origin}/p#{digits_of(signed(SAMPLE, 99))}"
    page.context.set_offline(True)
    go(page, newer)
    assert verdict(page) == "暂不能确认"
    page.context.set_offline(False)
    go(page, newer)
    assert verdict(page) == "公钥未知"


def test_a_shard_that_was_read_once_is_kept(page: Page, site: Site) -> None:
    go(page, link(site.origin))
    assert verdict(page) == "真实有效"
    page.context.set_offline(True)
    go(page, link(site.origin))
    assert verdict(page) == "真实有效"


def test_a_kept_list_past_its_exp_confirms_nothing(page: Page, site: Site) -> None:
    page.context.set_offline(True)
    page.clock.fast_forward("24:00:00")
    page.goto(link(site.origin, status_shard=0))  # the same document: the clock goes on
    assert verdict(page) == "暂不能确认"
    assert "名单截至" in page.locator("#band").inner_text()


def test_online_a_fresh_list_is_asked_for_every_time(page: Page, site: Site) -> None:
    site.put_clean_status(shard=0)
    go(page, link(site.origin, status_shard=0, status_index=REVOKED_INDEX))
    assert verdict(page) == "真实有效"
    site.put_status(shard=0)
    go(page, link(site.origin, status_shard=0, status_index=REVOKED_INDEX))
    assert verdict(page) == "已撤销"


def test_a_failing_site_does_not_take_the_kept_lists_away(page: Page, site: Site) -> None:
    site.is_down = True
    go(page, link(site.origin, status_shard=0))
    assert verdict(page) == "真实有效"


def test_a_slow_network_is_given_two_and_a_half_seconds(page: Page, site: Site) -> None:
    site.delays["/status/0.jwt"] = 6.0
    go(page, link(site.origin, status_shard=0))
    page.locator(".v-VALID").wait_for(timeout=5_000)


def test_the_worker_keeps_nothing_that_says_which_proof_was_looked_at(
    page: Page, site: Site
) -> None:
    code = site.put_token()
    page.locator("#text").fill(code)
    page.locator("#text").press("Enter")
    verdict(page)
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""
    )
    assert f"{site.origin}/p" in kept
    assert not [url for url in kept if "/c/" in url or "/f/" in url or "#" in url]


def test_a_new_version_waits_for_a_quiet_word(page: Page, site: Site) -> None:
    site.change_page("p.html", "验一份电子证明</h1>", "验一份电子证明(新)</h1>")
    site.change_page("sw.js", "const VERSION = '", "const VERSION = 'newer-")
    go(page, f"{site.origin}/p")
    page.locator("#update").wait_for()
    assert page.locator("#update").inner_text() == "有新版，点此更新"
    assert page.locator("h1").first.inner_text() == "验一份电子证明"
    page.get_by_text("点此更新").click()
    page.get_by_text("验一份电子证明(新)").wait_for()
    names = page.evaluate("caches.keys()")
    assert len([name for name in names if name.startswith("shell-")]) == 1
