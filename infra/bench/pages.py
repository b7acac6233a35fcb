"""The public pages in headless Chromium on a slow phone, and Lighthouse where npm is.

Slow 4G as Lighthouse means it (150 ms, 1.6 Mbit/s), the processor at a quarter of its speed, a
first visit with nothing kept. Lighthouse is installed into a folder that goes away again.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import brotli

from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.publishing.adapters.search import pinyin_json, search_json, synonyms_json
from chalicelib.publishing.use_cases.home import home_html
from infra.bench.figures import Figure
from infra.bench.made_up_catalogue import made_up_edition, unit_names
from infra.bench.surroundings import REPOSITORY, Bench
from infra.local.http.front import Front, FrontServer
from infra.local.http.static_site import StaticSite
from infra.pages.lean import lean
from infra.pages.stamping import imports_of

CHROMIUM = Path("/usr/bin/chromium")
FRONTEND = REPOSITORY / "frontend"
PAGES = {"首页": "/", "事项页": "/item#SX001", "验真页": "/p"}
ROUNDS = 3
SLOWER = 4
LATENCY, THROUGHPUT = 150, 1_638_400 / 8  # ms there and back, bytes a second
WIRE_BUDGET, ITEMS = 50_000, 500
LCP_BUDGET, CLS_BUDGET, TBT_BUDGET, SCORE_BUDGET = 1_800.0, 0.02, 100.0, 98.0
LIGHTHOUSE = "lighthouse@12.2.3"  # the newest that an installation with Node 20 takes
CATEGORIES = {
    "performance": "性能",
    "accessibility": "无障碍",
    "best-practices": "最佳做法",
    "seo": "可检索",
}

WATCH = """() => {
    globalThis.seen = { lcp: 0, cls: 0, tbt: 0 };
    const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
        .observe({ type, buffered: true });
    watch('largest-contentful-paint', (one) => { seen.lcp = one.startTime; });
    watch('layout-shift', (one) => { if (!one.hadRecentInput) seen.cls += one.value; });
    watch('longtask', (one) => { seen.tbt += Math.max(0, one.duration - 50); });
}"""


def measure(bench: Bench) -> list[Figure]:
    """Bytes always; milliseconds where Chromium is, Lighthouse's scores where npm is, too."""
    figures = [_wire()]
    if not CHROMIUM.is_file():
        print("没有 Chromium,网页的快慢没有量(apt-get install chromium)", file=sys.stderr)
        return figures
    with _served(bench) as origin:
        figures += _times(origin)
        if shutil.which("npm"):
            figures += _scores(origin)
        else:
            print("没有 npm,Lighthouse 没有运行", file=sys.stderr)
    return figures


def _wire() -> Figure:
    """All that the home page fetches at a first visit until one can search, with brotli."""
    edition = edition_of_items(ITEMS)
    size = sum(map(_brotli, home_files(edition)))
    detail = f"编造的清单,{ITEMS} 个事项 {len(edition.rows)} 行;清单、拼音和搜索都在内"
    return Figure("首页首次访问(br)", size, "字节", WIRE_BUDGET, detail=detail)


def edition_of_items(count: int) -> CatalogueEdition:
    """The first ``count`` items of a made-up catalogue, with all their rows."""
    whole = made_up_edition(count * 4)
    items = dict.fromkeys(row.service_item.code for row in whole.rows.values())
    chosen = set(list(items)[:count])
    rows = {code: row for code, row in whole.rows.items() if row.service_item.code in chosen}
    return replace(whole, rows=rows)


def home_files(edition: CatalogueEdition) -> Iterator[bytes]:
    """The bytes of each file, as they are sent but for the compression."""
    names = unit_names()
    yield home_html(edition, names, date(2026, 11, 20))
    yield search_json(edition, names)
    yield pinyin_json(edition, names)
    yield synonyms_json()
    entries = ("list/home", "shared/edition", "search/searching", "search/search", "shared/offline")
    scripts = {f"/js/{one}.js" for one in entries}
    scripts |= {more for one in scripts for more in imports_of(FRONTEND, one)}
    for path in ("/app.css", "/icon.svg", *sorted(scripts)):
        yield lean(PurePosixPath(path), (FRONTEND / path.lstrip("/")).read_bytes())


def _brotli(content: bytes) -> int:
    return len(brotli.compress(content))


@contextmanager
def _served(bench: Bench) -> Iterator[str]:
    front = Front()
    front.pages = StaticSite([bench.where.site_dir, FRONTEND])
    server = FrontServer(front, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        thread.join()


def _times(origin: str) -> list[Figure]:
    from playwright.sync_api import sync_playwright

    figures = []
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, path in PAGES.items():
            seen = [_visit(browser, origin + path) for _ in range(ROUNDS)]
            lcp, cls, tbt = (statistics.median(one[key] for one in seen) for key in seen[0])
            figures += [
                Figure(f"{name} LCP(慢 4G,4 倍降速)", lcp, "毫秒", LCP_BUDGET),
                Figure(f"{name} CLS", cls, "", CLS_BUDGET),
                Figure(f"{name} TBT(4 倍降速)", tbt, "毫秒", TBT_BUDGET),
            ]
        browser.close()
    return figures


def _visit(browser: Any, url: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": LATENCY,
        "downloadThroughput": THROUGHPUT,
        "uploadThroughput": THROUGHPUT,
    }
    session.send("Network.emulateNetworkConditions", conditions)
    page.add_init_script(f"({WATCH})()")
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    seen: dict[str, float] = page.evaluate("globalThis.seen")
    context.close()
    return seen


def _scores(origin: str) -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        quiet = ["--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "install", "--prefix", folder, LIGHTHOUSE, *quiet], check=True)
        for name, path in PAGES.items():
            scores = _lighthouse(Path(folder), origin + path)
            figures += [
                Figure(f"{name} {CATEGORIES[key]}(Lighthouse)", value, "分", SCORE_BUDGET, True)
                for key, value in scores.items()
            ]
    return figures


def _lighthouse(folder: Path, url: str) -> dict[str, float]:
    command = [
        str(folder / "node_modules/.bin/lighthouse"),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={folder / 'report.json'}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    surroundings = {"CHROME_PATH": str(CHROMIUM), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    subprocess.run(command, check=True, env={**surroundings, "HOME": str(folder)})
    report = json.loads((folder / "report.json").read_text("utf-8"))
    return {key: report["categories"][key]["score"] * 100 for key in CATEGORIES}
