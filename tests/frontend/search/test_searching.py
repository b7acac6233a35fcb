"""Where the search runs, on a published page: in the page, or for a large list in a worker."""

import json
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from chalicelib.publishing.adapters.search import pinyin_json, search_json, synonyms_json
from infra.bench.made_up_catalogue import made_up_edition, unit_names
from tests.frontend.conftest import Visit
from tests.frontend.site import Site

pytestmark = pytest.mark.needs_chromium

ROWS = 10_050
WORKER = "/js/search/worker.js"

OPEN = """async (rows) => {
    const get = async (name) => (await fetch(`/list/${name}.json`)).arrayBuffer();
    const [list, pinyin, synonyms] = await Promise.all(['search', 'pinyin', 'synonyms'].map(get));
    globalThis.files = { list, pinyin, synonyms };
    const { openSearch } = await import('/js/search/searching.js');
    globalThis.opened = openSearch({ ...files, rows });
}"""
ASK = "(queries) => Promise.all(queries.map((one) => opened.search(one, { limit: 5 })))"
HERE = """async (query) => {
    const { openFiles } = await import('/js/search/search.js');
    return (await openFiles(files)).search(query, { limit: 5 });
}"""


@pytest.fixture
def large(site: Site) -> Site:
    """Above the number of rows that a page searches by itself."""
    for name, content in large_files().items():
        site.put_bytes(f"list/{name}.json", content)
    return site


@cache
def large_files() -> dict[str, bytes]:
    """Made once: it takes seconds."""
    edition = made_up_edition(ROWS)
    return {
        "search": search_json(edition, unit_names()),
        "pinyin": pinyin_json(edition, unit_names()),
        "synonyms": synonyms_json(),
    }


def ask(page: Page, *queries: str) -> list[dict[str, Any] | None]:
    found: list[dict[str, Any] | None] = page.evaluate(ASK, list(queries))
    return found


def test_a_large_list_is_searched_in_a_worker_with_the_same_answers(
    large: Site, visit: Visit
) -> None:
    page = visit()
    page.evaluate(OPEN, ROWS)
    for query in ("失业登记", "shiyedj", "我想办养老保险", "失业登纪"):
        assert ask(page, query) == [page.evaluate(HERE, query)]
    assert WORKER in large.asked
    assert len(page.workers) == 1


def test_a_small_list_needs_no_worker(large: Site, visit: Visit) -> None:
    page = visit()
    page.evaluate(OPEN, 10_000)
    (found,) = ask(page, "婚姻")
    assert found == page.evaluate(HERE, "婚姻")
    assert page.workers == []
    assert WORKER not in large.asked


def test_the_search_is_ready_before_the_first_keystroke(large: Site, visit: Visit) -> None:
    page = visit()
    with page.expect_request_finished(lambda one: one.url.endswith("/js/search/texts.js")):
        page.evaluate(OPEN, 57)
    assert "/js/search/search.js" in large.asked


@pytest.mark.usefixtures("large")
def test_a_list_that_cannot_be_read_is_an_error_for_whoever_searches(visit: Visit) -> None:
    page = visit()
    page.evaluate(OPEN, 57)
    refused = page.evaluate(
        """async () => {
            const { openSearch } = await import('/js/search/searching.js');
            const broken = openSearch({ ...files, list: new TextEncoder().encode('{') });
            return broken.search('a').then(() => null, (error) => error.name);
        }"""
    )
    assert refused == "SyntaxError"


@pytest.mark.usefixtures("large")
def test_without_the_manifest_s_count_the_rows_are_counted(visit: Visit) -> None:
    page = visit()
    page.evaluate(OPEN, ROWS)
    page.evaluate(
        """async () => {
            const { openSearch } = await import('/js/search/searching.js');
            const [list, pinyin, synonyms] = await Promise.all(['search', 'pinyin', 'synonyms']
                .map(async (name) => (await fetch(`/list/${name}.json`)).json()));
            globalThis.opened = openSearch({ list, pinyin, synonyms });
        }"""
    )
    (found,) = ask(page, "婚姻")
    assert found == page.evaluate(HERE, "婚姻")
    assert len(page.workers) == 2


@pytest.mark.usefixtures("large")
def test_the_newest_query_wins(visit: Visit) -> None:
    """What was typed while the worker was busy is not begun, but for the last of it."""
    page = visit()
    page.evaluate(OPEN, ROWS)
    first, *passed_over, last = ask(page, "s", "sh", "shi", "shiy", "失业登记")
    assert first is not None
    assert passed_over == [None, None, None]
    assert last == page.evaluate(HERE, "失业登记")


@pytest.mark.usefixtures("large")
def test_a_browser_without_module_workers_searches_in_the_page(visit: Visit) -> None:
    page = visit()
    page.route(f"**{WORKER}", lambda route: route.abort())
    # In one go: that the worker does not start is known a moment later.
    first, passed_over, last = page.evaluate(
        f"async ([rows, queries]) => {{ await ({OPEN})(rows); return ({ASK})(queries); }}",
        [ROWS, ["婚姻", "婚姻登", "失业登记"]],
    )
    assert first == page.evaluate(HERE, "婚姻")
    assert passed_over is None
    assert last == page.evaluate(HERE, "失业登记")
    assert ask(page, "jhz") == [page.evaluate(HERE, "jhz")]


def test_the_page_s_policy_makes_no_address_but_our_workers(visit: Visit) -> None:
    page = visit()
    made = page.evaluate(
        """async (urls) => {
            const { scriptUrl } = await import('/js/shared/own_scripts.js');
            return urls.map((one) => String(scriptUrl(one)));
        }""",
        [WORKER, "/sw.js", "/js/search/search.js", "data:text/javascript,1", "//elsewhere/sw.js"],
    )
    assert made == [WORKER, "/sw.js", "", "", ""]


def test_the_made_up_catalogue_is_the_same_every_time_and_says_what_it_is() -> None:
    first, again = (search_json(made_up_edition(300), unit_names()) for _ in range(2))
    assert first == again
    assert all("编造" in name for name in json.loads(first)["D"])
