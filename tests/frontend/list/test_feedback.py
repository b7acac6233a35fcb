"""The complaint form, against the API itself: the one call a citizen's page makes."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from chalicelib.complaints.domain.complaint import Complaint
from chalicelib.http.serving import use
from infra.local.http.web import WebCall, WebReply
from tests.api.service import World
from tests.frontend.conftest import Visit, axe_findings, check_every_mode
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

STORY = "窗口要我交收入证明。"


class Api:
    """The product's API behind the site; what was sent to it is kept."""

    def __init__(self) -> None:
        self.world = World()
        self.calls: list[WebCall] = []
        self.answers: list[WebReply] = []

    def __call__(self, call: WebCall) -> WebReply:
        self.calls.append(call)
        if self.answers:
            return self.answers.pop()
        use(self.world.services)
        return self.world.gateway(call)

    @property
    def kept(self) -> list[Complaint]:
        return [one for one in self.world.state.aggregates.values() if isinstance(one, Complaint)]


@pytest.fixture
def api(site: Site) -> Iterator[Api]:
    site.publish()
    made = Api()
    site.api = made
    yield made
    site.api = None


def written(visit: Visit, at: str = "#ZM012@SX004", text: str = STORY) -> Page:
    page = visit(f"/feedback{at}", at=None)
    page.locator("#text").fill(text)
    return page


def sent(page: Page) -> str:
    page.get_by_role("button", name="提交").click()
    page.locator("#done:not([hidden])").wait_for()
    return page.locator("#code").inner_text()


def test_a_complaint_about_a_row_is_taken_and_its_code_shown_once(visit: Visit, api: Api) -> None:
    page = written(visit)
    about = page.locator("#about")
    expect(about).to_contain_text("清单 ZM012")
    expect(about).to_contain_text("收入证明(单位开具)")
    expect(about).to_contain_text("最低生活保障审核确认")
    page.locator("#contact").fill("13800000000(样例)")
    code = sent(page)
    assert len(code.replace("-", "")) == 17
    assert "之前答复" in page.locator("#due").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "已经收到"
    assert not page.locator("#text").is_visible()
    (complaint,) = api.kept
    assert complaint.about.row == "ZM012"
    check_every_mode(page)


def test_only_what_is_promised_is_sent(visit: Visit, api: Api) -> None:
    sent(written(visit))
    (call,) = api.calls
    body = json.loads(call.body)
    assert {**body, "op": ""} == {
        "op": "",
        "row": "ZM012",
        "item": "SX004",
        "channel": "SITE",
        "text": STORY,
    }
    assert "cookie" not in call.headers
    assert "referer" not in call.headers


@pytest.mark.usefixtures("api")
def test_its_progress_is_followed_on_the_same_page(visit: Visit) -> None:
    page = written(visit)
    code = sent(page)
    page.locator("#typed").fill(code.replace("-", " ").lower())
    page.locator("#typed").press("Enter")
    expect(page.locator("#progress")).to_contain_text("已收到")
    expect(page.locator("#progress")).to_contain_text("之前答复")
    assert STORY not in page.locator("#progress").inner_text()
    assert axe_findings(page) == []


def test_a_wrong_or_unknown_code_says_so(visit: Visit, api: Api) -> None:
    page = visit("/feedback", at=None)
    page.locator("#typed").fill("123")
    page.locator("#look").click()
    expect(page.locator("#progress")).to_contain_text("查询码不对")
    assert api.calls == []
    code = sent(written(visit, text="先有一件"))
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    page.locator("#typed").fill(other)
    with page.expect_response("**/v1/complaints/*"):
        page.locator("#look").click()
    expect(page.locator("#progress")).to_contain_text("请对照再输一遍")


def test_without_a_row_a_unit_is_chosen(visit: Visit, api: Api) -> None:
    page = written(visit, at="")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#unitMsg")).to_have_text("请先选单位。")
    page.locator("#unit").select_option(label="区民政局")
    sent(page)
    assert json.loads(api.calls[-1].body)["unit"] == "370402006"


def test_a_unit_s_page_leads_here_with_its_name(visit: Visit, api: Api) -> None:
    page = written(visit, at="#unit:370402006")
    expect(page.locator("#about")).to_have_text("投诉的单位：区民政局")
    sent(page)
    assert json.loads(api.calls[-1].body)["unit"] == "370402006"


def test_a_cut_address_is_told_and_one_can_complain_all_the_same(visit: Visit, api: Api) -> None:
    page = written(visit, at="#%")
    expect(page.locator("#msg")).to_contain_text("网址不完整或写错了")
    page.locator("#unit").select_option(label="区民政局")
    sent(page)
    assert json.loads(api.calls[-1].body)["unit"] == "370402006"


def test_nothing_is_sent_without_a_word(visit: Visit, api: Api) -> None:
    page = written(visit, text="  ")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#textMsg")).to_have_text("请先写下怎么回事。")
    assert api.calls == []


def test_offline_it_says_so_and_keeps_the_text(visit: Visit, api: Api) -> None:
    page = written(visit)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#msg")).to_contain_text("没有网络，还没有提交")
    assert page.locator("#text").input_value() == STORY
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#text")).to_have_value(STORY)
    expect(page.locator("#msg")).to_have_text("这是上次没有提交的草稿。")
    sent(page)
    assert len(api.kept) == 1
    page.reload()
    expect(page.locator("#text")).to_have_value("")


def test_a_second_try_is_the_same_complaint(visit: Visit, api: Api) -> None:
    page = written(visit)
    api.answers.append(WebReply(503, [("Content-Type", "application/problem+json")], b"{}"))
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#msg")).to_contain_text("内容已经留在本机")
    sent(page)
    first, second = (json.loads(one.body) for one in api.calls)
    assert first == second
    assert len(api.kept) == 1


def test_too_many_are_told_when_to_come_again(visit: Visit, api: Api) -> None:
    page = written(visit)
    api.answers.append(WebReply(429, [("Retry-After", "600")], b"{}"))
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#msg")).to_contain_text("请过 10 分钟再试")
    assert page.locator("#text").input_value() == STORY


def test_a_draft_is_cleared_when_asked(visit: Visit, api: Api) -> None:
    page = written(visit)
    page.wait_for_timeout(400)
    page.get_by_role("button", name="清除草稿").click()
    page.reload()
    assert page.locator("#text").input_value() == ""
    assert api.calls == []


@pytest.mark.usefixtures("api")
def test_the_code_is_saved_as_a_file(visit: Visit) -> None:
    page = written(visit)
    code = sent(page)
    with page.expect_download() as saved:
        page.locator("#save").click()
    assert code in saved.value.path().read_text("utf-8")


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("at", ["", "#ZM012@SX004"])
def test_the_form_has_no_finding_in_any_mode(visit: Visit, at: str) -> None:
    page = written(visit, at)
    page.wait_for_load_state("networkidle")
    check_every_mode(page)


def test_everything_is_used_by_keyboard(visit: Visit, api: Api) -> None:
    page = visit("/feedback#ZM012", at=None, has_touch=False)
    page.locator("#text").focus()
    page.keyboard.insert_text(STORY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "contact"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "send"
    page.keyboard.press("Enter")
    page.locator("#done:not([hidden])").wait_for()
    assert len(api.kept) == 1


@pytest.mark.usefixtures("api")
def test_it_is_filled_in_in_english(visit: Visit) -> None:
    page = written(visit)
    page.locator("#lang").click()
    expect(page.locator("#write h1")).to_have_text("Complain")
    assert page.locator("#text").input_value() == STORY
    assert axe_findings(page) == []
