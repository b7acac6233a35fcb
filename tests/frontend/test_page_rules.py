"""The pages keep to their own rules: sizes, the policy, one dictionary, the worker's set."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import brotli
import pytest

from chalicelib.domain.eproofs import CheckOutcome
from chalicelib.labels import label
from infra.pages.lean import lean
from infra.pages.shell import file_of, shell_paths, version_of, write_version, written_version
from tools import vendor_scanner

FRONTEND = Path(__file__).parents[2] / "frontend"
SCRIPTS = sorted((FRONTEND / "js").glob("*.js"))
ENTRY = "/js/check_page.js"
_IMPORT = re.compile(r"^(?:import|export) [^;]*?from '(\./[^']+)';", re.MULTILINE)
_LAZY = re.compile(r"import\('(\./[^']+)'\)")


def published(path: str) -> bytes:
    """The file's bytes as they are sent."""
    file = file_of(FRONTEND, path)
    return lean(PurePosixPath(file.name), file.read_bytes())


def imported(path: str, pattern: re.Pattern[str] = _IMPORT) -> set[str]:
    text = file_of(FRONTEND, path).read_text("utf-8")
    return {f"/js/{name.removeprefix('./')}" for name in pattern.findall(text)}


def at_once() -> set[str]:
    """The scripts that the check page loads before anybody does anything."""
    found, new = set[str](), {ENTRY}
    while new:
        found |= new
        new = {one for path in new for one in imported(path)} - found
    return found


class Page(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.said: dict[str, str] = {}
        self._open: list[str | None] = []
        self.feed((FRONTEND / name).read_text("utf-8"))

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


@pytest.fixture(scope="module")
def page() -> Page:
    return Page("p.html")


# --- sizes: the budgets of the design, counted in the bytes that are sent ---------------------


def test_the_scripts_of_the_check_page_are_at_most_ten_kilobytes_with_brotli() -> None:
    sizes = {path: len(brotli.compress(published(path), quality=11)) for path in at_once()}
    assert sum(sizes.values()) <= 10_000, sizes


def test_the_style_sheet_is_at_most_five_kilobytes_with_brotli() -> None:
    assert len(brotli.compress(published("/app.css"), quality=11)) <= 5_000


def test_the_check_page_is_at_most_sixty_kilobytes_before_the_scanner() -> None:
    """Everything the worker keeps counts, also what only some people ever load."""
    assert sum(len(gzip.compress(published(path))) for path in shell_paths(FRONTEND)) <= 60_000


def test_the_scanner_is_at_most_340_kilobytes() -> None:
    files = [one for one in vendor_scanner.target().rglob("*") if one.suffix in (".js", ".wasm")]
    assert len(files) == 3
    assert sum(len(brotli.compress(one.read_bytes())) for one in files) <= 340_000


# --- the policy -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["p.html", "index.html", "404.html"])
def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(name: str) -> None:
    for tag, given in Page(name).elements:
        assert tag not in {"style", "iframe", "object", "base", "form", "embed"}
        assert tag != "script" or given == {"type": "module", "src": ENTRY}
        assert not [one for one in given if one == "style" or one.startswith("on")]
        for link in (given.get(one, "/") for one in ("href", "src", "action")):
            assert re.match(r"/(?!/)|#|tel:", link), link


@pytest.mark.parametrize("script", [*SCRIPTS, FRONTEND / "sw.js"], ids=lambda path: path.name)
def test_a_script_parses_no_html_runs_no_text_and_calls_no_api(script: Path) -> None:
    text = script.read_text("utf-8")
    forbidden = (
        "innerHTML outerHTML insertAdjacentHTML document.write DOMParser eval( Function("
        " setHTMLUnsafe http:// https:// XMLHttpRequest sendBeacon WebSocket /v1"
    )
    # The name of SVG's namespace is no address; nothing is fetched from it.
    names = re.compile(r"'http://www\.w3\.org/[^']+'")
    assert not [one for one in forbidden.split() if one in names.sub("", text)]


def test_only_one_place_fetches_and_the_worker() -> None:
    fetching = {one.name for one in SCRIPTS if re.search(r"\bfetch\(", one.read_text("utf-8"))}
    assert fetching == {"published.js"}


# --- one dictionary ---------------------------------------------------------------------------


def english() -> dict[str, str]:
    text = (FRONTEND / "js/words_en.js").read_text("utf-8")
    return {
        a or b: c for a, b, c in re.findall(r"^  (?:'([^']+)'|(\w+)): '(.+)',$", text, re.MULTILINE)
    }


def test_english_has_a_word_for_every_chinese_one_and_no_other(page: Page) -> None:
    assert set(english()) == set(page.said)
    assert all(page.said.values())


def test_both_languages_have_the_same_places_for_values(page: Page) -> None:
    values = re.compile(r"\{\d\}")
    for key, text in english().items():
        assert sorted(values.findall(text)) == sorted(values.findall(page.said[key])), key


def test_every_word_a_script_says_exists(page: Page) -> None:
    said = set[str]()
    for script in SCRIPTS:
        said |= set(re.findall(r"\b(?:say|tell|pair)\('([^'$]+)'", script.read_text("utf-8")))
    assert said
    assert said <= set(page.said)


def test_every_outcome_has_a_word_a_sentence_and_a_shape(page: Page) -> None:
    shapes = {given["id"] for tag, given in page.elements if tag == "symbol"}
    for outcome in CheckOutcome:
        assert page.said[outcome.value] == label(outcome)
        assert page.said[f"{outcome.value}.say"]
        assert outcome.value in shapes


# --- the worker's set -------------------------------------------------------------------------


def test_the_worker_keeps_every_file_of_the_check_page(page: Page) -> None:
    kept = set(shell_paths(FRONTEND))
    lazy = {one for path in (f"/js/{one.name}" for one in SCRIPTS) for one in imported(path, _LAZY)}
    linked = {given["href"] for tag, given in page.elements if tag == "link"}
    assert at_once() | lazy | linked | {"/p"} <= kept
    assert {f"/js/{one.name}" for one in SCRIPTS} <= kept
    assert all(file_of(FRONTEND, path).is_file() for path in kept)


def test_the_page_fetches_its_scripts_in_one_go(page: Page) -> None:
    links = [given for tag, given in page.elements if tag == "link"]
    early = {one["href"] for one in links if one["rel"] == "modulepreload"}
    assert early | {ENTRY} == at_once()


def test_the_worker_s_version_is_that_of_its_files() -> None:
    """Run ``python -m infra.pages`` after a change in frontend/."""
    assert written_version(FRONTEND) == version_of(FRONTEND)


def test_a_changed_file_makes_another_version(tmp_path: Path) -> None:
    for path in ["/sw.js", *shell_paths(FRONTEND)]:
        place = tmp_path / file_of(FRONTEND, path).relative_to(FRONTEND)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(file_of(FRONTEND, path).read_bytes())
    assert not write_version(tmp_path)
    (tmp_path / "app.css").write_text("p { color: red; }\n", "utf-8")
    assert write_version(tmp_path)
    assert written_version(tmp_path) == version_of(tmp_path) != version_of(FRONTEND)


# --- what is sent -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", [*SCRIPTS, FRONTEND / "sw.js", FRONTEND / "app.css"], ids=lambda path: path.name
)
def test_a_file_can_be_made_lean_line_by_line(file: Path) -> None:
    text = file.read_text("utf-8")
    for behind in re.findall(r"^\s*/\*.*?\*/([^\n]*)\n", text, re.MULTILINE | re.DOTALL):
        assert not behind.strip(), "code behind the end of a comment"
    for line in text.splitlines():
        assert line.count("`") % 2 == 0, "a template literal over several lines"


def test_the_scanner_is_the_pinned_one_with_its_licence() -> None:
    folder = vendor_scanner.target()
    assert folder.name in (FRONTEND / "js/scan.js").read_text("utf-8")
    assert "MIT License" in (folder / "LICENSE.txt").read_text("utf-8")
    assert (folder / "NOTICE.txt").read_text("utf-8") == vendor_scanner.NOTICE
