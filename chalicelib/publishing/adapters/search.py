"""The three files that a browser searches the catalogue with; no index is shipped.

``search_json``: the edition by columns. ``pinyin_json``: ``{syllable: characters}``, those of the
catalogue and the common ones (what is mistyped need not stand in the catalogue); behind a space
in each stand the characters for which it is a second reading. ``synonyms_json``: what people say
for what the catalogue says, and the words of a sentence that look for nothing. Deterministic.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import (
    CatalogueEdition,
    CatalogueRow,
    Disposition,
    ItemKind,
    Method,
)
from chalicelib.kernel.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from chalicelib.kernel.ids import UnitCode

_SYNONYMS = Path(__file__).resolve().parents[2] / "data" / "synonyms.json"
CANCELLED, EXCLUDED = 1, 16
METHOD_BITS = {
    Method.DATA_SHARING: 2,
    Method.NOTIFICATION_COMMITMENT: 4,
    Method.DEPARTMENT_VERIFICATION: 8,
}
WAYS = 32
"""A row is ``material index * WAYS + mask``."""
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_COMMON = (0xB0A1, 0xD7F9)
"""The 3,755 common characters of GB/T 2312 level 1."""
_SHARE_OF_COMMON_READING = 0.08
"""A second reading counts when this share of the words with the character has it."""


def search_json(edition: CatalogueEdition, unit_names: Mapping[UnitCode, str]) -> bytes:
    """Items, units and materials in the order of their first row."""
    by_item: dict[str, list[CatalogueRow]] = defaultdict(list)
    for row in edition.rows.values():
        by_item[row.service_item.code].append(row)
    items = [rows[0].service_item for rows in by_item.values()]
    units = list(dict.fromkeys(item.unit for item in items))
    materials = _positions(row.material.name for row in edition.rows.values())
    unit_at = {code: at for at, code in enumerate(units)}
    return _compact(
        {
            "v": 1,
            "n": [item.name for item in items],
            "c": [item.code for item in items],
            "d": [unit_at[item.unit] for item in items],
            "k": [int(item.kind is ItemKind.PUBLIC_SERVICE) for item in items],
            "p": [
                [materials[row.material.name] * WAYS + way_mask(row) for row in rows]
                for rows in by_item.values()
            ],
            "D": [unit_names.get(code, code) for code in units],
            "U": units,
            "P": list(materials),
        }
    )


def way_mask(row: CatalogueRow) -> int:
    """How the applicant is spared: 1 取消, 2 数据共享, 4 告知承诺, 8 部门核验, 16 不适用."""
    if row.exclusion is not None:
        return EXCLUDED
    if row.disposition is Disposition.CANCELLED:
        return CANCELLED
    return sum(METHOD_BITS[method] for method in set(row.methods))


def pinyin_json(edition: CatalogueEdition, unit_names: Mapping[UnitCode, str]) -> bytes:
    """Toneless, ü written v; a polyphone stands under each of its common readings."""
    first: dict[str, list[str]] = defaultdict(list)
    second: dict[str, list[str]] = defaultdict(list)
    texts = _texts(edition, unit_names)
    said = _readings_in(texts)
    characters = {one for text in texts for one in text}
    for character in sorted(characters | _said_or_common()):
        common, *others = readings_of(character) or ("",)
        if common:
            first[common].append(character)
            for reading in {*others, *said[character]} - {common}:
                second[reading].append(character)
    return _compact(
        {
            one: "".join(first[one]) + (" " + "".join(second[one]) if one in second else "")
            for one in sorted({*first, *second})
        }
    )


def synonyms_json() -> bytes:
    """``{"v": 1, "said": {what people say: "official words"}, "ignored": "words"}``."""
    known = _synonyms()
    said = {word: " ".join(group.official) for group in known.groups for word in group.said}
    return _compact({"v": 1, "said": said, "ignored": " ".join(known.ignored)})


@cache
def readings_of(character: str) -> tuple[str, ...]:
    """The common readings, the commonest first; none for what is no Chinese character."""
    from pypinyin import Style, pinyin

    if not _CHINESE.fullmatch(character):
        return ()
    dictionary = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    counted = _counted_readings().get(character, {})
    total = sum(counted.values())
    common = [one for one in dictionary if counted.get(one, 0) > total * _SHARE_OF_COMMON_READING]
    # A word list of idioms over-counts bookish readings; the dictionary's first stays the first.
    return tuple(dict.fromkeys([dictionary[0], *common]))


@lru_cache(maxsize=1)
def _counted_readings() -> Mapping[str, Mapping[str, int]]:
    """In how many words of the dictionary a character is read in which way."""
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.contrib.tone_convert import to_normal

    plain = cache(to_normal)
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for word, readings in PHRASES_DICT.items():
        for character, reading in zip(word, readings, strict=False):
            counted[character][plain(reading[0])] += 1
    return counted


def _readings_in(texts: Iterable[str]) -> Mapping[str, set[str]]:
    """How the catalogue itself reads its characters, by the words they stand in."""
    from pypinyin import lazy_pinyin

    said: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for run in _CHINESE.findall(text):
            for character, reading in zip(run, lazy_pinyin(run), strict=True):
                said[character].add(reading)
    return said


@lru_cache(maxsize=1)
def _said_or_common() -> frozenset[str]:
    """The characters that somebody may type."""
    first, last = _COMMON
    pairs = (bytes(divmod(code, 256)) for code in range(first, last + 1))
    common = {pair.decode("gb2312", "ignore") for pair in pairs if pair[1] > 0xA0}
    known = _synonyms()
    words = [word for group in known.groups for word in (*group.said, *group.official)]
    return frozenset(common.union(*words, *known.ignored)) - {""}


def _texts(edition: CatalogueEdition, unit_names: Mapping[UnitCode, str]) -> Sequence[str]:
    rows = edition.rows.values()
    items = {row.service_item.name: None for row in rows}
    materials = {row.material.name: None for row in rows}
    return sorted({*items, *materials, *unit_names.values()})


def _positions(names: Iterable[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


@record(frozen=True)
class _Group:
    said: tuple[str, ...]
    official: tuple[str, ...]


@record(frozen=True)
class _Synonyms:
    groups: tuple[_Group, ...]
    ignored: tuple[str, ...]


def _synonyms() -> _Synonyms:
    document = json.loads(_SYNONYMS.read_text("utf-8"))
    groups = (_Group(tuple(one["said"]), tuple(one["official"])) for one in document["groups"])
    return _Synonyms(tuple(groups), tuple(document["ignored"]))


def _compact(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
