"""What people write in a complaint and in its reply, checked before it is kept (Art. 18)."""

import re
import unicodedata

from chalicelib.complaints.domain.complaint import LONGEST_TEXT
from chalicelib.kernel.errors import FieldInvalid, FieldMissing
from chalicelib.kernel.texts.people import clean_text, resident_id_check_character
from chalicelib.kernel.texts.seen_text import says_something

_DIGIT_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,17}[0-9Xx]?(?![0-9A-Za-z])", re.ASCII)
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_RESIDENT_ID_LENGTH = 18


def clean_words(text: object, field: str) -> str:
    """Free text by the rules of :func:`clean_text`, with a letter or a digit in it; a tab counts
    as a space. Raises FieldMissing or FieldInvalid naming ``field``, never repeating the text."""
    if text is None:
        raise FieldMissing(f"{field} 没有填,请写明情况。", field=field)
    if isinstance(text, str):
        text = text.replace("\t", " ")
    cleaned = clean_text(text, field, LONGEST_TEXT)
    if not says_something(cleaned):
        raise FieldMissing(f"{field} 里没有文字,请写明情况。", field=field)
    return cleaned


def refuse_numbers_of_people(text: str, field: str) -> None:
    """A reply goes to whoever holds the code: no resident id number, no mobile number in it.

    A net, not a proof: names and addresses are for the writer to leave out. Raises FieldInvalid.
    """
    narrow = unicodedata.normalize("NFKC", text)
    for found in _DIGIT_RUN.findall(narrow):
        if _MOBILE.fullmatch(found) or _is_resident_id(found):
            raise FieldInvalid(
                f"{field} 里有身份号码或手机号码;答复凭查询码就能看到,请删去个人信息。", field=field
            )


def _is_resident_id(text: str) -> bool:
    return (
        len(text) == _RESIDENT_ID_LENGTH
        and resident_id_check_character(text[:-1]) == text[-1].upper()
    )
