"""Home: the published list, searched as one types; it says nothing that was not verified."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.conftest import Visit, axe_findings
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(autouse=True)
def published(site: Site) -> Mapping[str, bytes]:
    return site.publish()


def type_query(page: Page, text: str) -> None:
    page.locator("#q").fill(text)
    page.locator("html[data-asked]").wait_for()


def names(page: Page, place: str = "#list") -> list[str]:
    return page.locator(f"{place} .row b").all_inner_texts()


def test_the_first_rows_the_counts_and_the_edition_stand_in_the_page(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False, at=None)
    assert len(names(page)) == 20
    assert page.locator("#count").inner_text() == "共 43 项，先列 20 项"
    assert page.locator("#edition").inner_text() == "清单第 1 版，2026年11月18日公布"
    assert page.locator("#ways button").all_inner_texts()[0].split() == ["直接取消", "8"]
    assert "不能在这里搜索" in page.locator("noscript").inner_text()
    # Without scripts a row leads to the printable guide.
    assert page.locator("#list a").first.get_attribute("href") == "/list/g/1/SX001.html"


def test_with_scripts_a_row_leads_to_the_page_of_its_item(visit: Visit) -> None:
    page = visit("/")
    expect(page.locator("#list a").first).to_have_attribute("href", "/item#SX001")


def test_it_answers_while_one_types(visit: Visit) -> None:
    page = visit("/")
    page.locator("#q").press_sequentially("jzz")
    expect(page.locator("#list .row b").first).to_have_text("居住证申领")
    assert page.locator("#count").inner_text().startswith("找到")
    assert page.locator("#count").get_attribute("role") == "status"
    # The hero folds away: the field comes first, the answer right below.
    assert not page.get_by_text("输入要办的事").is_visible()
    assert not page.locator(".chips").is_visible()
    box = page.locator("#list .row").first.bounding_box()
    assert box
    assert box["y"] < 844


def test_what_was_found_is_marked(visit: Visit) -> None:
    page = visit("/")
    type_query(page, "居住证")
    expect(page.locator("#list .row b mark").first).to_have_text("居住证")
    type_query(page, "残疾人证")
    expect(page.locator("#list .ps mark").first).to_contain_text("残疾人证")


def test_a_proof_that_nobody_may_ask_for_gets_a_plain_answer(visit: Visit) -> None:
    page = visit("/")
    type_query(page, "健在证明")
    expect(page.locator(".answer")).to_have_text("健在证明：找到的 1 项事项里都不用您交。")
    assert page.locator(".answer b").last.inner_text() == "不用您交"


def test_an_excluded_proof_gets_none(visit: Visit) -> None:
    page = visit("/")
    type_query(page, "从业人员健康证明")
    expect(page.locator("#list .row").first).to_contain_text("不适用")
    assert page.locator(".answer").count() == 0


def test_a_loose_hit_is_offered_apart(visit: Visit) -> None:
    page = visit("/")
    type_query(page, "健在正明")
    expect(page.get_by_role("heading", name="你是不是要找")).to_be_visible()
    assert names(page) == []
    assert names(page, "#looseList") == ["高龄津贴发放"]
    assert page.locator(".answer").count() == 0


def test_where_nothing_is_found_it_says_what_to_do(visit: Visit) -> None:
    page = visit("/")
    type_query(page, "xqkvw")
    expect(page.locator("#answer")).to_contain_text("清单里没有找到“xqkvw”")
    assert "请窗口出示要它的依据" in page.locator("#answer").inner_text()
    assert page.locator('#answer a[href="tel:12345"]').is_visible()
    assert page.locator("#count").inner_text() == "没有找到"
    assert axe_findings(page) == []


def test_the_counts_are_buttons_that_filter(visit: Visit) -> None:
    page = visit("/")
    page.locator('[data-way="1"]').click()
    expect(page.locator("#count")).to_have_text("共 8 项")
    assert all("取消" in one for one in page.locator("#list .ps").all_inner_texts())
    assert page.locator('[data-way="1"]').get_attribute("aria-pressed") == "true"
    page.locator('[data-way="1"]').click()
    expect(page.locator("#count")).to_have_text("共 43 项，先列 20 项")


def test_one_unit_alone_can_be_seen(visit: Visit) -> None:
    page = visit("/")
    page.locator("#unit").select_option(label="区公安分局")
    expect(page.locator("#count")).to_have_text("共 5 项")
    assert set(page.locator("#list .dept").all_inner_texts()) == {"区公安分局"}
    expect(page).to_have_url(re.compile("#unit=370402002"))


def test_more_rows_come_when_asked_for_and_the_focus_goes_on(visit: Visit) -> None:
    page = visit("/")
    page.locator("#more").click()
    expect(page.locator("#list .row")).to_have_count(40)
    assert page.evaluate("document.activeElement.closest('li') === list.children[20]")


def test_a_link_carries_the_question_and_the_way_back_keeps_it(visit: Visit, site: Site) -> None:
    page = visit("/#q=低保")
    expect(page.locator("#q")).to_have_value("低保")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    page.goto(f"{site.origin}/p")
    page.go_back()
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    type_query(page, "收养")
    expect(page).to_have_url(f"{site.origin}/#q=%E6%94%B6%E5%85%BB")
    # What is looked for is nobody's business: it stays behind the #.
    assert not [one for one in site.asked if "q=" in one]


def test_a_word_below_the_field_is_one_touch(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("link", name="居住证", exact=True).click()
    expect(page.locator("#list .row b").first).to_have_text("居住证申领")


def test_the_keyboard_alone_is_enough(visit: Visit, site: Site) -> None:
    page = visit("/", has_touch=False)
    expect(page.locator("#list a").first).to_have_attribute("href", "/item#SX001")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jzz")
    expect(page.locator("#list .row b").first).to_have_text("居住证申领")
    page.wait_for_timeout(800)  # on a busy machine the last letter's answer is drawn later
    page.keyboard.press("ArrowDown")
    assert "居住证申领" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    expect(page.locator("#count")).to_have_text("共 43 项，先列 20 项")
    page.keyboard.type("jzz")
    expect(page.locator("#list .row b").first).to_have_text("居住证申领")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.origin}/item#SX014")


@pytest.mark.parametrize("name", ["manifest", "search", "pinyin", "synonyms"])
def test_a_file_altered_by_one_byte_is_refused_and_nothing_shown(
    visit: Visit, site: Site, published: Mapping[str, bytes], name: str
) -> None:
    (path,) = (one for one in published if re.match(rf"list/{name}[-.]", one))
    content = bytearray(published[path])
    content[len(content) // 2] ^= 1
    site.put_bytes(path, bytes(content))
    page = visit("/")
    expect(page.locator(".warn")).to_contain_text("签名核对不上")
    assert names(page) == []
    page.locator("#q").fill("低保")
    expect(page.locator(".warn")).to_be_visible()
    assert names(page) == []


def test_without_the_list_a_search_says_so(visit: Visit, site: Site) -> None:
    site.remove("list/manifest.json")
    page = visit("/")
    assert len(names(page)) == 20
    type_query(page, "低保")
    expect(page.locator(".warn")).to_contain_text("请联网后再查")
    assert names(page) == []


def test_a_page_of_an_older_edition_gives_way_to_the_list(visit: Visit, site: Site) -> None:
    home = (site.overlay / "index.html").read_text("utf-8")
    site.put("index.html", home.replace('data-edition="1"', 'data-edition="7"'))
    page = visit("/")
    expect(page.locator("#edition")).to_have_text("清单第 1 版，2026年11月18日公布")
    assert page.locator("#unit option").count() > 10


def test_english_is_a_switch_away(visit: Visit) -> None:
    page = visit("/")
    page.locator("#lang").click()
    page.get_by_role("heading", name="Do I still need").wait_for()
    assert page.locator("#count").inner_text() == "43 items, the first 20 shown"
    assert (
        page.locator("#edition").inner_text() == "Edition 1 of the list, published 18 November 2026"
    )
    type_query(page, "居住证")
    expect(page.locator("#count")).to_have_text(re.compile(r"\d+ items found"))
    assert page.locator("#list .row b").first.get_attribute("lang") == "zh-CN"
    assert axe_findings(page) == []


@pytest.mark.parametrize("query", ["", "#q=wfz", "#q=健在正明"])
def test_no_state_has_a_finding_of_axe_in_any_mode(visit: Visit, query: str) -> None:
    page = visit(f"/{query}")
    expect(page.locator("#count")).not_to_be_empty()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_findings(page) == []
    page.locator("#big").click()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


TARGETS = """least => [...document.querySelectorAll('button, .chip, .way, input, select, .row')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least)
    .map((one) => one.id || one.textContent)"""


def test_targets_are_large_enough_and_larger_in_large_text(visit: Visit) -> None:
    page = visit("/")
    assert page.evaluate(TARGETS, 44) == []
    page.locator("#big").click()
    assert page.evaluate(TARGETS, 60) == []
    type_query(page, "低保")
    assert page.evaluate(TARGETS, 60) == []


def test_a_code_that_is_printed_on_paper_leads_to_its_item(visit: Visit) -> None:
    page = visit("/")
    for code in ("SX004", "zm012 "):
        type_query(page, code)
        expect(page.locator("#list .row b")).to_have_text(["最低生活保障审核确认"])
