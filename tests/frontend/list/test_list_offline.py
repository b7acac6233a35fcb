"""The list offline after the first visit, with its date; a new edition takes an old one's place,
and nothing that is older, made up or incomplete does."""

import json
from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend.check.test_check_offline import CONTROLLED
from tests.frontend.conftest import Visits
from tests.frontend.listing import (
    MANIFEST,
    claims_of,
    first_edition,
    rule_code,
    second_edition,
    signed_list,
)
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""


@pytest.fixture
def page(visits: Visits, chromium: Browser, site: Site) -> Page:
    """A first visit to the home page, with the worker in charge."""
    site.publish()
    opened = visits.open(chromium, "/", service_workers="allow")
    opened.evaluate(CONTROLLED)
    return opened


def go(page: Page, path: str) -> None:
    origin = page.evaluate("location.origin")
    page.goto("about:blank")
    page.goto(origin + path)


def test_after_the_first_visit_the_list_is_searched_without_a_network(page: Page) -> None:
    page.context.set_offline(True)
    go(page, "/#q=低保")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    assert page.locator("#net").is_visible()
    expect(page.locator("#edition")).to_contain_text("清单第 1 版")


def test_an_item_that_was_opened_is_whole_another_one_is_a_sketch(page: Page) -> None:
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    page.context.set_offline(True)
    go(page, "/item#SX001")
    expect(page.locator(".proof").first).to_contain_text("《教师资格条例》")
    assert "数据截至" in page.locator("#facts").inner_text()
    page.get_by_role("button", name="亮规则码").first.click()
    page.locator(".qr").wait_for()
    go(page, "/item#SX004")
    expect(page.locator(".note")).to_contain_text("截至 2026年11月18日")
    assert page.locator(".proof").count() == 7
    assert "收入证明(单位开具)" in page.locator("#list").inner_text()


@pytest.mark.parametrize("path", ["/unit#370402006", "/rules", "/feedback", "/r"])
def test_the_other_pages_open_without_a_network(page: Page, path: str) -> None:
    page.context.set_offline(True)
    go(page, path)
    assert page.locator("h1").first.is_visible()
    if path.startswith("/unit"):
        expect(page.locator("h1")).to_have_text("区民政局")


def test_a_rule_code_is_checked_without_a_network(page: Page) -> None:
    page.context.set_offline(True)
    go(page, f"/r#{rule_code(first_edition(), 1, 'ZM001')}")
    expect(page.locator("#band h1")).to_have_text("现行")
    assert "清单截至 2026年11月18日" in page.locator("#band").inner_text()


def test_a_new_edition_takes_the_place_of_the_old_one(page: Page, site: Site) -> None:
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    assert "/list/i/1/SX001.json" in kept_whole(page, first_edition())
    site.publish(second_edition())
    go(page, "/")
    expect(page.locator("#edition")).to_contain_text("清单第 2 版")
    assert "/list/i/1/SX001.json" not in kept_whole(page, second_edition())
    page.context.set_offline(True)
    go(page, "/#q=疫苗")
    expect(page.locator("#list .ps").first).to_contain_text("疫苗接种信息")


def kept_now(page: Page) -> set[str]:
    """The list's files that are kept, a moment after the page had the time to change them."""
    page.wait_for_timeout(800)
    return {one for one in page.evaluate(KEPT) if one.startswith("/list/")}


def kept_whole(page: Page, files: Mapping[str, bytes]) -> set[str]:
    """The same, once all of this edition is kept and nothing of another one."""
    wanted = {refs(files)[name]["path"] for name in ("search", "pinyin", "synonyms", "units")}
    items = f"/list/i/{claims_of(files[MANIFEST])['edition']}/"
    found: set[str] = set()
    for _ in range(20):
        found = kept_now(page)
        others = {one for one in found if not one.startswith(items)} - own(files)
        if wanted <= found and others == {f"/{MANIFEST}"}:
            return found
    raise AssertionError(found)


def refs(files: Mapping[str, bytes]) -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = claims_of(files[MANIFEST])["files"]
    return found


def own(files: Mapping[str, bytes]) -> set[str]:
    return {one["path"] for one in refs(files).values()}


def played_back(site: Site) -> Mapping[str, bytes]:
    """Edition 2 is published, and the manifest is one that was signed before it."""
    files = site.publish(second_edition())
    statement = claims_of(files["list/editions/1.json"])
    claims = {
        **claims_of(files[MANIFEST]),
        "edition": 1,
        "files": statement["files"],
        "iat": claims_of(files[MANIFEST])["iat"] - 86_400,
    }
    site.put_bytes(MANIFEST, signed_list("wzm-list+jwt", claims))
    return files


def test_a_phone_that_saw_the_newer_edition_is_not_led_back(page: Page, site: Site) -> None:
    site.publish(second_edition())
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    before = kept_whole(page, second_edition())
    files = played_back(site)
    go(page, "/")
    expect(page.locator("#edition")).to_contain_text("清单第 2 版")
    go(page, "/item#SX002")
    expect(page.locator("#facts")).to_contain_text("第 2 版")
    go(page, f"/r#{rule_code(files, 1, 'ZM004')}")
    expect(page.locator("#band h1")).to_have_text("已被替代")
    assert before <= kept_now(page)
    page.context.set_offline(True)
    go(page, "/#q=疫苗")
    expect(page.locator("#list .ps").first).to_contain_text("疫苗接种信息")


def test_a_phone_that_saw_neither_believes_the_older_one(page: Page, site: Site) -> None:
    """It is signed; that there is a newer one only `mianzheng catalogue check` looks up."""
    played_back(site)
    go(page, "/item#SX002")
    expect(page.locator("#facts")).to_contain_text("第 1 版")


def test_an_earlier_edition_signed_anew_is_followed(page: Page, site: Site) -> None:
    """As after a return to an old table: it is the time of signing that counts."""
    site.publish(second_edition())
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    kept_whole(page, second_edition())
    played_back(site)
    claims = claims_of((site.overlay / MANIFEST).read_bytes())
    site.put_bytes(MANIFEST, signed_list("wzm-list+jwt", {**claims, "iat": claims["iat"] + 86_401}))
    go(page, "/item#SX001")
    expect(page.locator("#facts")).to_contain_text("第 1 版")


def forged(files: Mapping[str, bytes]) -> bytes:
    """Nobody signed it; it names what is not the list's, and an edition far off."""
    odd = {
        "search": {"path": "/v1/health", "sha256": "0"},
        "pinyin": {"path": "https://127.0.0.1:1/x", "sha256": "0"},
        "units": {"path": "/p", "sha256": "0"},
        "synonyms": {"path": "/js/shared/page.js", "sha256": "0"},
    }
    signed = signed_list(
        "wzm-list+jwt", {**claims_of(files[MANIFEST]), "edition": 99, "files": odd}
    )
    head, payload, _ = json.loads(signed)["signed"].split(".")
    return json.dumps({"signed": f"{head}.{payload}.{'A' * 86}"}).encode()


def test_a_forged_manifest_takes_nothing_away_and_has_nothing_fetched(
    page: Page, site: Site
) -> None:
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for()
    before = kept_whole(page, first_edition())
    site.put_bytes(MANIFEST, forged(first_edition()))
    site.asked.clear()
    go(page, "/item#SX001")
    expect(page.get_by_role("alert")).to_contain_text("签名核对不上")
    assert before <= kept_now(page)
    assert not {"/v1/health", "/p", "/js/shared/page.js"} & set(site.asked)
    page.context.set_offline(True)
    go(page, "/item#SX001")
    expect(page.locator("h1")).to_have_text("教师资格认定")
    go(page, "/#q=低保")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")


def test_the_old_edition_goes_only_when_the_new_one_is_all_there(page: Page, site: Site) -> None:
    before = kept_whole(page, first_edition())
    files = site.publish(second_edition())
    search = refs(files)["search"]["path"]
    site.put_bytes(search, b"{}")
    go(page, "/item#SX001")
    expect(page.locator("#facts")).to_contain_text("第 2 版")
    assert before <= kept_now(page)
    page.context.set_offline(True)
    go(page, "/#q=低保")
    expect(page.locator("#edition")).to_contain_text("清单第 1 版")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    page.context.set_offline(False)
    site.publish(second_edition())
    go(page, "/item#SX001")
    assert "/list/i/2/SX001.json" in kept_whole(page, files)


def test_an_altered_file_is_not_kept_under_a_name_that_lasts(page: Page, site: Site) -> None:
    files = site.publish(second_edition())
    path = refs(files)["units"]["path"]
    site.put_bytes(path, b"{}")
    go(page, "/unit#370402006")
    expect(page.get_by_role("alert")).to_contain_text("签名核对不上")
    assert path not in kept_now(page)
    site.publish(files)
    go(page, "/unit#370402006")
    expect(page.locator("h1")).to_have_text("区民政局")
    assert path in kept_whole(page, files)


def test_a_manifest_that_comes_late_is_used_at_the_next_visit(page: Page, site: Site) -> None:
    kept_whole(page, first_edition())
    site.publish(second_edition())
    site.delays[f"/{MANIFEST}"] = 4.0
    go(page, "/item#SX002")
    expect(page.locator("#facts")).to_contain_text("第 1 版")
    page.wait_for_timeout(4_000)
    go(page, "/item#SX002")
    expect(page.locator("#facts")).to_contain_text("第 2 版")


def test_pages_that_show_no_list_fetch_none_once_it_is_kept(page: Page, site: Site) -> None:
    kept_whole(page, first_edition())
    site.asked.clear()
    for path in ("/rules", "/p"):
        go(page, path)
        page.wait_for_timeout(600)
    assert not [one for one in site.asked if one.startswith("/list/")]


def test_a_first_visit_elsewhere_keeps_the_list_too(
    visits: Visits, chromium: Browser, site: Site
) -> None:
    site.publish()
    opened = visits.open(chromium, "/rules", service_workers="allow")
    opened.evaluate(CONTROLLED)
    kept_whole(opened, first_edition())
    opened.context.set_offline(True)
    go(opened, "/#q=低保")
    expect(opened.locator("#list .row b").first).to_have_text("供热费低保减免")


def test_a_slow_network_is_given_two_and_a_half_seconds(page: Page, site: Site) -> None:
    site.delays["/list/manifest.json"] = 6.0
    go(page, "/item#SX001")
    page.locator(".proof").first.wait_for(timeout=9_000)


def test_what_one_looked_up_is_not_told_to_the_site(page: Page, site: Site) -> None:
    site.asked.clear()
    page.locator("#q").fill("低保")
    expect(page.locator("#list .row b").first).to_have_text("供热费低保减免")
    page.wait_for_timeout(200)
    assert not [one for one in site.asked if one.startswith("/list/i/") or "q=" in one]
