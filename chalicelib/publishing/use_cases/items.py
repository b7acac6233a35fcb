"""One signed file and one printable guide per item, signed by the edition's own key."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from chalicelib.kernel.files import StaticFile
from chalicelib.kernel.texts.strict_json import compact
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.publishing.domain.rule_code import (
    LONGEST_BASIS,
    RuleCode,
    digits_of,
    header_of,
    plain,
)
from chalicelib.publishing.use_cases.content import EditionContent, item_members
from chalicelib.publishing.use_cases.files import JSON
from chalicelib.publishing.use_cases.guides import guide_html
from chalicelib.publishing.use_cases.statements import ITEM_TYP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chalicelib.catalogue.domain.rows import CatalogueRow
    from chalicelib.publishing.ports import EditionKey

HTML = "text/html; charset=utf-8"


def item_path(number: int, code: str) -> str:
    return f"list/i/{number}/{code}.json"


def guide_path(number: int, code: str) -> str:
    return f"list/g/{number}/{code}.html"


def guide_files(content: EditionContent) -> dict[str, StaticFile]:
    """``/list/g/<N>/<item>.html`` by item code (Art. 13: 纸质办事指南)."""
    return {
        code: StaticFile(guide_path(content.number, code), guide_html(content, code).encode(), HTML)
        for code in content.items
    }


def item_files(
    content: EditionContent, guides: Mapping[str, StaticFile], key: EditionKey
) -> Iterator[StaticFile]:
    """``/list/i/<N>/<item>.json`` of every item. The guide's digest stands in it: a page can't
    carry a signature itself."""
    kid = key.jwk["kid"]
    header = compact({"alg": "ES256", "kid": kid, "typ": ITEM_TYP})
    for code in content.items:
        token = key.sign(header, compact(item_claims(content, guides[code], code, key)))
        body = compact({"signed": token})
        yield StaticFile(item_path(content.number, code), body, JSON)


def item_claims(
    content: EditionContent, guide: StaticFile, code: str, key: EditionKey
) -> dict[str, object]:
    digest = hashlib.sha256(guide.content).hexdigest()
    return {
        "edition": content.number,
        "item": item_members(content, code),
        "rows": [_signed_row(content, row, key) for row in content.items[code]],
        "guide": {"path": f"/{guide.path}", "sha256": digest},
    }


def rule_code_of(content: EditionContent, row: CatalogueRow) -> RuleCode:
    """What the row's 亮规则码 says, short enough for a phone to scan."""
    basis = row.legal_basis[0].text if row.legal_basis else ""
    code = RuleCode(
        edition=content.number,
        in_force_from=content.edition.effective_from.astimezone(SHANGHAI).date(),
        row=row.code,
        item=plain(row.service_item.name),
        unit=plain(content.name(row.service_item.unit)),
        material=plain(row.material.name),
        disposition=row.disposition,
        methods=row.methods,
        issuer=plain(content.name(row.issuer)),
        exclusion=row.exclusion,
        replacement=plain(row.replacement),
        basis=plain(basis, LONGEST_BASIS),
    )
    return code.fitted()


def _signed_row(content: EditionContent, row: CatalogueRow, key: EditionKey) -> dict[str, object]:
    published = content.published[row.code]
    said = published.sentences
    token = key.sign(header_of(content.number), rule_code_of(content, row).to_payload())
    return {
        **published.members,
        "who": said.who,
        "how_long": said.how_long,
        "paper": said.paper,
        "if_asked": said.if_asked,
        "rule_code": digits_of(token),
    }
