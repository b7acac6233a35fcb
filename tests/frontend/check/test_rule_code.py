"""亮规则码 at the counter: each outcome, by the shared vectors and on the page."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chalicelib.kernel.labels import label
from chalicelib.kernel.texts.qr_text import bytes_of_digits, digits_of, digits_of_bytes
from chalicelib.publishing.domain.rule_code_check import RuleCodeOutcome
from tests.frontend.conftest import Visit, axe_findings, check_every_mode, verdict
from tests.frontend.listing import JWKS, coming_edition, first_edition, rule_code, second_edition
from tests.frontend.site import Site
from tests.vectors.making import SAMPLE, signed

pytestmark = pytest.mark.needs_chromium

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/rule_codes.json").read_text("utf-8"))
CHECK = """async ([text, given]) => {
    const { checkRuleCode } = await import('/js/rule/check.js');
    return checkRuleCode(text, given);
}"""


def test_the_page_judges_as_its_python_twin(visit: Visit) -> None:
    """All in one page; tests/js runs each of them in Node, too."""
    page = visit()
    given = {"jwks": VECTORS["jwks"], "inForce": VECTORS["in_force"], "now": VECTORS["now"]}
    for case in VECTORS["cases"]:
        found: dict[str, Any] = page.evaluate(CHECK, [case["text"], given])
        expected = case["expected"]
        assert found["outcome"] == expected["outcome"], case["name"]
        assert found.get("claims") == expected["claims"], case["name"]


def shown(visit: Visit, digits: str, **options: Any) -> Page:
    page = visit(f"/r#{digits}", **options)
    verdict(page)
    return page


def code(files: Mapping[str, bytes], number: int = 1, row: str = "ZM001") -> str:
    return rule_code(files, number, row)


def test_a_row_in_force_is_shown_with_what_the_clerk_does(visit: Visit, site: Site) -> None:
    files = site.publish()
    page = shown(visit, code(files))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.CURRENT)
    assert page.locator("#band.v-CURRENT").count() == 1
    slip = page.locator(".slip").inner_text()
    for said in ("无犯罪记录证明", "教师资格认定", "区教育和体育局", "区公安分局", "ZM001"):
        assert said in slip
    assert "申请人不用交" in page.locator(".duty").inner_text()
    assert "第十六条第（六）项" in slip
    assert page.evaluate("document.activeElement.tagName") == "H1"
    check_every_mode(page)


@pytest.mark.parametrize(
    ("row", "duty"),
    [
        ("ZM013", "已经取消：任何单位不得再要。"),
        ("ZM002", "申请人不用交：签一份承诺书即可。"),
        ("ZM003", "申请人不用交：请在系统里向区医院核验。"),
        ("ZM017", "属于不适用情形：按原来的规定办。"),
    ],
)
def test_what_the_clerk_does_depends_on_the_row(
    visit: Visit, site: Site, row: str, duty: str
) -> None:
    page = shown(visit, code(site.publish(), row=row))
    assert page.locator(".duty").inner_text() == duty


@pytest.mark.parametrize(
    ("row", "change"),
    [
        ("ZM001", "新版里这一条没有变。"),
        ("ZM004", "新版里这一条已经改了。"),
        ("ZM013", "新版里已经没有这一条。"),
    ],
)
def test_a_row_of_an_older_edition_says_what_became_of_it(
    visit: Visit, site: Site, row: str, change: str
) -> None:
    files = site.publish(second_edition())
    page = shown(visit, code(files, row=row))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.SUPERSEDED)
    assert "第 2 版" in page.locator("#band").inner_text()
    assert change in page.locator(".slip .note").inner_text()
    if row == "ZM004":
        link = page.get_by_role("link", name="看新版")
        assert link.get_attribute("href") == "/item#SX002"
    check_every_mode(page)


def test_a_row_of_a_coming_edition_is_not_in_force_yet(visit: Visit, site: Site) -> None:
    files = site.publish(coming_edition())
    page = shown(visit, code(files, number=2))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.PENDING)
    page = shown(visit, code(files))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.CURRENT)


def flipped(digits: str) -> str:
    """One bit of the signature turned over."""
    packed = bytearray(bytes_of_digits(digits))
    packed[-5] ^= 1
    return digits_of_bytes(bytes(packed))


def test_an_altered_code_shows_nothing_of_its_content(visit: Visit, site: Site) -> None:
    page = shown(visit, flipped(code(site.publish())))
    assert page.locator("#band.v-UNTRUSTED").count() == 1
    assert page.locator(".slip").count() == 0
    for said in ("无犯罪记录证明", "教师资格认定", "区公安分局"):
        assert said not in page.inner_text("body")
    check_every_mode(page)


def test_a_code_of_an_edition_nobody_published_is_unchecked(visit: Visit, site: Site) -> None:
    files = second_edition()
    site.publish(first_edition())
    page = shown(visit, code(files, number=2))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.KEY_UNKNOWN)
    assert page.locator(".slip").count() == 0
    check_every_mode(page)


def test_the_statement_of_another_edition_lends_its_key_to_none(visit: Visit, site: Site) -> None:
    """The keys in the cache are older than the edition, so its statement is asked."""
    files = site.publish(second_edition())
    site.put_bytes(JWKS, files[JWKS].replace(b'"edition-1"', b'"edition-9"'))
    page = shown(visit, code(files))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.SUPERSEDED)
    site.put_bytes("list/editions/1.json", files["list/editions/2.json"])
    page = shown(visit, code(files))
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.KEY_UNKNOWN)


@pytest.mark.parametrize("digits", ["1234567890", "%"])
def test_another_code_is_none_of_ours(visit: Visit, site: Site, digits: str) -> None:
    site.publish()
    page = shown(visit, digits)
    assert page.locator("#band h1").inner_text() == label(RuleCodeOutcome.NOT_OURS)
    check_every_mode(page)


def test_a_proof_is_handed_over_to_its_own_page(visit: Visit, site: Site) -> None:
    site.publish()
    page = visit(f"/r#{digits_of(signed(SAMPLE))}")
    page.wait_for_url(f"{site.origin}/p#*")
    assert verdict(page)


def test_without_the_newest_list_it_is_not_said_to_be_in_force(visit: Visit, site: Site) -> None:
    files = site.publish()
    site.remove("list/manifest.json")
    page = shown(visit, code(files))
    assert page.locator("#band h1").inner_text() == "暂不能确认"
    assert page.locator(".slip h2").inner_text() == "无犯罪记录证明"
    check_every_mode(page)


def test_without_a_code_it_says_what_this_is(visit: Visit, site: Site) -> None:
    site.publish()
    page = visit("/r")
    assert page.get_by_role("link", name="扫一扫").get_attribute("href") == "/p"
    check_every_mode(page)


def test_a_code_is_read_in_english(visit: Visit, site: Site) -> None:
    page = shown(visit, code(site.publish()))
    page.locator("#lang").click()
    expect(page.locator("#band h1")).to_have_text("In force")
    assert page.locator(".slip h2").get_attribute("lang") == "zh-CN"
    assert axe_findings(page) == []
