"""A district that publishes editions and reads them as everybody does: files and keys only."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.background.outbox import deliver_outbox
from chalicelib.catalogue.domain.editions import EditionRecord, low_basis_rows
from chalicelib.catalogue.domain.rows import CatalogueRow
from chalicelib.kernel.commits import Commit, OutboxEntry
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import EventId
from chalicelib.kernel.lanes import Lane
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.published import PublishedKeys
from tests.rules.listing import ListDistrict
from tests.seed import seed_edition
from tests.twins.proofs import MemorySite

FROM = "2026-11-18 10:00"


class PublishingDistrict(ListDistrict):
    """``site`` is what the CDN serves."""

    @property
    def site(self) -> MemorySite:
        site = self.ports.proofs.site
        assert isinstance(site, MemorySite)
        return site

    def edition(
        self, rows: Iterable[CatalogueRow] | None = None, effective_from: datetime | None = None
    ) -> EditionRecord:
        """An edition of these rows (the seed's, unless told) as publishing leaves it, its files
        waiting in the outbox."""
        kept = tuple(seed_edition().rows.values() if rows is None else rows)
        now = self.clock.now()
        before = self.ports.lists.listing(newest()).items
        number = before[0].number + 1 if before else 1
        record = EditionRecord(
            number=number,
            effective_from=effective_from or now,
            published_at=now,
            published_by="370402001:publisher-1",
            content=self.ports.contents.keep_rows(kept),
            row_count=len(kept),
        )
        facts = (("edition", str(number)), ("content", record.content))
        news = News(EventType.EDITION_PUBLISHED, now, "5-1", facts=facts)
        event = Event(EventId(self.ports.random.id()), f"edition:{number}", THE_SYSTEM, news)
        entry = OutboxEntry(event.id, None, (event,), now, now)
        self.ports.commit(Commit(saves=(record,), events=(event,), outbox=(entry,)))
        self.ports.catalogue.refresh()
        return record

    def follow_catalogue(self) -> int:
        return deliver_outbox(self.ports, Lane.CATALOGUE)

    def published(
        self, rows: Iterable[CatalogueRow] | None = None, effective_from: datetime | None = None
    ) -> EditionRecord:
        """The edition with its files on the site."""
        record = self.edition(rows, effective_from)
        assert self.follow_catalogue() == 1
        found = self.ports.lists.listed(EditionRecord, "", record.key)
        assert found is not None
        assert found.sha256 is not None
        return found

    # --- as everybody reads it ------------------------------------------------------------------

    def read(self, path: str) -> bytes:
        return self.site.files[path.lstrip("/")]

    def json(self, path: str) -> dict[str, Any]:
        return parse_object(self.read(path))

    def keys(self) -> PublishedKeys:
        return PublishedKeys(self.json(".well-known/jwks.json"))

    def signed(self, path: str) -> dict[str, Any]:
        """The claims, if the signature holds under the JWKS as it is published."""
        header, payload, signature = str(self.json(path)["signed"]).split(".")
        said = parse_object(base64url.decode(header))
        keys, kid = self.keys(), str(said["kid"])
        is_edition = kid.startswith("edition-")
        holds = keys.edition_key(kid) if is_edition else keys.status_key(kid)
        assert holds is not None
        assert holds(f"{header}.{payload}".encode(), base64url.decode(signature))
        return parse_object(base64url.decode(payload))

    def manifest(self) -> dict[str, Any]:
        return self.signed("/list/manifest.json")

    def named(self, name: str) -> dict[str, Any]:
        """A file that the manifest names, its digest checked."""
        ref = self.manifest()["files"][name]
        content = self.read(ref["path"])
        assert hashlib.sha256(content).hexdigest() == ref["sha256"]
        assert ref["sha256"][:16] in ref["path"]
        return parse_object(content)

    def item(self, code: str, edition: int | None = None) -> dict[str, Any]:
        return self.signed(f"/list/i/{edition or self.manifest()['edition']}/{code}.json")


def newest() -> Any:
    from chalicelib.kernel.commits import ListQuery

    return ListQuery(EditionRecord, "", 1, newest_first=True)


def seed_rows_but(*changed: CatalogueRow, without: str = "") -> tuple[CatalogueRow, ...]:
    """The seed's rows with these in place of those of the same code, or added."""
    rows = {**seed_edition().rows, **{one.code: one for one in changed}}
    return tuple(one for one in rows.values() if one.code != without)


def low_rows() -> set[str]:
    return set(low_basis_rows(tuple(seed_edition().rows.values())))


def renamed(code: str, material: str) -> CatalogueRow:
    row = next(one for one in seed_edition().rows.values() if one.code == code)
    return replace(row, material=replace(row.material, name=material))
