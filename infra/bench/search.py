"""The search in headless Chromium: bytes, milliseconds per keystroke, the page's longest task.

The processor is throttled to a quarter. Chromium throttles a page's own thread only ("supported
for pages, not workers"), so what the worker computes is measured in the page's thread, where the
same code is throttled, and added to the throttled page's way to the worker and back.
"""

import json
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import brotli

from chalicelib.catalogue.adapters.seed import read_rows, seed_rows
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.kernel.ids import UnitCode
from chalicelib.publishing.adapters.search import pinyin_json, search_json, synonyms_json
from infra.bench.figures import Figure
from infra.bench.made_up_catalogue import made_up_edition, unit_names
from infra.bench.surroundings import REPOSITORY, Bench
from infra.local.http.front import Front, FrontServer
from infra.local.http.static_site import StaticSite
from infra.pages.lean import lean

CHROMIUM = Path("/usr/bin/chromium")
FRONTEND = REPOSITORY / "frontend"
PHRASINGS = REPOSITORY / "tests" / "vectors" / "search_phrasings.json"
SCRIPTS = ("search", "texts", "words", "loose")
SLOWER = 4
KEYSTROKE_BUDGET, TASK_BUDGET, ANSWER_BUDGET = 12.0, 50.0, 150.0  # ms
LIST_BUDGET = PINYIN_BUDGET = 12_000.0
SMALL, LARGE = 5_000, 50_000

OPEN = """async (folder) => {
    const get = async (name) => (await fetch(`/${folder}/${name}.json`)).arrayBuffer();
    const { openFiles } = await import('/js/search/search.js');
    const [list, pinyin, synonyms] = await Promise.all(['list', 'pinyin', 'synonyms'].map(get));
    globalThis.files = { list, pinyin, synonyms };
    const start = performance.now();
    globalThis.opened = await openFiles(files);
    return performance.now() - start;
}"""
# Every prefix of what is typed is a keystroke; each phrasing begins with an empty field.
TYPE = """async ([phrasings, way]) => {
    const times = [];
    for (const phrasing of phrasings) {
        for (let length = 1; length <= phrasing.length; length += 1) {
            const start = performance.now();
            await globalThis[way].search(phrasing.slice(0, length));
            times.push(performance.now() - start);
        }
    }
    return times;
}"""
OPEN_WORKER = """async (rows) => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)))
        .observe({ type: 'longtask' });
    const { openSearch } = await import('/js/search/searching.js');
    globalThis.worker = openSearch({ ...files, rows });
    await worker.search('');
}"""
LONGEST = """async () => {
    await new Promise((done) => setTimeout(done, 300));
    return Math.max(0, ...tasks);
}"""


def measure(_bench: Bench | None = None) -> list[Figure]:
    """Bytes always; milliseconds where Chromium is."""
    return _bytes() + _times()


def _bytes() -> list[Figure]:
    seed_names = {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}
    rows_of_seed = {row.code: row for row in seed_rows()}
    seed = CatalogueEdition(1, datetime(2022, 6, 28, tzinfo=UTC), rows_of_seed)
    real = _brotli(search_json(seed, seed_names))
    figures = [Figure("清单数据(样例 57 行,br)", real, "字节", detail="真实的样例清单")]
    for rows in (500, 1_000, SMALL):
        size = _brotli(search_json(made_up_edition(rows), unit_names()))
        per_thousand = size * 1000 / rows
        detail = f"编造的清单,共 {size:,.0f} 字节"
        name = f"清单数据每千行({rows:,} 行,br)"
        figures.append(Figure(name, per_thousand, "字节", LIST_BUDGET, detail=detail))
    pinyin = _brotli(pinyin_json(made_up_edition(SMALL), unit_names()))
    scripts = sum(_sent(f"js/search/{name}.js") for name in SCRIPTS)
    return [
        *figures,
        Figure("拼音表(br)", pinyin, "字节", PINYIN_BUDGET),
        Figure("群众说法表(br)", _brotli(synonyms_json()), "字节"),
        Figure("搜索脚本(br)", scripts, "字节", detail="第一次搜索时才取;首页先取 searching.js"),
    ]


def _times() -> list[Figure]:
    if not CHROMIUM.is_file():
        print("没有 Chromium,搜索的快慢没有量(apt-get install chromium)", file=sys.stderr)
        return []
    table = json.loads(PHRASINGS.read_text("utf-8"))
    phrasings = [one["typed"] for one in table["phrasings"]] + table["nonsense"]
    with tempfile.TemporaryDirectory(prefix="search-") as folder:
        for rows in (SMALL, LARGE):
            _write(Path(folder) / str(rows), made_up_edition(rows), unit_names())
        with _page(Path(folder)) as (page, throttle):
            return _small(page, throttle, phrasings) + _large(page, throttle, phrasings)


def _small(page: Any, throttle: Any, phrasings: list[str]) -> list[Figure]:
    throttle(SLOWER)
    opened = page.evaluate(OPEN, str(SMALL))
    times = page.evaluate(TYPE, [phrasings, "opened"])
    return [
        Figure(f"搜索每键({SMALL:,} 行,4 倍降速)", statistics.median(times), "毫秒",
               KEYSTROKE_BUDGET, detail=_tail(times)),
        Figure(f"打开清单({SMALL:,} 行,4 倍降速)", opened, "毫秒", detail="第一次搜索时一次"),
    ]  # fmt: skip


def _large(page: Any, throttle: Any, phrasings: list[str]) -> list[Figure]:
    page.evaluate(OPEN, str(LARGE))
    computed = page.evaluate(TYPE, [phrasings, "opened"])
    page.evaluate(OPEN_WORKER, LARGE)
    there_and_back = page.evaluate(TYPE, [phrasings, "worker"])
    answers = [one + other for one, other in zip(computed, there_and_back, strict=True)]
    longest = page.evaluate(LONGEST)
    throttle(1)
    return [
        Figure(f"搜索答复({LARGE:,} 行,4 倍降速)", statistics.median(answers), "毫秒",
               ANSWER_BUDGET, detail=_tail(answers) + ";另一线程,计算加往返"),
        Figure(f"页面最长的停顿({LARGE:,} 行,4 倍降速)", longest, "毫秒", TASK_BUDGET,
               detail="打开清单和每一键;0 是没有超过 50 毫秒的"),
    ]  # fmt: skip


def _tail(times: list[float]) -> str:
    points = statistics.quantiles(times, n=20)
    return f"{len(times)} 键,95 % 在 {points[-1]:.1f} 以内,最慢 {max(times):.0f}"


@contextmanager
def _page(folder: Path) -> Iterator[tuple[Any, Any]]:
    """A page of the site with the lists beside it, and what sets how many times slower it is."""
    from playwright.sync_api import sync_playwright

    front = Front()
    front.pages = front.api = StaticSite([folder, FRONTEND])
    server = FrontServer(front, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with sync_playwright() as running:
            browser = running.chromium.launch(
                executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(service_workers="block")
            page.set_default_timeout(300_000)
            page.goto(f"http://127.0.0.1:{server.port}/p")
            session = page.context.new_cdp_session(page)
            yield page, lambda rate: session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            browser.close()
    finally:
        server.stop()
        thread.join()


def _write(folder: Path, edition: CatalogueEdition, names: Mapping[UnitCode, str]) -> None:
    folder.mkdir()
    (folder / "list.json").write_bytes(search_json(edition, names))
    (folder / "pinyin.json").write_bytes(pinyin_json(edition, names))
    (folder / "synonyms.json").write_bytes(synonyms_json())


def _sent(path: str) -> float:
    return _brotli(lean(PurePosixPath(path), (FRONTEND / path).read_bytes()))


def _brotli(content: bytes) -> float:
    return float(len(brotli.compress(content, quality=11)))
