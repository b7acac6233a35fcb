"""An item's page: which proofs are not needed, how each is spared, what to say, the rule code."""

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend.check.test_check_offline import CONTROLLED
from tests.frontend.conftest import Visit, Visits, axe_findings, check_every_mode
from tests.frontend.listing import first_edition, named_like_the_page, second_edition
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

ITEM = "list/i/1/SX001.json"


@pytest.fixture(autouse=True)
def published(site: Site) -> Mapping[str, bytes]:
    return site.publish()


def opened(visit: Visit, code: str = "SX001", **options: object) -> Page:
    page = visit(f"/item#{code}", **options)
    page.locator("main:not([aria-busy])").wait_for()
    return page


def test_it_says_which_proofs_how_by_whom_how_long_and_on_which_basis(visit: Visit) -> None:
    page = opened(visit)
    assert page.locator("h1").inner_text() == "教师资格认定"
    assert page.locator(".lede").inner_text() == "办这件事，以下 3 份证明都不用您交。"
    first = page.locator(".proof").first
    assert first.locator("h2").inner_text() == "无犯罪记录证明"
    assert first.locator(".tag").all_inner_texts() == ["告知承诺", "部门核验"]
    said = first.inner_text()
    assert "承诺书" in said
    assert "区公安分局" in said
    assert "24 小时" in said
    assert "《教师资格条例》第十五条" in said
    assert "行政法规" in said
    facts = page.locator("#facts").inner_text()
    assert "第 1 版" in facts
    assert "2026年11月18日" in facts
    assert "数据截至" in facts
    assert page.title().startswith("教师资格认定")


def test_it_says_what_to_say_when_somebody_still_asks(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_text("窗口还要？这样说").first.click()
    assert "第十六条第（六）项" in page.locator("blockquote").first.inner_text()


def test_an_excluded_proof_stands_apart_and_is_not_counted(visit: Visit) -> None:
    page = opened(visit, "SX006")
    assert "以下 3 份证明" in page.locator(".lede").inner_text()
    assert page.get_by_role("heading", name="这些仍按原来的规定").is_visible()
    last = page.locator(".proof").last
    assert "健康检查证明" in last.inner_text()
    assert last.locator(".tag").inner_text() == "不适用"


def test_where_everything_is_excluded_nothing_is_promised(visit: Visit) -> None:
    page = opened(visit, "SX017")
    assert "不适用情形" in page.locator(".lede").inner_text()
    assert "不用您交" not in page.locator("#list").inner_text()


def test_a_complaint_takes_the_row_along(visit: Visit) -> None:
    page = opened(visit)
    link = page.locator(".proof").nth(1).get_by_role("link", name="投诉：还在要")
    assert link.get_attribute("href") == "/feedback#ZM002@SX001"


def test_the_rule_code_is_large_dark_on_white_and_keeps_the_screen_on(visit: Visit) -> None:
    page = opened(visit, color_scheme="dark")
    page.evaluate(
        """() => { Object.defineProperty(navigator, 'wakeLock', { value: {
            request: async () => { globalThis.lit = true;
                return { release: () => { globalThis.lit = false; } }; } } }); }"""
    )
    page.get_by_role("button", name="亮规则码").first.click()
    picture = page.locator(".qr")
    picture.wait_for()
    box = picture.bounding_box()
    assert box
    assert box["width"] >= 320
    colours = "at => [getComputedStyle(at).backgroundColor, getComputedStyle(at.firstChild).fill]"
    assert picture.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert page.evaluate("globalThis.lit")
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    assert not picture.is_visible()
    page.wait_for_timeout(50)
    assert page.evaluate("globalThis.lit") is False


def test_what_the_citizen_shows_is_what_the_clerk_sees(visit: Visit, tmp_path: Path) -> None:
    citizen = opened(visit)
    citizen.get_by_role("button", name="亮规则码").first.click()
    photo = tmp_path / "photo.png"
    citizen.locator(".qr").screenshot(path=photo)
    # The clerk's check page hands a rule code over to its own page.
    clerk = visit("/p")
    clerk.locator("#photo").set_input_files(photo)
    clerk.wait_for_url(re.compile(r"/r#\d+$"))
    expect(clerk.locator("#band h1")).to_have_text("现行")
    assert clerk.locator(".slip h2").inner_text() == "无犯罪记录证明"


def altered(content: bytes) -> bytes:
    """One character of the signed payload changed."""
    header, payload, signature = json.loads(content)["signed"].split(".")
    text = base64.urlsafe_b64decode(payload + "==").replace("教师".encode(), "医师".encode(), 1)
    payload = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return json.dumps({"signed": f"{header}.{payload}.{signature}"}).encode()


def test_an_item_altered_by_one_character_is_refused_and_nothing_of_it_shown(
    visit: Visit, site: Site, published: Mapping[str, bytes]
) -> None:
    site.put_bytes(ITEM, altered(published[ITEM]))
    page = opened(visit)
    assert "签名核对不上" in page.get_by_role("alert").inner_text()
    assert "师资格" not in page.inner_text("body")
    assert page.locator(".proof").count() == 0
    assert not page.locator("#aside").is_visible()
    check_every_mode(page)


def test_another_item_in_its_place_is_refused(
    visit: Visit, site: Site, published: Mapping[str, bytes]
) -> None:
    site.put_bytes(ITEM, published["list/i/1/SX002.json"])
    page = opened(visit)
    assert "签名核对不上" in page.get_by_role("alert").inner_text()


def test_an_item_that_is_not_on_the_list_says_so(visit: Visit) -> None:
    page = opened(visit, "SX999")
    assert "没有这一页要的内容" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("code", ["%", "%E0%A4%A"])
def test_a_cut_address_says_so_and_blames_no_browser(visit: Visit, code: str) -> None:
    page = opened(visit, code)
    assert "网址不完整或写错了" in page.get_by_role("alert").inner_text()
    assert "浏览器" not in page.get_by_role("alert").inner_text()


def test_rows_named_like_parts_of_the_page_disturb_none(visit: Visit, site: Site) -> None:
    site.publish(named_like_the_page())
    page = opened(visit)
    assert page.locator(".proof").count() == 3
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    page.get_by_role("button", name="亮规则码").first.click()
    page.locator("dialog .qr").wait_for()


def test_to_skip_to_the_text_leads_to_no_other_item(visit: Visit) -> None:
    page = opened(visit, has_touch=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("/item#SX001")
    assert page.locator("h1").inner_text() == "教师资格认定"


def test_an_altered_copy_is_not_kept(visits: Visits, chromium: Browser, site: Site) -> None:
    """Once the site is mended, so is this phone."""
    sound = first_edition()[ITEM]
    page = visits.open(chromium, "/rules", service_workers="allow")
    page.evaluate(CONTROLLED)
    site.put_bytes(ITEM, altered(sound))
    page.goto(f"{site.origin}/item#SX001")
    expect(page.get_by_role("alert")).to_contain_text("签名核对不上")
    site.put_bytes(ITEM, sound)
    page.reload()
    expect(page.locator("h1")).to_have_text("教师资格认定")


def test_it_is_sent_to_others_or_its_address_copied(visit: Visit) -> None:
    page = opened(visit)
    page.evaluate("navigator.share = undefined")
    page.evaluate(
        """() => { Object.defineProperty(navigator, 'clipboard', { value: {
            writeText: async (text) => { globalThis.copied = text; } } }); }"""
    )
    page.locator("#share").click()
    expect(page.locator("#said")).to_have_text("网址已复制。")
    assert page.evaluate("globalThis.copied").endswith("/item#SX001")


def test_printed_every_card_is_whole_without_buttons(visit: Visit) -> None:
    page = opened(visit)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("blockquote").first.is_visible()
    assert not page.get_by_role("button", name="亮规则码").first.is_visible()
    assert not page.locator(".top").is_visible()
    assert page.locator("#facts").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("code", ["SX001", "SX006", "SX999"])
def test_no_state_has_a_finding_in_any_mode(visit: Visit, code: str) -> None:
    page = opened(visit, code)
    check_every_mode(page)


def test_the_open_rule_code_has_no_finding_in_any_mode(visit: Visit) -> None:
    page = opened(visit)
    page.locator("#big").click()
    page.get_by_role("button", name="亮规则码").first.click()
    page.locator(".qr").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_findings(page) == []


def test_everything_is_used_by_keyboard(visit: Visit) -> None:
    page = opened(visit, has_touch=False)
    page.get_by_role("button", name="亮规则码").first.focus()
    page.keyboard.press("Enter")
    page.locator(".qr").wait_for()
    assert page.evaluate("document.activeElement.id") == "codeHead"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "关闭"
    page.keyboard.press("Enter")
    assert not page.locator(".qr").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "亮规则码"


def test_english_leaves_what_the_list_says_chinese(visit: Visit) -> None:
    page = opened(visit)
    page.locator("#lang").click()
    expect(page.locator(".lede")).to_have_text("For this, 3 proof(s) need not be handed in.")
    assert page.locator(".proof .tag").first.inner_text() == "Commitment"
    assert page.locator(".proof h2").first.get_attribute("lang") == "zh-CN"
    assert axe_findings(page) == []


def test_what_still_has_to_be_handed_in_offers_no_words_against_it(
    visit: Visit, site: Site
) -> None:
    site.publish(second_edition())
    page = visit("/item#SX002")
    bound = page.locator(".proof", has_text="疫苗接种信息")
    bound.wait_for()
    assert "不适用" in bound.inner_text()
    assert bound.locator("details").count() == 0
    assert bound.get_by_text("投诉").count() == 0
    assert page.locator(".proof", has_text="居住证持有信息").locator("details").count() == 1
