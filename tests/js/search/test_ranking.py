"""What the search finds first, and what it only offers: "你是不是要找"."""

import pytest

from tests.js.search.asking import Search, ask, open_search, small

pytestmark = pytest.mark.needs_node


# --- ranking ------------------------------------------------------------------------------------


def test_a_half_typed_last_syllable_ranks_behind_a_whole_one(answering: Search) -> None:
    names = ["学龄儿童入园", "学林路改造", "高中及以上学历证明", "雪亮工程"]
    open_search(answering, small(names))
    (found,) = ask(answering, ["xueli"])
    assert found.hits[0]["name"] == "高中及以上学历证明"
    assert len(found.hits) == 4


def test_the_whole_name_ranks_before_a_part_and_a_name_before_a_material(answering: Search) -> None:
    names = ["不动产转移登记变更", "转移登记", "用水过户"]
    open_search(answering, small(names, ["甲证", "乙证", "转移登记信息"]))
    (found,) = ask(answering, ["转移登记"])
    assert found.first() == ["S1", "S0", "S2"]
    assert found.hits[2]["material"] == 2
    assert found.hits[2]["at"] is None


def test_words_of_a_sentence_that_stand_everywhere_count_little(answering: Search) -> None:
    names = [f"{one}登记证明" for one in "甲乙丙丁戊己庚辛"] + ["收养登记"]
    open_search(answering, small(names))
    (found,) = ask(answering, ["我想收养怎么登记"])
    assert found.first(1) == ["S8"]


# --- what was nearly typed ----------------------------------------------------------------------

SLIPS = {
    "exchanged characters": "居证住",
    "exchanged in a longer word": "遗火体化",
    "the same sound": "遗体活花",
    "the same sound, one of two": "底保",
    "nearly the same sound": "婚烟登记",
    "a wrong character": "法律缓助",
    "exchanged letters": "huohau",
    "exchanged letters at the middle": "falvuyanzhu",
    "a wrong letter": "jixdongche",
    "a missing letter": "jidonche",
    "an extra letter": "huohhua",
    "two slips in a long word": "hunyintengij",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_answered_apart_from_what_was_typed(answering: Search, slip: str) -> None:
    names = ["居住证", "遗体火化", "低保审核确认", "婚姻登记", "法律援助", "机动车登记", "转学"]
    open_search(answering, small(names))
    (found,) = ask(answering, [SLIPS[slip]])
    assert (found.hits, found.total) == ([], 0)
    assert found.loose[0]["name"] in names[:6]
    assert found.loose[0]["at"] is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("机车登记", "机动车登记"),
        ("法律律援助", "法律援助"),
        ("住证", "居住证"),
        ("遗体火", "遗体火化"),
    ],
)
def test_what_stands_in_the_name_but_for_a_character_is_found_by_its_parts(
    answering: Search, typed: str, name: str
) -> None:
    open_search(answering, small(["居住证", "遗体火化", "法律援助", "机动车登记", "转学"]))
    (found,) = ask(answering, [typed])
    assert found.hits[0]["name"] == name


def test_a_short_query_of_which_half_is_unknown_finds_nothing_directly(search: Search) -> None:
    (short, sentence) = ask(search, ["健在正明", "我父亲健在该怎么写呢"])
    assert (short.hits, short.nearly(1)) == ([], ["SX008"])
    assert sentence.first(1) == ["SX008"]


def test_words_typed_in_pinyin_are_told_apart_where_the_name_has_others_between(
    answering: Search,
) -> None:
    open_search(answering, small(["异地就医备案", "转学", "用水过户"]))
    (found,) = ask(answering, ["yidibeian"])
    assert found.first() == ["S0"]
