"""The pages keep to their own rules: sizes, the policy, one dictionary, the worker's set."""

import gzip
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import brotli
import pytest

from chalicelib.kernel.labels import label
from chalicelib.proofs.check.domain.outcomes import CheckOutcome
from infra.bench.pages import edition_of_items, home_files
from infra.pages.lean import lean
from infra.pages.shell import (
    file_of,
    page_files,
    shell_files,
    shell_paths,
    version_of,
    write_version,
    written_version,
)
from infra.pages.stamping import configuration, imports_of, stamped
from tools.vendor_qr_writer import QR_WRITER
from tools.vendor_scanner import SCANNER

FRONTEND = Path(__file__).parents[3] / "frontend"
SCRIPTS = sorted((FRONTEND / "js").rglob("*.js"))
HOME = FRONTEND.parent / "chalicelib/data/pages/home.html"
PAGES = page_files(FRONTEND)
CHECK, HOME_ENTRY = "/js/check/page.js", "/js/list/home.js"


def in_site(file: Path) -> str:
    return file.relative_to(FRONTEND).as_posix()


def named(script: Path) -> str:
    """A script as room and file: shared/page.js."""
    return in_site(script).removeprefix("js/")


def published(path: str) -> bytes:
    """The file's bytes as they are sent."""
    file = file_of(FRONTEND, path)
    return lean(PurePosixPath(file.name), file.read_bytes())


def at_once(entry: str) -> set[str]:
    """The scripts that a page loads before anybody does anything."""
    return {entry, *imports_of(FRONTEND, entry)}


def size_of(paths: Iterable[str]) -> int:
    """Bytes on the wire, with brotli."""
    return sum(len(brotli.compress(published(path), quality=11)) for path in paths)


class Page(HTMLParser):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.said: dict[str, str] = {}
        self._open: list[str | None] = []
        self.feed(file.read_text("utf-8"))
        (page,) = (given for tag, given in self.elements if tag == "html")
        self.name = page["data-page"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self._open.append(given.get("data-say"))
        if self._open[-1]:
            self.said.setdefault(given["data-say"], "")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]:
            self.said[self._open[-1]] += data

    def handle_endtag(self, _tag: str) -> None:
        if self._open:
            self._open[-1] = None

    @property
    def entry(self) -> str:
        (script,) = (given["src"] for tag, given in self.elements if tag == "script")
        return script


@pytest.fixture(params=PAGES, ids=lambda file: str(file.stem))
def page(request: pytest.FixtureRequest) -> Page:
    return Page(request.param)


@pytest.fixture(scope="module")
def check_page() -> Page:
    return Page(FRONTEND / "p.html")


# --- sizes: the budgets of the design, counted in the bytes that are sent ---------------------


def test_the_scripts_of_the_check_page_are_at_most_ten_kilobytes_with_brotli() -> None:
    assert size_of(at_once(CHECK)) <= 10_000


def test_the_scripts_of_the_home_page_are_at_most_eight_kilobytes_with_brotli() -> None:
    """Of the first screen; the search comes when the page is at rest, in the budget below."""
    assert size_of(at_once(HOME_ENTRY)) <= 8_000


def test_no_other_page_has_larger_scripts_than_the_check_page(page: Page) -> None:
    assert size_of(at_once(page.entry)) <= 10_000


def test_a_first_visit_of_the_home_page_with_500_items_is_at_most_fifty_kilobytes() -> None:
    """All that is fetched until one can search: page, style, scripts, list, pinyin, synonyms."""
    edition = edition_of_items(500)
    assert len({row.service_item.code for row in edition.rows.values()}) == 500
    assert sum(len(brotli.compress(one)) for one in home_files(edition)) <= 50_000


def test_the_style_sheet_is_at_most_five_kilobytes_with_brotli() -> None:
    assert size_of(["/app.css"]) <= 5_000


def test_all_that_the_worker_keeps_is_at_most_a_hundred_kilobytes() -> None:
    """Every page in both languages, also what only some people ever load."""
    assert sum(len(gzip.compress(published(path))) for path in shell_paths(FRONTEND)) <= 100_000


def test_the_scanner_is_at_most_340_kilobytes() -> None:
    files = [one for one in SCANNER.target.rglob("*") if one.suffix in (".js", ".wasm")]
    assert len(files) == 3
    assert sum(len(brotli.compress(one.read_bytes())) for one in files) <= 340_000


# --- the policy -------------------------------------------------------------------------------


def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(page: Page) -> None:
    outside = {configuration()["portal"], configuration()["ratings"]}
    for tag, given in page.elements:
        assert tag not in {"style", "iframe", "object", "base", "form", "embed"}
        assert tag != "script" or given == {"type": "module", "src": page.entry}
        assert not [one for one in given if one == "style" or one.startswith("on")]
        for link in (given.get(one, "/") for one in ("href", "src", "action")):
            assert link in outside or re.match(r"/(?!/)|#|tel:", link), link


def test_the_shared_parts_of_a_page_are_those_of_today() -> None:
    """Run ``python -m infra.pages`` after a change in infra/pages or of an import."""
    for file in PAGES:
        text = file.read_text("utf-8")
        assert stamped(text, FRONTEND) == text, file.name


@pytest.mark.parametrize("script", [*SCRIPTS, FRONTEND / "sw.js"], ids=in_site)
def test_a_script_parses_no_html_runs_no_text_and_calls_no_api(script: Path) -> None:
    text = script.read_text("utf-8")
    forbidden = (
        "innerHTML outerHTML insertAdjacentHTML document.write DOMParser eval( Function("
        " setHTMLUnsafe http:// https:// XMLHttpRequest sendBeacon WebSocket"
    )
    # The name of SVG's namespace is no address; nothing is fetched from it.
    names = re.compile(r"'http://www\.w3\.org/[^']+'")
    assert not [one for one in forbidden.split() if one in names.sub("", text)]


def test_files_are_fetched_in_one_place_and_calls_made_in_another() -> None:
    fetching = {named(one) for one in SCRIPTS if re.search(r"\bfetch\(", one.read_text("utf-8"))}
    assert fetching == {"shared/published.js", "complain/complaints.js"}


def test_only_the_form_calls_the_api() -> None:
    calling = {named(one) for one in SCRIPTS if "/v1" in one.read_text("utf-8")}
    assert calling <= {"complain/complaints.js"}


def test_a_page_is_chinese_with_one_title_and_one_heading_of_the_first_level(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert ("html", {"lang": "zh-CN", "data-page": page.name}) in page.elements
    assert tags.count("title") == tags.count("main") == 1
    assert tags.count("h1") == (2 if page.name == "feedback" else 1)  # before, and after sending


def test_the_style_sheet_loads_nothing() -> None:
    css = (FRONTEND / "app.css").read_text("utf-8")
    assert "url(" not in css
    assert "@import" not in css


# --- one dictionary ---------------------------------------------------------------------------


def english(name: str) -> dict[str, str]:
    text = (FRONTEND / f"js/en/{name}.js").read_text("utf-8")
    found = re.findall(r"^  (?:'([^']+)'|(\w+)): '(.+)',$", text, re.MULTILINE)
    assert len(found) == len(re.findall(r"^  \S+?: ", text, re.MULTILINE))
    return {a or b: c for a, b, c in found}


def test_english_has_a_word_for_every_chinese_one_and_no_other(page: Page) -> None:
    own, shared = english(page.name), english("shared")
    assert own.keys() | shared.keys() == page.said.keys()
    assert not own.keys() & shared.keys()
    assert all(page.said.values())


def test_both_languages_have_the_same_places_for_values(page: Page) -> None:
    values = re.compile(r"\{\d\}")
    for key, text in english(page.name).items():
        assert sorted(values.findall(text)) == sorted(values.findall(page.said[key])), key


def test_every_word_a_script_says_exists(page: Page) -> None:
    said = set[str]()
    for path in at_once(page.entry):
        text = file_of(FRONTEND, path).read_text("utf-8")
        said |= set(re.findall(r"\b(?:say|tell|pair)\('([^'$]+)'", text))
    assert said <= page.said.keys()


def test_every_outcome_has_a_word_a_sentence_and_a_shape(check_page: Page) -> None:
    shapes = {given["id"] for tag, given in check_page.elements if tag == "symbol"}
    for outcome in CheckOutcome:
        assert check_page.said[outcome.value] == label(outcome)
        assert check_page.said[f"{outcome.value}.say"]
        assert outcome.value in shapes


# --- the worker's set -------------------------------------------------------------------------


def test_the_worker_keeps_every_page_script_and_style() -> None:
    """Run ``python -m infra.pages`` after a file came or went."""
    assert shell_paths(FRONTEND) == shell_files(FRONTEND)
    assert all(file_of(FRONTEND, path).is_file() for path in shell_paths(FRONTEND))
    scripts = {f"/{one.relative_to(FRONTEND).as_posix()}" for one in SCRIPTS}
    assert {"/p", "/app.css", "/icon.svg", *scripts} <= set(shell_paths(FRONTEND))


def test_a_page_fetches_its_scripts_in_one_go(page: Page) -> None:
    links = [given for tag, given in page.elements if tag == "link"]
    early = {one["href"] for one in links if one["rel"] == "modulepreload"}
    assert early | {page.entry} == at_once(page.entry)


def test_the_worker_s_version_is_that_of_its_files() -> None:
    """Run ``python -m infra.pages`` after a change in frontend/."""
    assert written_version(FRONTEND) == version_of(FRONTEND)


def test_a_changed_file_makes_another_version(tmp_path: Path) -> None:
    for path in ["/sw.js", *shell_paths(FRONTEND)]:
        place = tmp_path / file_of(FRONTEND, path).relative_to(FRONTEND)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file_of(FRONTEND, path).read_bytes())
    assert not write_version(tmp_path)
    (tmp_path / "app.css").write_text("p { color: red; }\n", "utf-8")
    assert write_version(tmp_path)
    assert written_version(tmp_path) == version_of(tmp_path) != version_of(FRONTEND)


# --- what is sent -----------------------------------------------------------------------------


@pytest.mark.parametrize("file", [*SCRIPTS, FRONTEND / "sw.js", FRONTEND / "app.css"], ids=in_site)
def test_a_file_can_be_made_lean_line_by_line(file: Path) -> None:
    text = file.read_text("utf-8")
    for behind in re.findall(r"^\s*/\*.*?\*/([^\n]*)\n", text, re.MULTILINE | re.DOTALL):
        assert not behind.strip(), "code behind the end of a comment"
    for line in text.splitlines():
        assert line.count("`") % 2 == 0, "a template literal over several lines"


def test_the_scanner_is_the_pinned_one_with_its_licence() -> None:
    folder = SCANNER.target
    assert folder.name in (FRONTEND / "js/check/scan.js").read_text("utf-8")
    assert "MIT License" in (folder / "LICENSE.txt").read_text("utf-8")
    assert (folder / "NOTICE.txt").read_text("utf-8") == SCANNER.notice


def test_the_writer_of_qr_codes_is_the_pinned_one_with_its_licence() -> None:
    folder = QR_WRITER.target
    assert f"/vendor/{folder.name}/qrcode.mjs'" in (FRONTEND / "sw.js").read_text("utf-8")
    assert (folder / "NOTICE.txt").read_text("utf-8") == QR_WRITER.notice
    assert "Copyright (c) 2009 Kazuhiko Arase" in (folder / "qrcode.mjs").read_text("utf-8")
    assert len(brotli.compress((folder / "qrcode.mjs").read_bytes())) <= 10_000
