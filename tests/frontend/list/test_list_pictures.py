"""Pictures of the public pages on a phone and on a desk, kept in docs/pictures/.

Drawn afresh only where one is missing: another machine's fonts would change every byte.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.frontend.conftest import Visit
from tests.frontend.listing import first_edition, rule_code, second_edition
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "has_touch": False}
Act = Callable[[Page], object]


def typed(text: str) -> Act:
    def act(page: Page) -> None:
        page.locator("#q").fill(text)
        page.locator("html[data-asked]").wait_for()
        page.wait_for_timeout(300)

    return act


def coded(page: Page) -> None:
    page.get_by_role("button", name="亮规则码").first.click()
    page.locator(".qr").wait_for()


def enlarged(page: Page) -> None:
    page.locator("#big").click()


def stay(_page: Page) -> None:
    """As it opens."""


def code(number: int, row: str) -> str:
    return rule_code(second_edition(), number, row)


STATES: list[tuple[str, str, Act, dict[str, Any]]] = [
    ("home", "/", stay, {}),
    ("home-dark", "/", stay, {"color_scheme": "dark"}),
    ("home-large", "/", enlarged, {}),
    ("home-search", "/", typed("wfz"), {}),
    ("home-answer", "/", typed("健在证明"), {}),
    ("home-loose", "/", typed("健在正明"), {}),
    ("home-nothing", "/", typed("xqkvw"), {}),
    ("home-desk", "/", stay, DESK),
    ("home-search-desk", "/", typed("居住证"), DESK),
    ("item", "/item#SX001", stay, {}),
    ("item-dark", "/item#SX004", stay, {"color_scheme": "dark"}),
    ("item-large", "/item#SX001", enlarged, {}),
    ("item-desk", "/item#SX001", stay, DESK),
    ("item-code", "/item#SX001", coded, {}),
    ("item-code-desk", "/item#SX001", coded, DESK),
    ("unit", "/unit#370402006", stay, {}),
    ("unit-desk", "/unit#370402006", stay, DESK),
    ("changes", "/changes", stay, {}),
    ("rules", "/rules", stay, {}),
    ("feedback", "/feedback#ZM012@SX004", stay, {}),
    ("feedback-desk", "/feedback", stay, DESK),
    ("rule-current", f"/r#{code(2, 'ZM012')}", stay, {}),
    ("rule-superseded", f"/r#{code(1, 'ZM004')}", stay, {}),
    ("rule-not-ours", "/r#1234567890", stay, {}),
    ("rule-current-desk", f"/r#{code(2, 'ZM003')}", stay, DESK),
]


@pytest.mark.parametrize(("name", "path", "act", "options"), STATES, ids=[one[0] for one in STATES])
def test_a_picture_of_each_page_is_kept(
    visit: Visit, site: Site, name: str, path: str, act: Act, options: dict[str, Any]
) -> None:
    kept = PICTURES / f"{name}.png"
    if not kept.exists():
        site.publish(second_edition() if name.startswith(("rule", "changes")) else first_edition())
        page = visit(path, reduced_motion="reduce", **options)
        page.wait_for_load_state("networkidle")
        act(page)
        page.mouse.move(0, 0)
        drawn = Image.open(io.BytesIO(page.screenshot()))
        drawn.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(kept, optimize=True)
    assert kept.stat().st_size <= 70_000
