"""What a reader sees of a text: names that look like nothing, or like another name, are refused.

The category of a character does not tell: U+3164 is a letter and drawn as nothing, U+FE0F is a
mark and drawn as nothing. Unicode lists what is drawn as nothing where a font does not know it
(Default_Ignorable_Code_Point, UAX #44); the blank letters and symbols are added.
"""

import re
import unicodedata
from functools import cache

_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\u2800\U00016fe4\U0001d159"
)
"""The last three are drawn blank though Unicode does not list them: an empty Braille cell, a
filler and an empty notehead."""
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_VARIANTS = "\ufe00-\ufe02\U000e0100-\U000e01ef"


@cache
def _is_unseen() -> re.Pattern[str]:
    """Compiled where it is used: every function loads this module, few look at names."""
    return re.compile(f"[{_UNSEEN}]")


@cache
def _is_hidden() -> re.Pattern[str]:
    return re.compile(f"(?![{_VARIANTS}])[{_UNSEEN}]|(?<![{_IDEOGRAPH}])[{_VARIANTS}]")


def hidden(text: str) -> str | None:
    """The first character that is drawn as nothing. A selector behind an ideograph is drawn: it
    picks how the ideograph looks, and stands in real names."""
    found = _is_hidden().search(text)
    return found[0] if found else None


def without_unseen(text: str) -> str:
    """The text as it looks, without what is not drawn, selectors among it."""
    return _is_unseen().sub("", text)


def says_something(text: str) -> bool:
    """Has it a letter or a digit that is drawn?

    Unassigned characters count: callers let only those of planes 2 and 3 through, ideographs
    newer than Python's tables (``people.clean_name``).
    """
    return any(_category(one)[0] in "LN" or _category(one) == "Cn" for one in text)


def shows_something(text: str) -> bool:
    """Is anything of it drawn, be it punctuation or a picture?"""
    return any(_category(one)[0] not in "ZMC" or _category(one) == "Cn" for one in text)


def _category(character: str) -> str:
    return "Cf" if _is_unseen().match(character) else unicodedata.category(character)
