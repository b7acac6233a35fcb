"""Published editions for the pages: made by the product's own publishing, once a session."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from chalicelib.bootstrap.publishing import LateSearchFiles
from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition, Exclusion, Method
from chalicelib.kernel.ids import RowCode
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import compact
from chalicelib.keys.adapters.lists import KeyedLists
from chalicelib.keys.domain.kids import STATUS
from tests.rules.publishing import PublishingDistrict, renamed, seed_rows_but
from tests.rules.world import DAY
from tests.seed import seed_edition
from tests.twins.proofs import memory_key
from tests.twins.rosters import unrotated
from tests.vectors.making import PRODUCTION

JWKS = ".well-known/jwks.json"
MANIFEST = "list/manifest.json"
SHARED = seed_edition().rows[RowCode("ZM004")]
"""A row that edition 2 changes: from data sharing to a commitment."""


def district_for_browsers() -> PublishingDistrict:
    """The search files are the real ones: it is a browser that reads them."""
    district = PublishingDistrict()
    editions = replace(district.ports.editions, searching=LateSearchFiles())
    district.ports = district.ports.replaced(editions=editions)
    return district


@cache
def first_edition() -> Mapping[str, bytes]:
    """The seed as edition 1: what the site serves, by path."""
    district = district_for_browsers()
    district.published()
    return served(district)


@cache
def second_edition() -> Mapping[str, bytes]:
    """Edition 2 follows it a day later: one proof changed, one renamed, one gone, one new."""
    district = district_for_browsers()
    district.published()
    district.pass_by(DAY)
    district.published(changed_rows())
    return served(district)


@cache
def named_like_the_page() -> Mapping[str, bytes]:
    """Edition 1 with rows whose codes are names of the item page's own parts."""
    rows = [one for one in seed_edition().rows.values() if one.service_item.code == "SX001"]
    names = ("code", "main", "said")
    district = district_for_browsers()
    district.published(
        replace(one, code=RowCode(name)) for one, name in zip(rows, names, strict=True)
    )
    return served(district)


@cache
def coming_edition() -> Mapping[str, bytes]:
    """Edition 2 is published and in force in ten days only."""
    district = district_for_browsers()
    district.published()
    district.pass_by(DAY)
    district.published(changed_rows(), effective_from=district.clock.now() + 10 * DAY)
    return served(district)


def changed_rows() -> tuple[CatalogueRow, ...]:
    committed = replace(SHARED, methods=(Method.NOTIFICATION_COMMITMENT,))
    added = replace(
        SHARED,
        code=RowCode("ZM900"),
        material=replace(SHARED.material, code="M90000", name="疫苗接种信息"),
        disposition=Disposition.RETAINED,
        exclusion=Exclusion.X6,
    )
    rows = seed_rows_but(committed, renamed("ZM001", "无犯罪记录"), added, without="ZM013")
    return tuple(rows)


def served(district: PublishingDistrict) -> dict[str, bytes]:
    """With the vectors' keys beside the district's own, so that a proof can be checked, too."""
    files = dict(district.site.files)
    own = json.loads(files[JWKS])["keys"]
    kids = {one["kid"] for one in own}
    others = [one for one in PRODUCTION["keys"] if one["kid"] not in kids]
    files[JWKS] = json.dumps({"keys": own + others}).encode()
    return files


def claims_of(content: bytes) -> dict[str, Any]:
    """What a signed file says; its signature is not looked at."""
    payload = json.loads(content)["signed"].split(".")[1]
    claims: dict[str, Any] = json.loads(base64url.decode(payload))
    return claims


def signed_list(typ: str, claims: Mapping[str, Any]) -> bytes:
    """Something else, signed by the key of the published lists."""
    return compact({"signed": KeyedLists(unrotated(STATUS, memory_key(STATUS))).sign(typ, claims)})


def rule_code(files: Mapping[str, bytes], number: int, row: str) -> str:
    """The digits behind ``/r#`` as the item's file of that edition has them."""
    for path, content in files.items():
        if path.startswith(f"list/i/{number}/"):
            for one in claims_of(content)["rows"]:
                if one["row"] == row:
                    return str(one["rule_code"])
    raise LookupError(row)
