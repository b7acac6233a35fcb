"""The pages of a unit, of what changed, and of running text."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.conftest import Visit, axe_findings, check_every_mode
from tests.frontend.listing import claims_of, coming_edition, second_edition, signed_list
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium


def opened(visit: Visit, path: str) -> Page:
    page = visit(path)
    page.locator("main:not([aria-busy])").wait_for()
    return page


# --- a unit -----------------------------------------------------------------------------------


def test_a_unit_has_its_items_its_counts_and_a_way_to_complain(visit: Visit, site: Site) -> None:
    site.publish()
    page = opened(visit, "/unit#370402006")
    assert page.locator("h1").inner_text() == "区民政局"
    assert page.locator(".lede").inner_text() == "5 件事，14 份证明在清单上"
    assert page.locator("#list .row b").first.inner_text() == "最低生活保障审核确认"
    counts = [one.split() for one in page.locator("#ways li").all_inner_texts()]
    assert counts == [["取消", "3"], ["数据共享", "5"], ["告知承诺", "0"], ["部门核验", "5"]]
    assert page.locator("#complain").get_attribute("href") == "/feedback#unit:370402006"
    assert page.locator('aside a[href="tel:12345"]').is_visible()
    assert "清单第 1 版" in page.locator("#line").inner_text()
    check_every_mode(page)


def test_a_public_service_says_its_sector_and_who_is_in_charge(visit: Visit, site: Site) -> None:
    site.publish()
    page = opened(visit, "/unit#370402018")
    assert page.locator(".count").first.inner_text() == "公共服务单位 · 水 · 区住建局"


def test_without_a_code_all_units_are_listed(visit: Visit, site: Site) -> None:
    site.publish()
    page = opened(visit, "/unit")
    assert page.locator("#list .row").count() > 15
    page.get_by_role("link", name="区民政局").click()
    expect(page.locator("h1")).to_have_text("区民政局")


def test_an_unknown_unit_says_so(visit: Visit, site: Site) -> None:
    site.publish()
    page = opened(visit, "/unit#999")
    assert "没有这一页要的内容" in page.get_by_role("alert").inner_text()
    check_every_mode(page)


def test_a_cut_address_of_a_unit_says_so(visit: Visit, site: Site) -> None:
    site.publish()
    page = opened(visit, "/unit#%")
    assert "网址不完整或写错了" in page.get_by_role("alert").inner_text()
    check_every_mode(page)
    page.evaluate("location.hash = '#370402006'")
    expect(page.locator("h1")).to_have_text("区民政局")


# --- what changed -----------------------------------------------------------------------------


def test_each_edition_says_what_it_changed(visit: Visit, site: Site) -> None:
    site.publish(second_edition())
    page = opened(visit, "/changes")
    sections = page.locator("#list section")
    assert sections.count() == 2
    newest = sections.first.inner_text()
    assert "第 2 版" in newest
    assert "现行" in newest
    assert "新列入 1，移出 1，改动" in newest
    assert "家庭遭遇困难证明" in newest
    assert "疫苗接种信息" in newest
    row = page.locator("#list li", has_text="居住证持有信息")
    assert row.locator("del").inner_text() == "数据共享"
    assert row.locator("ins").inner_text() == "告知承诺"
    assert "第一版" in sections.last.inner_text()
    assert not page.locator("#more").is_visible()
    check_every_mode(page)


def test_a_feed_leads_to_one_edition_and_its_rows(visit: Visit, site: Site) -> None:
    site.publish(second_edition())
    page = opened(visit, "/changes#1")
    assert page.locator("#list section").count() == 1
    page.evaluate("location.hash = '#2'")
    expect(page.locator("#list section")).to_have_count(2)
    assert page.locator("details").first.get_attribute("open") == ""


def test_a_coming_edition_is_named_as_such(visit: Visit, site: Site) -> None:
    site.publish(coming_edition())
    page = opened(visit, "/changes")
    assert "尚未实施" in page.locator("#list section").first.inner_text()
    assert "现行" in page.locator("#list section").last.inner_text()


@pytest.mark.parametrize("stem", ["diff-2-", "editions/2."])
def test_altered_changes_are_refused(visit: Visit, site: Site, stem: str) -> None:
    files = site.publish(second_edition())
    (path,) = (one for one in files if one.startswith(f"list/{stem}"))
    site.put_bytes(path, spoilt(files, path))
    page = opened(visit, "/changes")
    assert "签名核对不上" in page.get_by_role("alert").inner_text()
    assert "疫苗接种信息" not in page.inner_text("body")


@pytest.mark.parametrize(("given", "asked"), [(1, 2), (2, 1)])
def test_the_statement_of_another_edition_is_refused(
    visit: Visit, site: Site, given: int, asked: int
) -> None:
    """It is signed, by us, for another number."""
    files = site.publish(second_edition())
    site.put_bytes(f"list/editions/{asked}.json", files[f"list/editions/{given}.json"])
    page = opened(visit, "/changes")
    assert "签名核对不上" in page.get_by_role("alert").inner_text()
    assert f"第 {asked} 版" not in page.locator("#list").inner_text()
    # The sound one is shown once, as what it is.
    assert page.locator("#list section").count() == (1 if asked == 1 else 0)


def test_an_edition_that_the_next_one_does_not_follow_is_refused(visit: Visit, site: Site) -> None:
    """Signed by us under this very number, with another list in it."""
    files = site.publish(second_edition())
    path = "list/editions/1.json"
    site.put_bytes(path, with_another_digest(files[path]))
    page = opened(visit, "/changes")
    assert page.locator("#list section").count() == 1
    assert "签名核对不上" in page.get_by_role("alert").inner_text()


def test_a_statement_that_the_manifest_does_not_name_is_refused(visit: Visit, site: Site) -> None:
    files = site.publish(second_edition())
    path = "list/editions/2.json"
    site.put_bytes(path, with_another_digest(files[path]))
    page = opened(visit, "/changes")
    assert page.locator("#list section").count() == 0
    assert "签名核对不上" in page.get_by_role("alert").inner_text()


def with_another_digest(statement: bytes) -> bytes:
    return signed_list("wzm-edition+jwt", {**claims_of(statement), "sha256": "0" * 64})


def test_a_hash_that_changes_meanwhile_mixes_no_editions(visit: Visit, site: Site) -> None:
    site.publish(second_edition())
    site.delays["/list/editions/2.json"] = 0.7
    page = visit("/changes")
    page.wait_for_timeout(200)
    page.evaluate("location.hash = '#1'")
    page.wait_for_timeout(1_500)
    assert page.locator("#list section").count() == 1
    assert page.get_by_role("alert").count() == 0


def spoilt(files: Mapping[str, bytes], path: str) -> bytes:
    content = bytearray(files[path])
    content[len(content) // 2] ^= 1
    return bytes(content)


def test_altered_units_are_refused(visit: Visit, site: Site) -> None:
    files = site.publish()
    (path,) = (one for one in files if one.startswith("list/units-"))
    site.put_bytes(path, spoilt(files, path))
    page = opened(visit, "/unit#370402006")
    assert "签名核对不上" in page.get_by_role("alert").inner_text()
    assert "民政局" not in page.locator("main").inner_text()


# --- running text -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/rules", "/a11y", "/privacy", "/not-there"])
def test_text_reads_in_every_mode_in_both_languages_and_without_scripts(
    visit: Visit, site: Site, path: str
) -> None:
    site.publish()
    page = visit(path, java_script_enabled=False, at=None)
    assert len(page.locator("main").inner_text()) > 20
    page = visit(path)
    check_every_mode(page)
    page.locator("#lang").click()
    page.locator("html[lang=en]").wait_for()
    words = page.locator("main").inner_text()
    assert not [one for one in words if "\u4e00" <= one <= "\u9fff"], "a word was forgotten"
    assert axe_findings(page) == []


def test_the_rules_say_the_clocks_and_what_one_can_do(visit: Visit) -> None:
    said = visit("/rules").locator("main").inner_text()
    for one in ("30 分钟", "24 小时", "督办员", "半小时", "第十六条第（六）项", "异议"):
        assert one in said


def test_every_link_of_the_footer_leads_to_a_page(visit: Visit, site: Site) -> None:
    site.publish()
    page = visit("/rules")
    links = page.locator(".foot nav a").evaluate_all("all => all.map((one) => one.href)")
    own = [one for one in links if one.startswith(site.origin)]
    assert len(own) >= 7
    for one in own:
        assert page.request.get(one).ok, one
    assert "tel:12345" in links
    assert [one for one in links if "isdapp" in one]
