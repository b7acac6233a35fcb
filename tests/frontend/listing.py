"""A published edition by the tests' fixed keys, in the files that docs/static.md describes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chalicelib.adapters.home_page import home_html
from chalicelib.adapters.proof_tokens import sign_exactly
from chalicelib.adapters.search_files import pinyin_json, search_json, synonyms_json, way_mask
from chalicelib.domain import rule_codes
from chalicelib.domain.catalogue import CatalogueEdition, CatalogueRow
from chalicelib.domain.clock import SHANGHAI
from tests.frontend.finding import unit_names
from tests.seed import seed_edition
from tests.vectors.making import LISTED_AT, STATUS_KEY, FixedSigner

NUMBER = 12
PUBLISHED_ON = date(2026, 11, 20)
EFFECTIVE = "2026-11-20T00:00:00+08:00"
EDITION = replace(seed_edition(), number=NUMBER)


def edition_key(number: int) -> FixedSigner:
    return FixedSigner(f"edition {number}")


def compact(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def signed_file(typ: str, kid: str, payload: object, key: FixedSigner) -> bytes:
    header = compact({"alg": "ES256", "kid": kid, "typ": typ})
    return compact({"signed": sign_exactly(header, compact(payload), key)})


@dataclass
class Listing:
    """The files of one edition by path below the site."""

    edition: CatalogueEdition = EDITION
    published_on: date = PUBLISHED_ON
    changes: Mapping[str, Any] | None = None

    def files(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        named = {}
        for name, content in self._hashed().items():
            sha256 = hashlib.sha256(content).hexdigest()
            path = f"/list/{name}-{sha256[:16]}.json"
            if name in ("edition", "diff"):
                path = f"/list/{name}-{self.edition.number}-{sha256[:16]}.json"
            named[name] = {"path": path, "sha256": sha256}
            found[path] = content
        found["/list/manifest.json"] = self._manifest(named)
        found[f"/list/editions/{self.edition.number}.json"] = self._record(named["edition"])
        for code, rows in by_item(self.edition.rows.values()).items():
            found[f"/list/i/{self.edition.number}/{code}.json"] = self._item(rows)
        found["/index.html"] = home_html(self.edition, unit_names(), self.published_on)
        return found

    def _hashed(self) -> dict[str, bytes]:
        names = unit_names()
        units = by_item(self.edition.rows.values())
        found = {
            "search": search_json(self.edition, names),
            "pinyin": pinyin_json(self.edition, names),
            "synonyms": synonyms_json(),
            "edition": compact({"rows": [row_of(row) for row in self.edition.rows.values()]}),
            "units": compact({"units": list(units_of(units))}),
        }
        if self.changes is not None:
            found["diff"] = compact(self.changes)
        return found

    def _manifest(self, named: Mapping[str, object]) -> bytes:
        rows = list(self.edition.rows.values())
        masks = [way_mask(row) for row in rows]
        ways = ("cancelled", "data_sharing", "commitment", "verification", "excluded")
        payload = {
            "iat": int(LISTED_AT.timestamp()),
            "edition": self.edition.number,
            "published_on": self.published_on.isoformat(),
            "effective_from": EFFECTIVE,
            "rows": len(rows),
            "items": len(by_item(rows)),
            "counts": {way: sum(mask >> at & 1 for mask in masks) for at, way in enumerate(ways)},
            "files": named,
        }
        return signed_file("wzm-list+jwt", "status-1", payload, STATUS_KEY)

    def _record(self, named: Mapping[str, object]) -> bytes:
        number = self.edition.number
        payload = {
            "number": number,
            "effective_from": EFFECTIVE,
            "published_at": "2026-11-20T09:00:00+08:00",
            "rows": len(self.edition.rows),
            **named,
            "before": None,
            "key": edition_key(number).public(f"edition-{number}", purpose="edition"),
        }
        return signed_file("wzm-edition+jwt", "status-1", payload, STATUS_KEY)

    def _item(self, rows: list[CatalogueRow]) -> bytes:
        number, item = self.edition.number, rows[0].service_item
        payload = {
            "edition": number,
            "item": {
                "code": item.code,
                "name": item.name,
                "unit": unit_names()[item.unit],
                "unit_code": item.unit,
                "kind": item.kind,
                "handling": item.handling,
                "promise": f"承诺件,{item.promise.text}内办结",
            },
            "rows": [{**row_of(row), "rule_code": self.rule_code(row)} for row in rows],
        }
        kid = rule_codes.edition_kid(number)
        return signed_file("wzm-item+jwt", kid, payload, edition_key(number))

    def rule_code(self, row: CatalogueRow) -> str:
        """The digits after ``/r#``."""
        number = self.edition.number
        code = rule_codes.RuleCode(
            edition=number,
            in_force_from=self.edition.effective_from.astimezone(SHANGHAI).date(),
            row=row.code,
            item=row.service_item.name,
            unit=unit_names()[row.service_item.unit],
            material=row.material.name,
            disposition=row.disposition,
            methods=row.methods,
            issuer=unit_names().get(row.issuer, "") if row.issuer else "",
            exclusion=row.exclusion,
            replacement=row.replacement,
            basis=row.legal_basis[0].text[:60] if row.legal_basis else "",
        )
        header = rule_codes.header_of(number)
        return rule_codes.digits_of(sign_exactly(header, code.to_payload(), edition_key(number)))


def by_item(rows: Iterable[CatalogueRow]) -> dict[str, list[CatalogueRow]]:
    found: dict[str, list[CatalogueRow]] = defaultdict(list)
    for row in rows:
        found[row.service_item.code].append(row)
    return found


def row_of(row: CatalogueRow) -> dict[str, object]:
    return {
        "row": row.code,
        "material": row.material.name,
        "code": row.material.code,
        "disposition": row.disposition,
        "methods": list(row.methods),
        "issuer": unit_names().get(row.issuer, "") if row.issuer else "",
        "issuer_code": row.issuer or "",
        "data": row.backing,
        "exclusion": row.exclusion,
        "replacement": row.replacement,
        "basis": [{"text": one.text, "level": one.level} for one in row.legal_basis],
        "waiver": row.waiver,
        "who": "窗口在线请有关单位核验。",
        "how_long": "原则上 24 小时内,且不超过承诺时限。",
        "paper": "以加盖“核实信息专用章”的电子证明代替,不用您去开。",
        "if_asked": f"“{row.material.name}”按清单不用我交,清单编号 {row.code};我可以投诉。",
    }


def units_of(items: Mapping[str, list[CatalogueRow]]) -> Iterable[dict[str, object]]:
    units: dict[str, list[list[CatalogueRow]]] = defaultdict(list)
    for rows in items.values():
        units[rows[0].service_item.unit].append(rows)
    for code, own in units.items():
        yield {
            "code": code,
            "name": {str(unit): name for unit, name in unit_names().items()}[code],
            "kind": "ORGAN",
            "sector": None,
            "authority": None,
            "items": [rows[0].service_item.code for rows in own],
            "rows": sum(len(rows) for rows in own),
        }
