"""Camera and photo: read on the device, by the browser's own detector or the lazy scanner."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Playwright

from tests.frontend.conftest import (
    CHROMIUM,
    FLAGS,
    Visit,
    Visits,
    asked_for_proof,
    axe_findings,
    verdict,
)
from tests.frontend.paper import film, jpeg, printed
from tests.frontend.site import Site, link

pytestmark = pytest.mark.needs_chromium

SCANNER = "/vendor/"


def photo_of(photo: Image.Image) -> FilePayload:
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": jpeg(photo)}


def test_a_photo_is_read_by_the_scanner_that_only_then_is_fetched(visit: Visit, site: Site) -> None:
    page = visit()
    assert not [path for path in site.asked if path.startswith(SCANNER)]
    page.locator("#photo").set_input_files(photo_of(printed(link(site.origin))))
    assert verdict(page) == "真实有效"
    assert [path for path in site.asked if path.endswith(".wasm")]
    assert asked_for_proof(site) == []


def test_a_photo_of_a_whole_page_is_read_at_its_full_size(visit: Visit, site: Site) -> None:
    page = visit()
    whole = printed(link(site.origin), size=(3000, 4000), side=480)
    page.locator("#photo").set_input_files(photo_of(whole))
    assert verdict(page) == "真实有效"


def test_a_photo_without_a_code_and_a_broken_picture_are_said_in_words(visit: Visit) -> None:
    page = visit()
    blank = Image.new("RGB", (640, 480), "white")
    page.locator("#photo").set_input_files(photo_of(blank))
    page.get_by_text("照片里没有找到二维码").wait_for()
    broken: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.locator("#photo").set_input_files(broken)
    page.get_by_text("打不开这个文件").wait_for()


def test_a_browser_s_own_detector_saves_the_scanner(visit: Visit, site: Site) -> None:
    """As on Android and macOS; Debian's Chromium has none, so one stands in for it."""
    page = visit()
    page.evaluate(
        """(text) => { globalThis.BarcodeDetector = class {
            static async getSupportedFormats() { return ['qr_code']; }
            async detect() { return [{ rawValue: text }]; }
        }; }""",
        link(site.origin),
    )
    blank = Image.new("RGB", (64, 48), "white")
    page.locator("#photo").set_input_files(photo_of(blank))
    assert verdict(page) == "真实有效"
    assert not [path for path in site.asked if path.startswith(SCANNER)]


def test_a_detector_that_knows_no_qr_codes_is_passed_over(visit: Visit, site: Site) -> None:
    page = visit()
    page.evaluate(
        """() => { globalThis.BarcodeDetector = class {
            static async getSupportedFormats() { return []; }
        }; }"""
    )
    page.locator("#photo").set_input_files(photo_of(printed(link(site.origin))))
    assert verdict(page) == "真实有效"


@pytest.fixture
def filmed(playwright: Playwright, site: Site, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera sees a printed proof."""
    video = film(printed(link(site.origin)), tmp_path / "desk.y4m")
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + camera)
    yield browser
    browser.close()


KEEP_STREAM = """() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    globalThis.streams = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        streams.push(stream);
        return stream;
    };
}"""
LIVE = "() => streams.flatMap((s) => s.getTracks()).filter((t) => t.readyState === 'live').length"


def test_the_camera_reads_a_printed_proof_and_every_track_is_stopped(
    filmed: Browser, visits: Visits, site: Site
) -> None:
    page = visits.open(filmed, permissions=["camera"])
    page.evaluate(KEEP_STREAM)
    page.locator("#scan").click()
    assert verdict(page) == "真实有效"
    assert page.evaluate("() => streams.length") == 1
    assert page.evaluate(LIVE) == 0
    assert asked_for_proof(site) == []


def test_closing_the_camera_stops_it_and_gives_the_focus_back(
    visits: Visits, playwright: Playwright, tmp_path: Path
) -> None:
    video = film(Image.new("RGB", (640, 480), "white"), tmp_path / "blank.y4m")
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + camera)
    page = visits.open(browser, permissions=["camera"])
    page.evaluate(KEEP_STREAM)
    page.locator("#scan").click()
    page.get_by_text("把二维码放进画面").wait_for()
    assert page.evaluate(LIVE) == 1
    assert axe_findings(page) == []
    page.locator("#stop").click()
    page.locator("#camera").wait_for(state="hidden")
    assert page.locator("#scan").evaluate("at => at === document.activeElement")
    page.wait_for_timeout(300)
    assert page.evaluate(LIVE) == 0
    visits.close()
    browser.close()


def test_without_a_camera_the_other_ways_are_named_and_on_screen(visit: Visit) -> None:
    page = visit()
    page.locator("#scan").click()
    page.get_by_text("用不了摄像头").wait_for()
    for name in ("选照片或拍照", "选 PDF 文件"):
        assert page.get_by_text(name, exact=True).is_visible()
    assert page.locator("#text").is_visible()
    assert axe_findings(page) == []


def test_photo_and_paste_are_on_screen_before_anything_fails(visit: Visit) -> None:
    page = visit()
    for at in ("label:has(#photo)", "label:has(#pdf)", "#text"):
        box = page.locator(at).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844
