"""The files a browser searches with: by columns, with every reading, and small."""

import json
from datetime import UTC, datetime

import brotli
import pytest

from chalicelib.catalogue.adapters.seed import read_rows
from chalicelib.catalogue.domain.rows import CatalogueEdition, Disposition, Method
from chalicelib.kernel.ids import UnitCode
from chalicelib.publishing.adapters.search import (
    pinyin_json,
    readings_of,
    search_json,
    synonyms_json,
    way_mask,
)
from infra.bench import made_up_catalogue
from infra.bench.made_up_catalogue import made_up_edition
from tests.seed import seed_edition

NAMES = {UnitCode(one["单位编码"]): one["单位名称"] for one in read_rows("units.csv")}
EMPTY = CatalogueEdition(1, datetime(2026, 1, 1, tzinfo=UTC), {})


def test_every_row_of_the_edition_stands_in_the_columns() -> None:
    edition = seed_edition()
    columns = json.loads(search_json(edition, NAMES))

    found = {
        (code, columns["P"][cell >> 5], cell & 31)
        for code, cells in zip(columns["c"], columns["p"], strict=True)
        for cell in cells
    }

    rows = edition.rows.values()
    assert found == {(one.service_item.code, one.material.name, way_mask(one)) for one in rows}
    assert sum(map(len, columns["p"])) == len(edition.rows)


def test_items_and_their_units_stand_in_the_order_of_their_first_row() -> None:
    columns = json.loads(search_json(seed_edition(), NAMES))
    items = {row.service_item.code: row.service_item for row in seed_edition().rows.values()}

    assert columns["c"] == list(items)
    assert columns["n"] == [one.name for one in items.values()]
    assert [columns["U"][at] for at in columns["d"]] == [one.unit for one in items.values()]
    assert columns["D"] == [NAMES[code] for code in columns["U"]]
    assert [columns["D"][at] for at, kind in zip(columns["d"], columns["k"], strict=True) if kind][
        :3
    ] == ["市中殡仪馆", "供水企业", "供电企业"]


def test_a_mask_says_how_the_applicant_is_spared() -> None:
    rows = {str(code): row for code, row in seed_edition().rows.items()}

    assert way_mask(rows["ZM012"]) == 1
    assert way_mask(rows["ZM004"]) == 2
    assert way_mask(rows["ZM002"]) == 4
    assert way_mask(rows["ZM001"]) == 4 + 8
    assert way_mask(rows["ZM017"]) == 16
    for row in rows.values():
        mask = way_mask(row)
        assert 0 < mask < 32
        assert bool(mask & 8) == (
            Method.DEPARTMENT_VERIFICATION in row.methods and row.exclusion is None
        )
        assert (mask == 1) == (row.disposition is Disposition.CANCELLED and row.exclusion is None)


def test_a_unit_without_a_name_is_shown_by_its_code() -> None:
    columns = json.loads(search_json(seed_edition(), {}))
    assert columns["D"] == columns["U"]


def test_an_empty_edition_has_empty_columns() -> None:
    columns = json.loads(search_json(EMPTY, NAMES))
    assert {name: columns[name] for name in "ncdkpDUP"} == {key: [] for key in "ncdkpDUP"}
    assert json.loads(pinyin_json(EMPTY, {}))["zheng"]


@pytest.mark.parametrize("build", [search_json, pinyin_json])
def test_the_same_edition_gives_the_same_bytes(build: object) -> None:
    assert callable(build)
    assert build(seed_edition(), NAMES) == build(seed_edition(), NAMES)
    assert synonyms_json() == synonyms_json()


@pytest.mark.parametrize(
    ("character", "readings"),
    [
        ("行", ("xing", "hang")),
        ("长", ("zhang", "chang")),
        ("重", ("zhong", "chong")),
        ("调", ("diao", "tiao")),
        ("女", ("nv",)),
        ("率", ("lv", "shuai")),
        ("证", ("zheng",)),
        ("A", ()),
        ("3", ()),
    ],
)
def test_a_character_has_its_common_readings_and_no_rare_ones(
    character: str, readings: tuple[str, ...]
) -> None:
    assert readings_of(character) == readings


def heard(character: str, table: dict[str, str]) -> set[str]:
    return {syllable for syllable, found in table.items() if character in found}


def test_a_reading_that_only_the_list_has_is_taken_from_its_words() -> None:
    """会 is almost always hui; 财会人员 and 会计 read it kuai."""
    units = {UnitCode("1"): "会计代理记账"}
    assert heard("会", json.loads(pinyin_json(EMPTY, units))) == {"hui", "kuai"}
    assert heard("会", json.loads(pinyin_json(EMPTY, {}))) == {"hui"}


def test_every_character_of_the_list_has_its_pinyin() -> None:
    edition, names = made_up_edition(500), made_up_catalogue.unit_names()
    table = json.loads(pinyin_json(edition, names))
    known = set("".join(table.values()))
    texts = [row.service_item.name + row.material.name for row in edition.rows.values()]
    used = {one for text in [*texts, *names.values()] for one in text}
    assert {one for one in used if "\u4e00" <= one <= "\u9fff"} <= known


def test_a_first_reading_stands_once_and_before_the_second_ones() -> None:
    table = json.loads(pinyin_json(seed_edition(), NAMES))
    first = "".join(found.split(" ")[0] for found in table.values())
    assert len(first) == len(set(first)) > 3_700
    assert "行" in table["xing"].split(" ")[0]
    assert "行" in table["hang"].split(" ")[1]


def test_what_people_say_is_a_clean_word_with_words_of_the_catalogue() -> None:
    synonyms = json.loads(synonyms_json())
    ignored = synonyms["ignored"].split(" ")
    assert len(synonyms["said"]) >= 300
    for word, official in synonyms["said"].items():
        assert word.isalnum(), word
        assert official.split(" ") == list(dict.fromkeys(official.split())), word
        assert word not in ignored, word
    assert len(ignored) == len(set(ignored))
    assert all(one.isalnum() for one in ignored)


@pytest.mark.parametrize("rows", [500, 1_000, 5_000])
def test_a_list_is_at_most_twelve_kilobytes_a_thousand_rows(rows: int) -> None:
    content = search_json(made_up_edition(rows), made_up_catalogue.unit_names())
    assert len(brotli.compress(content, quality=11)) <= 12_000 * rows / 1_000


def test_pinyin_and_what_people_say_stay_small() -> None:
    edition, names = made_up_edition(5_000), made_up_catalogue.unit_names()
    assert len(brotli.compress(pinyin_json(edition, names), quality=11)) <= 12_000
    assert len(brotli.compress(synonyms_json(), quality=11)) <= 5_000
