"""The words of the units' table: its columns and what may stand in them (docs/catalogue.md).

A file format, not labels for people: what is written here is read back, so a word is never
changed, only added.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from chalicelib.catalogue.domain.rows import (
    BasisLevel,
    DataBacking,
    Disposition,
    Exclusion,
    Handling,
    ItemKind,
    Method,
)
from chalicelib.kernel.texts.seen_text import without_unseen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.kernel.ids import UnitCode

CODE = "编号"
UNIT = "索要单位"
KIND = "清单类别"
ITEM_CODE = "事项编码"
ITEM_NAME = "事项名称"
HANDLING = "办件类型"
PROMISE = "承诺时限"
MATERIAL = "证明材料"
ISSUER = "开具单位"
BASIS = "设定依据"
LEVEL = "依据层级"
DISPOSITION = "处置"
METHODS = "核验方式"
BACKING = "数据库"
EXCLUSION = "排除情形"
REPLACEMENT = "替代方式"
NOTE = "备注"

COLUMNS = (
    CODE, UNIT, KIND, ITEM_CODE, ITEM_NAME, HANDLING, PROMISE, MATERIAL, ISSUER, BASIS, LEVEL,
    DISPOSITION, METHODS, BACKING, EXCLUSION, REPLACEMENT, NOTE,
)  # fmt: skip
"""In the order they are written; read in any order."""

Word = TypeVar("Word", bound=StrEnum)


def _words(pairs: dict[str, Word]) -> Mapping[str, Word]:
    return MappingProxyType(pairs)


KINDS = _words({"政务服务": ItemKind.GOVERNMENT, "公共服务": ItemKind.PUBLIC_SERVICE})
HANDLINGS = _words({"即办件": Handling.INSTANT, "承诺件": Handling.PROMISED})
DISPOSITIONS = _words({"取消": Disposition.CANCELLED, "保留": Disposition.RETAINED})
METHOD_WORDS = _words(
    {
        "数据共享": Method.DATA_SHARING,
        "告知承诺": Method.NOTIFICATION_COMMITMENT,
        "部门核验": Method.DEPARTMENT_VERIFICATION,
    }
)
BACKINGS = _words(
    {
        "无": DataBacking.NONE,
        "未对接": DataBacking.NOT_CONNECTED,
        "已对接": DataBacking.CONNECTED,
    }
)
LEVELS = _words(
    {
        "法律": BasisLevel.LAW,
        "行政法规": BasisLevel.ADMINISTRATIVE_REGULATION,
        "地方性法规": BasisLevel.LOCAL_REGULATION,
        "国务院决定": BasisLevel.STATE_COUNCIL_DECISION,
        "部门规章": BasisLevel.DEPARTMENT_RULE,
        "规范性文件": BasisLevel.NORMATIVE_DOCUMENT,
    }
)
EXCLUSIONS = _words({one.value: one for one in Exclusion})


def word_of(words: Mapping[str, Word], value: Word) -> str:
    """How the table writes a value."""
    return next(word for word, one in words.items() if one == value)


@lru_cache(maxsize=20_000)
def look(text: str) -> str:
    """What a name looks like, whatever its width, spaces, case and what of it is not drawn: one
    key for all spellings."""
    folded = unicodedata.normalize("NFKC", without_unseen(text)).casefold()
    return "".join(one for one in folded if not one.isspace())


def nearest(text: str, known: tuple[str, ...]) -> str | None:
    """The known word that was probably meant; None where nothing comes near."""
    import difflib

    found = difflib.get_close_matches(look(text), [look(one) for one in known], 1, 0.5)
    return next((one for one in known if look(one) == found[0]), None) if found else None


class UnitNames:
    """The units by the names people write: as they are, in another width, or by code."""

    def __init__(self, names: Mapping[UnitCode, str]) -> None:
        self.names = MappingProxyType(dict(names))
        self._codes = {look(name): code for code, name in names.items()}
        self._codes |= {str(code): code for code in names}
        self._nearest: dict[str, str | None] = {}

    def code(self, text: str) -> UnitCode | None:
        return self._codes.get(look(text))

    def nearest(self, text: str) -> str | None:
        """The name of the registered unit that was probably meant."""
        if text not in self._nearest:
            self._nearest[text] = nearest(text, tuple(self.names.values()))
        return self._nearest[text]
