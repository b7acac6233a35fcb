"""What is signed about an edition: its statement, permanent under its number, and the manifest,
which says what is in force now (docs/static.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.strict_json import compact, parse_object
from chalicelib.kernel.times.clock import SHANGHAI, from_text, to_text
from chalicelib.publishing.use_cases.files import JSON, FileRef

if TYPE_CHECKING:
    from chalicelib.publishing.ports import Ports

EDITION_TYP, MANIFEST_TYP, ITEM_TYP = "wzm-edition+jwt", "wzm-list+jwt", "wzm-item+jwt"
MANIFEST = "list/manifest.json"
EDITION, DIFF = "edition", "diff"


def statement_path(number: int) -> str:
    return f"list/editions/{number}.json"


@record(frozen=True)
class Before:
    """The edition before this one: its number and the digest of its whole file."""

    number: int
    sha256: str


@record(frozen=True)
class EditionStatement:
    """``files`` by name: edition, search, pinyin, synonyms, units, and diff where there is an
    edition before; ``changes`` counts rows added, removed, changed since then."""

    number: int
    effective_from: datetime
    published_at: datetime
    rows: int
    items: int
    counts: Mapping[str, int]
    files: Mapping[str, FileRef]
    key: Mapping[str, str]
    before: Before | None = None
    changes: Mapping[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> FileRef:
        return self.files[EDITION]

    def claims(self) -> dict[str, object]:
        before = self.before
        return {
            "number": self.number,
            "effective_from": to_text(self.effective_from),
            "published_at": to_text(self.published_at),
            "rows": self.rows,
            "items": self.items,
            "counts": dict(self.counts),
            **self.whole.as_claim(),
            "before": before and {"number": before.number, "sha256": before.sha256},
            "key": dict(self.key),
            "files": {name: one.as_claim() for name, one in self.files.items()},
            "changes": dict(self.changes),
        }

    @classmethod
    def from_claims(cls, claims: Mapping[str, object]) -> EditionStatement:
        """The inverse, of claims whose signature held; raises KeyError, TypeError or
        MianzhengError for what this system never signed."""
        before = cast("Mapping[str, object] | None", claims["before"])
        files = cast("Mapping[str, Mapping[str, str]]", claims["files"])
        return cls(
            number=int(cast("int", claims["number"])),
            effective_from=from_text(claims["effective_from"], field="effective_from"),
            published_at=from_text(claims["published_at"], field="published_at"),
            rows=int(cast("int", claims["rows"])),
            items=int(cast("int", claims["items"])),
            counts=cast("Mapping[str, int]", claims["counts"]),
            files={name: FileRef(one["path"], one["sha256"]) for name, one in files.items()},
            key=cast("Mapping[str, str]", claims["key"]),
            before=None if before is None else _before(before),
            changes=cast("Mapping[str, int]", claims["changes"]),
        )


def _before(claim: Mapping[str, object]) -> Before:
    return Before(int(cast("int", claim["number"])), str(claim["sha256"]))


def manifest_claims(
    current: EditionStatement, following: EditionStatement | None
) -> dict[str, object]:
    """Without ``iat``, which is put when it is signed. ``following`` is published and not in
    force yet."""
    claims: dict[str, object] = {
        "edition": current.number,
        "published_on": current.published_at.astimezone(SHANGHAI).date().isoformat(),
        "effective_from": to_text(current.effective_from),
        "rows": current.rows,
        "items": current.items,
        "counts": dict(current.counts),
        "files": {name: one.as_claim() for name, one in current.files.items()},
    }
    if following is not None:
        effective_from = to_text(following.effective_from)
        claims["next"] = {"edition": following.number, "effective_from": effective_from}
    return claims


def read_signed(path: str, typ: str, ports: Ports) -> dict[str, object] | None:
    """The claims of ``{"signed": JWS}`` as it stands on the site; None where nothing stands that
    this system signed."""
    content = ports.proofs.site.read(path)
    if content is None:
        return None
    try:
        return ports.editions.lists.read(typ, str(parse_object(content)["signed"]))
    except (KeyError, MianzhengError):
        return None


def read_statement(number: int, ports: Ports) -> EditionStatement | None:
    claims = read_signed(statement_path(number), EDITION_TYP, ports)
    return None if claims is None else EditionStatement.from_claims(claims)


def put_signed(path: str, token: str, ports: Ports) -> None:
    ports.proofs.site.put(path, compact({"signed": token}), JSON)
