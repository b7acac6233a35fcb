"""Link, paste, check code, PDF: each ends in the same verdict and asks for no more than it must."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload

from chalicelib.kernel.texts.check_codes import printed as printed_code
from chalicelib.kernel.texts.qr_text import digits_of
from tests.frontend.conftest import Visit, asked_for_proof, axe_findings, type_in, verdict
from tests.frontend.site import PDF, Site, link
from tests.vectors.making import SAMPLE, proof, signed

pytestmark = pytest.mark.needs_chromium

SCANNER = "/vendor/"


def test_a_link_from_any_scanner_app_is_checked_at_once(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin))
    assert verdict(page) == "真实有效"
    assert asked_for_proof(site) == []
    assert not [path for path in site.asked if path.startswith(SCANNER)]
    assert {"/.well-known/jwks.json", "/status/7.jwt", "/units.json"} <= set(site.asked)


def test_a_second_link_in_the_same_tab_is_checked_too(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin))
    verdict(page)
    page.evaluate("digits => { location.hash = digits; }", digits_of(signed(SAMPLE, 99)))
    page.locator(".v-KEY_UNKNOWN").wait_for()


@pytest.mark.parametrize("around", ["{}", "  {}\n", "请查验 {} 谢谢", "您好:{}"])
def test_a_pasted_link_is_checked_also_inside_a_message(
    visit: Visit, site: Site, around: str
) -> None:
    page = visit()
    type_in(page, around.format(link(site.origin)))
    assert verdict(page) == "真实有效"
    assert asked_for_proof(site) == []


def test_pasted_digits_and_tokens_are_checked(visit: Visit) -> None:
    page = visit()
    type_in(page, digits_of(signed(SAMPLE)))
    assert verdict(page) == "真实有效"
    page.get_by_text("再验一份").click()
    page.locator("#text").fill(signed(SAMPLE))
    page.locator("#check").click()
    assert verdict(page) == "真实有效"


def test_nothing_typed_is_asked_for_in_words(visit: Visit) -> None:
    page = visit()
    page.locator("#check").click()
    page.get_by_text("请先粘贴链接").wait_for()
    assert page.locator("#start").is_visible()


@pytest.mark.parametrize("form", [str, str.lower, lambda code: printed_code(code).lower()])
def test_a_typed_check_code_fetches_that_proof(
    visit: Visit, site: Site, form: Callable[[str], str]
) -> None:
    code = site.put_token()
    page = visit()
    assert "系统会知道" in page.locator("#privacy").inner_text()
    type_in(page, form(code))
    assert verdict(page) == "真实有效"
    assert asked_for_proof(site) == [f"/c/{code}.jwt"]


def test_a_mistyped_check_code_is_caught_before_anything_is_asked_for(
    visit: Visit, site: Site
) -> None:
    code = site.put_token()
    page = visit()
    type_in(page, ("0" if code[0] != "0" else "1") + code[1:])
    page.get_by_text("输错了一位或颠倒了两位").wait_for()
    type_in(page, code[:-1])
    page.get_by_text("校验码是 13 位").wait_for()
    assert asked_for_proof(site) == []


def test_an_unknown_check_code_is_none_of_ours_and_another_proof_under_it_untrusted(
    visit: Visit, site: Site
) -> None:
    code = site.put_token()
    site.put(f"c/{code}.jwt", signed(proof(jti="A" * 22)))
    page = visit()
    type_in(page, code)
    assert verdict(page) == "不可信"
    site.remove(f"c/{code}.jwt")
    page.get_by_text("再验一份").click()
    type_in(page, code)
    assert verdict(page) == "不是本系统的码"
    assert "没有这个校验码" in page.locator("#band").inner_text()


def test_without_an_answer_a_check_code_is_not_judged(visit: Visit, site: Site) -> None:
    code = site.put_token()
    page = visit()
    site.is_down = True
    type_in(page, code)  # not even the part that reads codes can be had
    page.get_by_text("还没有下载下来").wait_for()
    site.is_down = False
    page.reload()
    type_in(page, code[:-1])
    page.get_by_text("校验码是 13 位").wait_for()
    site.is_down = True
    type_in(page, code)
    assert verdict(page) == "暂不能确认"
    assert "没有网络" in page.locator("#band").inner_text()
    assert page.locator(".slip").count() == 0


def test_a_pdf_is_hashed_here_and_never_uploaded(visit: Visit, site: Site) -> None:
    digest = site.put_receipt()
    page = visit()
    bodies: list[object] = []
    page.on("request", lambda request: bodies.append(request.post_data_buffer))
    sealed: FilePayload = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.locator("#pdf").set_input_files(sealed)  # a TypedDict
    assert verdict(page) == "真实有效"
    assert "与盖章时的原件逐字节一致" in page.locator("#out").inner_text()
    assert asked_for_proof(site) == [f"/f/{digest}.jwt"]
    assert set(bodies) == {None}
    assert axe_findings(page) == []


def test_an_altered_pdf_is_none_of_ours_and_the_page_says_what_to_do(
    visit: Visit, site: Site
) -> None:
    site.put_receipt()
    page = visit()
    altered: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF + b" "}
    page.locator("#pdf").set_input_files(altered)
    assert verdict(page) == "不是本系统的码"
    said = page.locator("#band p").inner_text()
    assert said == "不是本系统出具的原件，或已被修改；请扫页上的二维码。"


def test_a_receipt_of_another_file_is_not_trusted(visit: Visit, site: Site) -> None:
    other = site.put_receipt(b"%PDF-1.7 another")
    digest = site.put_receipt()
    text = (site.overlay / f"f/{other}.jwt").read_text("utf-8")
    site.put(f"f/{digest}.jwt", text)
    page = visit()
    sealed: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.locator("#pdf").set_input_files(sealed)
    assert verdict(page) == "不可信"
    assert page.locator(".slip").count() == 0


def test_starting_over_forgets_the_proof(visit: Visit, site: Site) -> None:
    page = visit(link(site.origin))
    verdict(page)
    page.get_by_text("再验一份").click()
    assert page.url == f"{site.origin}/p"
    assert page.locator("#start h1, #text").evaluate_all(
        "all => all.includes(document.activeElement)"
    )
    assert "欧阳*三" not in page.content()
