"""Debian's Chromium on the published site; what it says on the console fails the test."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.frontend.site import Site
from tests.vectors.making import NOW

# The same engine without the browser's own windows: a page opens in a tenth of the time.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
# --no-sandbox: CI runs as root in a container. The rest keeps the browser from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
_AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture
def site(served: Site) -> Site:
    served.reset()
    return served


class Visits:
    """Opens pages as one person's browser would, and keeps what went wrong in them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(
        self, browser: Browser, path: str = "/p", at: datetime | None = NOW, **options: Any
    ) -> Page:
        """A page of a new context at ``path`` (or a whole link), with the clock set to ``at``."""
        given = {
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "service_workers": "block",
            **PHONE,
            **options,
        }
        context = browser.new_context(**given)
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        if at is not None:
            context.clock.install(time=at)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.goto(path if path.startswith("http") else self._site.origin + path)
        return page

    def _hear(self, kind: str, text: str) -> None:
        # A missing file and a blocked worker are what a test asked for; a policy broken is not.
        # An address that asks for nothing leaves what was loaded ahead unused.
        expected = ("Failed to load resource", "Service Worker registration blocked")
        is_unused = text.endswith("it is preloaded intentionally.")
        if kind in ("error", "warning") and not (text.startswith(expected) or is_unused):
            self.complaints.append(text)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visits(site: Site) -> Iterator[Visits]:
    made = Visits(site)
    yield made
    made.close()
    assert made.complaints == []
    for asked in site.asked:
        assert site.api or not asked.startswith("/v1"), "the page called the API"
        assert not [part for part in asked.split("/") if len(part) > 80], "a proof was sent"


@pytest.fixture
def visit(visits: Visits, chromium: Browser) -> Visit:
    def open_page(path: str = "/p", at: datetime | None = NOW, **options: Any) -> Page:
        return visits.open(chromium, path, at, **options)

    return open_page


def verdict(page: Page) -> str:
    """The big word, once the check is made."""
    word = page.locator(".verdict:not(.v-WAIT) h1")
    word.wait_for()
    return word.inner_text()


def type_in(page: Page, text: str) -> None:
    """Type or paste into the page's field, and Enter."""
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def asked_for_proof(site: Site) -> list[str]:
    """The requests that tell the site which proof is looked at."""
    return [path for path in site.asked if path.startswith(("/c/", "/f/"))]


@cache
def axe_source() -> str:
    return (Path(str(files("axe_playwright_python"))) / "axe.min.js").read_text("utf-8")


def axe_findings(page: Page) -> list[list[Any]]:
    """What axe-core has against the page as it stands: [rule, impact, first element]."""
    session = page.context.new_cdp_session(page)
    # Through the debugger, which a page's policy does not bind; the policy itself stays.
    there = session.send("Runtime.evaluate", {"expression": "typeof axe"})
    if there["result"]["value"] == "undefined":
        session.send("Runtime.evaluate", {"expression": axe_source()})
    run = (
        f"axe.run(document, {{runOnly: {json.dumps(_AXE_RULES)}}}).then((found) => JSON.stringify("
        "found.violations.map((one) => [one.id, one.impact, one.nodes[0].html.slice(0, 120)])))"
    )
    reply = session.send(
        "Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True}
    )
    session.detach()
    found: list[list[Any]] = json.loads(reply["result"]["value"])
    return found


def modes(page: Page) -> Iterator[str]:
    """The page as it stands in light, dark, large, and with high contrast."""
    yield "light"
    page.emulate_media(color_scheme="dark")
    yield "dark"
    page.locator("#big").click()
    yield "large and dark"
    page.emulate_media(color_scheme="light", contrast="more")
    yield "large with high contrast"


def check_every_mode(page: Page) -> None:
    """axe finds nothing, nothing is wider than the screen, a thumb hits every target."""
    for mode in modes(page):
        assert axe_findings(page) == [], mode
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, mode
        least = 60 if mode.startswith("large") else 44
        assert page.evaluate(_SMALL_TARGETS, least) == [], mode


_SMALL_TARGETS = """least => [...document.querySelectorAll(
    'button, .btn, .chip, .way, .row, input, select, textarea, summary')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least)
    .map((one) => one.id || one.textContent)"""
