"""The text of one cell -> what it means, or why it can't be taken and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.words import (
    EXCLUSIONS,
    METHOD_WORDS,
    PROMISE,
    Word,
    look,
    nearest,
)
from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.people import is_unfit
from chalicelib.kernel.texts.seen_text import hidden, says_something
from chalicelib.kernel.times.promises import Promise

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 200
LONGEST_BASIS = 2_000
LONGEST_NOTE = 2_000
CODE_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
_BETWEEN_WORDS = re.compile(r"[|、,;\n]")
_EXCEL_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_LINE_ENDS = re.compile(r"\r\n?|_x000[Dd]_\n?")


class CellRefused(Exception):
    """Why a cell can't be taken, and what to write instead."""

    def __init__(self, reason: str, instead: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = instead


def fit_text(cell: str) -> str:
    """The cell in NFC, without spaces around it; refuses characters that can't be seen."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", cell)).strip()
    unseen = hidden(text)
    if unseen is None and text.isprintable() and "_x" not in text:
        return text
    for character in text:
        if character == unseen or (character != "\n" and is_unfit(character)):
            raise CellRefused(
                f"有看不见的字符、控制符或自造字 U+{ord(character):04X}",
                "删去它;生僻字用国家标准编码的字",
            )
    escape = _EXCEL_ESCAPE.search(text)
    if escape is not None:
        raise CellRefused(f"有 Excel 的转义 {escape[0]}", "删去它,重新输入这个单元格")
    return text


def one_line(text: str, longest: int) -> str:
    if "\n" in text:
        raise CellRefused("单元格里有换行", "删去换行,写成一行")
    if len(text) > longest:
        raise CellRefused(f"有 {len(text)} 个字符", f"缩短到 {longest} 个以内")
    return text


def read_name(text: str) -> str:
    if not text:
        raise CellRefused("没有填", "填写名称")
    if not says_something(text):
        raise CellRefused("没有看得见的文字", "填写名称")
    return one_line(text, LONGEST_NAME)


def read_code(text: str) -> str:
    if not text:
        raise CellRefused("没有填", "填写编号,例如 ZM001")
    code = unicodedata.normalize("NFKC", text)
    if not CODE_PATTERN.fullmatch(code):
        raise CellRefused(
            f"“{_shown(text)}”不能作编号",
            "用英文字母、数字和 . _ -,以字母或数字开头,最多 32 位,例如 ZM001",
        )
    return code


def read_promise(text: str) -> Promise:
    if not text:
        raise CellRefused("没有填", "写数值和单位,例如 30 工作日")
    try:
        return Promise.parse(unicodedata.normalize("NFKC", text), field=PROMISE)
    except MianzhengError:
        raise CellRefused(
            f"看不懂“{_shown(text)}”",
            "写数值加单位,单位是分钟、小时、工作日、自然日之一,例如 30 工作日;"
            "只写“天”或“日”分不清工作日和自然日",
        ) from None


def read_word(text: str, words: Mapping[str, Word]) -> Word:
    if not text:
        raise CellRefused("没有填", f"从{choices(words)}中选")
    found = words.get(text) or words.get(look(text)) or words.get(look(text).upper())
    if found is not None:
        return found
    near = nearest(text, tuple(words))
    meant = f"是不是“{near}”?" if near else ""
    raise CellRefused(f"不认识“{_shown(text)}”", f"{meant}只能是{choices(words)}")


def read_words(text: str, words: Mapping[str, Word]) -> tuple[Word, ...]:
    parts = _BETWEEN_WORDS.split(unicodedata.normalize("NFKC", text)) if text else []
    found = tuple(read_word(one.strip(), words) for one in parts if one.strip())
    if words is METHOD_WORDS and len(set(found)) < len(found):
        raise CellRefused("同一种方式写了两次", "每种只写一次")
    return found


def read_basis(text: str) -> tuple[str, ...]:
    parts = [one.strip() for line in text.split("\n") for one in line.split(";")]
    return tuple(one_line(one, LONGEST_BASIS) for one in parts if one)


def choices(words: Mapping[str, Word]) -> str:
    return "X1 到 X12" if words is EXCLUSIONS else "、".join(words)


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 20 else f"{line[:20]}…"
