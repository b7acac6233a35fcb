"""The search in Node, over files that the builders made: the browser's own code, without one."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.catalogue.adapters.seed import read_rows
from chalicelib.catalogue.domain.rows import CatalogueEdition
from chalicelib.kernel.ids import UnitCode
from chalicelib.publishing.adapters.search import pinyin_json, search_json, synonyms_json
from tests.seed import seed_edition

ANSWERING = Path(__file__).with_name("answering.js")


class Search:
    """A process that holds one opened search; a line of JSON each way."""

    def __init__(self) -> None:
        self._node = subprocess.Popen(
            ["node", str(ANSWERING)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def call(self, what: str, *given: Any) -> Any:
        """Raises ValueError with what the script threw."""
        assert self._node.stdin
        assert self._node.stdout
        self._node.stdin.write(json.dumps([what, *given]) + "\n")
        self._node.stdin.flush()
        reply = json.loads(self._node.stdout.readline() or '{"error": "Node has ended"}')
        if "error" in reply:
            raise ValueError(reply["error"])
        return reply["answer"]

    def close(self) -> None:
        self._node.communicate()


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


def open_search(search: Search, files: dict[str, Any]) -> None:
    search.call("open", files)


def ask(search: Search, queries: list[str], **options: Any) -> list[Found]:
    """What the search finds for each of the queries, in one call."""
    return [Found(**one) for one in search.call("ask", queries, options)]
