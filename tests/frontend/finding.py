"""The search in the browser, over files that the builders made."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from playwright.sync_api import Page

from chalicelib.catalogue.adapters.seed import read_rows
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.kernel.ids import UnitCode
from chalicelib.publishing.adapters.search import pinyin_json, search_json, synonyms_json
from tests.seed import seed_edition

OPEN = """async (files) => {
    const { makeSearch, readPinyin } = await import('/js/search/search.js');
    const { list, pinyin, synonyms } = files;
    globalThis.opened = makeSearch(list, readPinyin(pinyin), synonyms);
}"""


@dataclass(frozen=True)
class Found:
    """One answer: the direct hits, the loose ones, and how many direct ones there are."""

    hits: list[dict[str, Any]]
    loose: list[dict[str, Any]]
    total: int

    def first(self, count: int = 5) -> list[str]:
        return [one["code"] for one in self.hits[:count]]

    def nearly(self, count: int = 5) -> list[str]:
        return [one["code"] for one in self.loose[:count]]


@cache
def unit_names() -> dict[UnitCode, str]:
    return {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}


def files_of(edition: CatalogueEdition, names: dict[UnitCode, str]) -> dict[str, Any]:
    return {
        "list": json.loads(search_json(edition, names)),
        "pinyin": json.loads(pinyin_json(edition, names)),
        "synonyms": json.loads(synonyms_json()),
    }


@cache
def seed_files() -> dict[str, Any]:
    return files_of(seed_edition(), unit_names())


def small(names: list[str], materials: list[str] | None = None) -> dict[str, Any]:
    """A catalogue of one unit whose items have these names, each with one material."""
    proofs = materials or ["甲"] * len(names)
    codes = [f"S{at}" for at in range(len(names))]
    rows = [[at << 5 | 2] for at in range(len(names))]
    columns = {"v": 1, "n": names, "c": codes, "p": rows, "D": ["某单位"], "U": ["1"], "P": proofs}
    zeros = [0] * len(names)
    seed = seed_files()
    return {**seed, "list": {**columns, "d": zeros, "k": zeros}}


def open_search(page: Page, files: dict[str, Any]) -> None:
    page.evaluate(OPEN, files)


def ask(page: Page, queries: list[str], **options: Any) -> list[Found]:
    """What the search finds for each of the queries, in one call."""
    found = page.evaluate(
        "([queries, options]) => queries.map((one) => opened.search(one, options))",
        [queries, options],
    )
    return [Found(**one) for one in found]
