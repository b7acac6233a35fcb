"""What the search promises for any catalogue, tried on generated ones against pypinyin."""

import random
import re
from typing import Any

import pytest
from pypinyin import lazy_pinyin

from chalicelib.kernel.ids import UnitCode
from infra.bench import made_up_catalogue
from infra.bench.made_up_catalogue import made_up_edition
from tests.js.search.asking import Found, Search, ask, files_of, open_search, seed_files, small

pytestmark = pytest.mark.needs_node

NOT_WORDS = re.compile(r"[\W_]+")
ALL = 100_000


@pytest.fixture(scope="module", params=["seed", "made up"])
def files(request: pytest.FixtureRequest) -> dict[str, Any]:
    return seed_files() if request.param == "seed" else made_up(400)


def made_up(rows: int) -> dict[str, Any]:
    return files_of(made_up_edition(rows), made_up_catalogue.unit_names())


def bare(text: str) -> str:
    return NOT_WORDS.sub("", text).lower()


def spelt(text: str) -> str:
    return "".join(lazy_pinyin(bare(text)))


def initials(text: str) -> str:
    return "".join(one[0] for one in " ".join(lazy_pinyin(bare(text), errors=" ".join)).split())


def items_of(found: Found) -> set[int]:
    return {one["item"] for one in found.hits}


# --- every item is found ------------------------------------------------------------------------


def test_every_item_is_the_first_hit_of_its_whole_name(
    answering: Search, files: dict[str, Any]
) -> None:
    open_search(answering, files)
    names = files["list"]["n"]
    for item, found in enumerate(ask(answering, names)):
        assert found.hits[0]["item"] == item, names[item]
        assert found.hits[0]["at"] == marked(names[item])
        assert found.hits[0]["name"] == names[item]
        assert found.hits[0]["code"] == files["list"]["c"][item]


def marked(name: str) -> list[int]:
    """From the first character that counts to the last: brackets at the rim are no match."""
    counting = [at for at, one in enumerate(name) if bare(one)]
    return [counting[0], counting[-1] + 1]


def test_every_item_is_found_by_its_whole_pinyin_and_by_its_initials(
    answering: Search, files: dict[str, Any]
) -> None:
    open_search(answering, files)
    names = [one for one in files["list"]["n"] if len(spelt(one)) <= 60]
    assert len(names) > len(files["list"]["n"]) / 2
    for way in (spelt, initials):
        for name, found in zip(names, ask(answering, [way(one) for one in names]), strict=True):
            assert name in [one["name"] for one in found.hits[:5]], f"{name} by {way(name)}"


def test_every_part_of_two_characters_and_more_finds_the_item(
    answering: Search, files: dict[str, Any]
) -> None:
    open_search(answering, files)
    chance = random.Random(4)  # noqa: S311  # repeatable on purpose
    parts = []
    for name in files["list"]["n"]:
        text = bare(name)
        start = chance.randrange(len(text) - 1)
        parts.append(text[start : start + chance.randint(2, 6)])
    for item, found in enumerate(ask(answering, parts, limit=ALL)):
        hit = next(one for one in found.hits if one["item"] == item)
        if hit["material"] < 0:  # else the part stands in a material as well
            start, end = hit["at"]
            assert parts[item] in bare(hit["name"][start:end]), parts[item]


def test_every_material_finds_the_items_that_ask_for_it(
    answering: Search, files: dict[str, Any]
) -> None:
    open_search(answering, files)
    columns = files["list"]
    for material, found in enumerate(ask(answering, columns["P"], limit=ALL)):
        asking = {at for at, rows in enumerate(columns["p"]) if material in {r >> 5 for r in rows}}
        assert asking <= items_of(found), columns["P"][material]
        named = [one for one in found.hits if one["material"] == material]
        assert {one["item"] for one in named} <= asking


def test_a_part_in_pinyin_is_marked_where_it_stands(search: Search) -> None:
    chance = random.Random(5)  # noqa: S311  # repeatable on purpose
    names = [one for one in seed_files()["list"]["n"] if bare(one) == one and len(one) > 3]
    parts = [one[(at := chance.randrange(len(one) - 2)) : at + 3] for one in names]
    for name, part, found in zip(names, parts, ask(search, [spelt(p) for p in parts]), strict=True):
        hit = next(one for one in found.hits if one["name"] == name)
        assert name[slice(*hit["at"])] == part


# --- how it is typed does not matter ------------------------------------------------------------


def wide(text: str) -> str:
    """In full width, as a Chinese keyboard may send it."""
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


@pytest.mark.parametrize(
    "typed",
    ["出生登记", " 出 生 登 记", "“出生登记”?", "出生,登记", "chushengdengji", "CHU SHENG DENG JI",
     "chu'sheng'deng'ji", wide("ChuSheng"), "出生dengji", "chus登记"],
)  # fmt: skip
def test_width_case_spaces_and_punctuation_do_not_matter(search: Search, typed: str) -> None:
    (found,) = ask(search, [typed])
    assert found.first(1) == ["SX016"]


def test_each_keystroke_of_a_name_in_pinyin_keeps_the_item(search: Search) -> None:
    typed = "chushengdengji"
    found = ask(search, [typed[:length] for length in range(2, len(typed) + 1)])
    assert all("SX016" in one.first() for one in found)


def test_the_order_of_questions_does_not_change_an_answer(search: Search) -> None:
    """Narrowing from one keystroke to the next must not lose what a fresh search finds."""
    typed = ["shi", "shiye", "shiy", "shiyedengji", "s", "sh", "jhz", "shiyedj", "低保", "shiye"]
    one_by_one = [ask(search, [one])[0] for one in typed]
    open_search(search, seed_files())
    assert ask(search, typed[::-1]) == one_by_one[::-1]


def test_names_with_letters_and_digits_are_found_by_them(answering: Search) -> None:
    open_search(answering, small(["GPS终端备案", "3年以上驾龄证明", "学生转学"]))
    found = ask(answering, ["gps", "GPSzd", "3年", "gpszhongduan"])
    assert [one.first(1) for one in found] == [["S0"], ["S0"], ["S1"], ["S0"]]


def test_characters_beyond_the_basic_plane_do_no_harm(answering: Search) -> None:
    open_search(answering, small(["\U00020bb7野家登记", "学生转学"]))
    (found, other) = ask(answering, ["\U00020bb7野家", "\U00020bb7\U00020bb7\U00020bb7转学"])
    assert found.first() == ["S0"]
    assert found.hits[0]["at"] == [0, 4]
    assert other.total >= 0


# --- several readings ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("银行开户", "yinhang"),
        ("行政复议", "xingzheng"),
        ("会计代理记账", "kuaiji"),
        ("社会团体", "shehui"),
        ("重点优抚对象", "zhongdian"),
        ("重新申领", "chongxin"),
        ("成长档案", "chengzhang"),
        ("长期居住", "changqi"),
        ("绿色通道", "lvse"),
        ("女职工", "nvzhigong"),
    ],
)
def test_a_character_is_found_by_each_of_its_common_readings(
    answering: Search, name: str, typed: str
) -> None:
    files = small([name, "转学", "火化"])
    # A file of pinyin covers the names of units, too.
    files["pinyin"] = files_of(made_up_edition(50), {UnitCode("1"): name})["pinyin"]
    open_search(answering, files)
    (found,) = ask(answering, [typed])
    assert found.first(1) == ["S0"]


# --- filters and limits -------------------------------------------------------------------------


def test_nothing_typed_lists_everything_in_order(search: Search) -> None:
    (found, blank) = ask(search, ["", "  "], limit=5)
    assert found == blank
    assert [one["item"] for one in found.hits] == [0, 1, 2, 3, 4]
    assert found.total == len(seed_files()["list"]["n"])


def test_a_filter_shows_only_items_with_a_row_of_that_way(search: Search) -> None:
    columns = seed_files()["list"]
    for way in (1, 2, 4, 8, 16):
        (found,) = ask(search, [""], way=way, limit=ALL)
        assert items_of(found) == {
            at for at, rows in enumerate(columns["p"]) if any(row & way for row in rows)
        }


def test_a_filtered_search_answers_with_rows_of_that_way(search: Search) -> None:
    (found,) = ask(search, ["收入证明"], way=1)
    assert "SX004" in found.first()
    materials = [seed_files()["list"]["P"][one["material"]] for one in found.hits]
    assert materials[found.first().index("SX004")] == "收入证明(单位开具)"


def test_a_unit_s_filter_shows_only_its_items(search: Search) -> None:
    columns = seed_files()["list"]
    unit = columns["D"].index("区民政局")
    (found,) = ask(search, ["登记"], unit=unit, limit=ALL)
    assert found.hits
    assert {one["unit"] for one in found.hits} == {"区民政局"}


def test_total_counts_beyond_the_limit(search: Search) -> None:
    (few, many) = (ask(search, ["证明"], limit=one)[0] for one in (3, ALL))
    assert len(few.hits) == 3
    assert few.total == many.total == len(many.hits)
    assert few.hits == many.hits[:3]
