"""电子证明的一页: what the sealed PDF of one extracted copy says (Art. 9, 11)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.kernel.records import record
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.requests.domain.claims import SealKind

if TYPE_CHECKING:
    from collections.abc import Iterator


@record(frozen=True)
class ProofDocument:
    """Everything the page shows, ready to print; nothing here is markup.

    ``title`` is the material's name, ``facts`` the table in its order, ``conclusion`` the last
    sentence of the body. ``produced_by`` is 制作单位 and ``extracted_by`` 提取单位 (names),
    ``purpose`` the service item's name (the purpose lock). ``extracted_at`` and ``expires_at``
    are aware UTC datetimes, printed in Beijing time. ``qr_svg`` is the QR code as an SVG file,
    ``qr_alt`` its text for those who can't see it, ``check_code`` what one types instead, and
    ``check_address`` the page that checks. ``proof_json`` is attached as it is: UTF-8 JSON.
    ``legal_sentence`` says the legal effect (Art. 11).
    """

    title: str
    number: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    conclusion: str
    produced_by: str
    extracted_by: str
    extracted_at: datetime
    purpose: str
    expires_at: datetime
    qr_svg: str
    qr_alt: str
    check_code: str
    check_address: str
    proof_json: bytes
    seal: SealKind
    seal_name: str
    legal_sentence: str

    def __post_init__(self) -> None:
        if self.extracted_at.tzinfo is None or self.expires_at.tzinfo is None:
            raise ValueError("a proof's times need a time zone")

    def printed(self) -> dict[str, str | list[str] | list[list[str]]]:
        """What the template prints, by name: texts, lists of texts, and pairs of texts."""
        return {
            "title": self.title,
            "number": self.number,
            "sentences": list(self.sentences),
            "facts": [list(pair) for pair in self.facts],
            "conclusion": self.conclusion,
            "produced_by": self.produced_by,
            "extracted_by": self.extracted_by,
            "extracted_at": _to_second(self.extracted_at),
            "dated": _day(self.extracted_at),
            "purpose": self.purpose,
            "expires_at": _to_second(self.expires_at),
            "check_code": self.check_code,
            "check_address": self.check_address,
            "legal_sentence": self.legal_sentence,
        }

    def printed_texts(self) -> Iterator[tuple[str, str]]:
        """(member, text) of every text on the page, so that each character can be checked."""
        for name, value in self.printed().items():
            for text in _flat(value):
                yield name, text


def _flat(value: str | list[str] | list[list[str]]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for part in value:
        yield from _flat(part)


def _to_second(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}（北京时间）"


def _day(moment: datetime) -> str:
    day = moment.astimezone(SHANGHAI)
    return f"{day.year}年{day.month}月{day.day}日"
