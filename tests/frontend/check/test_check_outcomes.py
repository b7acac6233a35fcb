"""Each outcome of the check has its own word, shape and look, and shows no more than it may."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from chalicelib.kernel.texts.qr_text import digits_of
from chalicelib.requests.domain.answers import Conclusion
from chalicelib.requests.domain.claims import ProofClaims
from tests.frontend.conftest import Visit, axe_findings, verdict
from tests.frontend.site import Site, link
from tests.vectors.making import (
    EXTRACTED_AT,
    LISTED_AT,
    NOW,
    REVOKED_INDEX,
    SAMPLE,
    SUSPENDED_INDEX,
    flipped,
    signed,
    signed_members,
)

pytestmark = pytest.mark.needs_chromium

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
EXPIRED = replace(SAMPLE, expires_at=EXTRACTED_AT + timedelta(minutes=2))


@dataclass(frozen=True)
class Look:
    """What a reader meets: the word, part of the sentence, whether the facts are shown."""

    name: str
    text: str
    word: str
    sentence: str
    shows_facts: bool
    item: str | None = None


def of(claims: ProofClaims) -> str:
    return digits_of(signed(claims))


LOOKS = [
    Look("VALID", of(SAMPLE), "真实有效", "内容未被改动，未撤销", True),
    Look("REVOKED", of(replace(SAMPLE, status_index=REVOKED_INDEX)), "已撤销", "现已作废", True),
    Look("SUSPENDED", of(replace(SAMPLE, status_index=SUSPENDED_INDEX)), "已暂停", "暂停了", True),
    Look("EXPIRED", of(EXPIRED), "已过期", "过了有效期", True),
    Look("UNTRUSTED", digits_of(flipped(signed(SAMPLE), 1, 300)), "不可信", "签名对不上", False),
    Look("PURPOSE_MISMATCH", of(SAMPLE), "用途不符", "不是用于这件事", True, "SX002"),
    Look("KEY_UNKNOWN", digits_of(signed(SAMPLE, 99)), "公钥未知", "签名还没有验过", False),
    Look("STATUS_UNKNOWN", of(replace(SAMPLE, status_shard=3)), "暂不能确认", "撤销名单", True),
    Look("NOT_OURS", "1234567890", "不是本系统的码", "请核对后重扫", False),
]


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen


def opened(visit: Visit, site: Site, look: Look, **options: object) -> Page:
    page = visit("/p", **options)
    if look.item is not None:
        page.evaluate("item => sessionStorage.setItem('item', item)", look.item)
    page.goto(f"{site.origin}/p#{look.text}")
    return page


def test_an_outcome_says_its_word_in_its_own_shape_and_look(
    visit: Visit, site: Site, look: Look
) -> None:
    page = opened(visit, site, look)
    assert verdict(page) == look.word
    assert look.sentence in page.locator("#band p").first.inner_text()
    assert page.locator(f"#band.v-{look.name}").count() == 1
    assert page.locator(f'#band use[href="#{look.name}"]').count() == 1
    assert page.locator("#band h1").evaluate("at => at === document.activeElement")
    assert page.locator("#band").get_attribute("aria-live") == "assertive"
    assert page.title().startswith(look.word)
    assert not page.locator("#start").is_visible()


def test_facts_are_shown_only_of_a_verified_content(visit: Visit, site: Site, look: Look) -> None:
    page = opened(visit, site, look)
    verdict(page)
    shown = page.inner_text("body")
    for fact in ("欧阳*三", "枣庄市公安局市中分局", "市中区住房和城乡建设局", "无犯罪记录证明"):
        assert (fact in shown) == look.shows_facts
    assert page.locator(".stamp").count() == (look.name == "VALID")


def test_an_outcome_has_no_finding_of_axe_in_any_mode(visit: Visit, site: Site, look: Look) -> None:
    page = opened(visit, site, look, reduced_motion="reduce")
    verdict(page)
    assert axe_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe_findings(page) == []
    page.emulate_media(color_scheme="light")
    page.locator("#big").click()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_looks_differ_without_colour(visit: Visit, site: Site) -> None:
    shapes = set()
    for look in LOOKS:
        page = opened(visit, site, look)
        verdict(page)
        name = page.locator("#band use").get_attribute("href") or ""
        shapes.add(page.locator(f"symbol{name}").inner_html())
        page.context.close()
    assert len(shapes) == len(LOOKS)


def keep_picture(name: str, draw: Callable[[], Page]) -> None:
    """Drawn afresh only where it is missing: another machine's fonts would change every byte."""
    kept = PICTURES / f"check-{name}.png"
    if not kept.exists():
        drawn = Image.open(io.BytesIO(draw().screenshot()))
        # A palette makes a third of the bytes and no difference to the eye.
        drawn.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(kept, optimize=True)
    assert kept.stat().st_size <= 60_000


def test_a_picture_of_each_outcome_is_kept(visit: Visit, site: Site, look: Look) -> None:
    def draw() -> Page:
        page = opened(visit, site, look, reduced_motion="reduce")
        verdict(page)
        return page

    keep_picture(look.name.lower().replace("_", "-"), draw)


def test_a_picture_of_the_start_and_of_each_mode_is_kept(visit: Visit, site: Site) -> None:
    def large() -> Page:
        page = visit(reduced_motion="reduce")
        page.locator("#big").click()
        page.goto(link(site.origin))
        verdict(page)
        return page

    def dark() -> Page:
        page = visit(link(site.origin), color_scheme="dark", reduced_motion="reduce")
        verdict(page)
        return page

    keep_picture("start", visit)
    keep_picture("valid-large", large)
    keep_picture("valid-dark", dark)


def test_a_revoked_title_is_struck_and_an_expired_date_too(visit: Visit, site: Site) -> None:
    struck = "at => getComputedStyle(at).textDecorationLine"
    page = opened(visit, site, LOOKS[1])
    assert page.locator(".slip h2").evaluate(struck) == "line-through"
    assert page.locator(".void").inner_text() == "作废"
    page = opened(visit, site, LOOKS[3])
    assert page.locator(".until").evaluate(struck) == "line-through"
    assert page.locator(".void").inner_text() == "过期"


def test_a_valid_verdict_has_a_running_clock_that_no_screenshot_has(
    visit: Visit, site: Site
) -> None:
    page = visit(link(site.origin))
    verdict(page)
    clock = page.locator("#band .live")
    first = clock.inner_text()
    assert "截图不算数" in first
    page.clock.run_for(2000)
    assert clock.inner_text() != first


def test_a_genuine_proof_of_no_record_is_not_shown_as_a_confirmation(
    visit: Visit, site: Site
) -> None:
    for conclusion, word in ((Conclusion.NOT_CONFIRMED, "不符"), (Conclusion.NO_RECORD, "查无")):
        page = visit(link(site.origin, conclusion=conclusion))
        assert verdict(page) == "真实有效"
        assert word in page.locator("#band p").first.inner_text()
        assert page.locator("dd.c").inner_text() == word


def test_a_token_without_a_place_in_the_status_list_is_not_valid(visit: Visit, site: Site) -> None:
    page = visit(f"{site.origin}/p#{digits_of(signed_members({}, without='s'))}")
    assert verdict(page) == "不可信"
    assert page.locator(".slip").count() == 0


def test_what_was_checked_and_what_not_is_said_line_by_line(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin))
    verdict(page)
    lines = page.locator(".steps li").all_inner_texts()
    marks = [line.split("\n")[0].strip() for line in lines]
    assert marks == ["✓", "✓", "✓", "?", "?"]
    assert "数字签名" in lines[0]
    assert "名单 2026年11月22日 18:30 更新" in lines[2]
    assert "没有核对用途" in lines[3]
    assert "持有人" in lines[4]


def test_a_clock_behind_the_signed_list_is_reported(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin), at=NOW - timedelta(days=2))
    assert verdict(page) == "真实有效"
    assert "本机时间比系统慢" in page.locator(".warn").inner_text()
    assert axe_findings(page) == []


def test_a_status_list_past_its_exp_confirms_nothing(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin), at=LISTED_AT + timedelta(hours=24))
    assert verdict(page) == "暂不能确认"
    assert "名单截至 2026年11月22日 18:30" in page.locator("#band").inner_text()


def test_codes_stand_where_the_names_are_not_genuine(visit: Visit, site: Site) -> None:
    site.put("units.json", '{"signed": "e30.e30.e30"}')
    page = visit(link(site.origin))
    assert verdict(page) == "真实有效"
    assert page.locator(".slip h2").inner_text() == "M00012"
    assert "11370402004281234X" in page.locator(".slip").inner_text()


def test_a_verdict_left_open_does_not_outlive_the_list(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin))
    assert verdict(page) == "真实有效"
    page.clock.fast_forward("25:00:00")
    page.locator(".v-STATUS_UNKNOWN").wait_for()


def test_a_revocation_reaches_an_open_verdict_within_five_minutes(visit: Visit, site: Site) -> None:
    site.put_clean_status(shard=3)
    page = visit(link(site.origin, status_shard=3, status_index=REVOKED_INDEX))
    assert verdict(page) == "真实有效"
    site.put_status(shard=3)
    page.clock.fast_forward("05:01")
    page.locator(".v-REVOKED").wait_for()
    assert page.locator("#band h1").evaluate("at => at === document.activeElement")
