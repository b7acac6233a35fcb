"""Everything static that an edition becomes (Art. 5-1, 13, 14), written so that a reader never
sees a name of something that is not there.

Order: files named by their content; items and guides under the edition's number; its statement;
the record (from now on nothing of this edition is ever changed); the JWKS; feeds, home page, and
the manifest last; then the edition's private key is destroyed. Broken off anywhere, a repeat
completes it: until the record tells the digest nobody was told of the edition, and the same key
makes the same bytes again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.diff import EditionDiff, diff_of
from chalicelib.catalogue.use_cases.records import load_edition
from chalicelib.kernel.commits import Commit, OutboxEntry, RevisionLost
from chalicelib.kernel.errors import Misconfigured
from chalicelib.kernel.events import THE_SYSTEM, Event, EventType, News
from chalicelib.kernel.ids import EventId
from chalicelib.publishing.ports import EditionKeySpent, Ports
from chalicelib.publishing.use_cases.announcing import announce_edition
from chalicelib.publishing.use_cases.content import EditionContent, content_of, counts_of
from chalicelib.publishing.use_cases.files import (
    FileRef,
    diff_json,
    edition_json,
    hashed,
    units_json,
)
from chalicelib.publishing.use_cases.items import guide_files, item_files
from chalicelib.publishing.use_cases.statements import (
    DIFF,
    EDITION,
    EDITION_TYP,
    Before,
    EditionStatement,
    put_signed,
    read_statement,
    statement_path,
)

if TYPE_CHECKING:
    from chalicelib.catalogue.domain.editions import EditionRecord


def publish_edition_files(number: int, ports: Ports) -> None:
    """Idempotent. Raises EditionUnknown, and Misconfigured where its content is lost."""
    record = load_edition(number, ports)
    if record.sha256 is None:
        try:
            _write(record, ports)
        except EditionKeySpent:
            # Somebody else has just finished it, or else its key is lost for good.
            if load_edition(number, ports).sha256 is None:
                raise Misconfigured(
                    f"第 {number} 版清单的密钥已经销毁,文件却没有公布完;请另出一版。"
                ) from None
    ports.editions.publish_keys()
    announce_edition(ports)
    ports.editions.keys.forget(number)


def _write(record: EditionRecord, ports: Ports) -> None:
    before = _before(record.number, ports)
    content = content_of(record, ports)
    key = ports.editions.keys.of(record.number)
    diff = None
    if before is not None:
        diff = diff_of(ports.contents.rows(before.content), content.rows)
    files = _named_by_content(content, before, diff, ports)
    under = f"/{record.number}/"
    guides = guide_files(content)
    ports.proofs.site.put_all(item_files(content, guides, key), f"list/i{under}")
    ports.proofs.site.put_all(guides.values(), f"list/g{under}")
    statement = EditionStatement(
        number=record.number,
        effective_from=record.effective_from,
        published_at=record.published_at,
        rows=len(content.rows),
        items=len(content.items),
        counts=counts_of(content),
        files=files,
        key=dict(key.jwk),
        before=None if before is None else Before(before.number, str(before.sha256)),
        changes={} if diff is None else _changes(diff),
    )
    _state(statement, ports)
    _record_published(record, statement, ports)


def _named_by_content(
    content: EditionContent,
    before: EditionRecord | None,
    diff: EditionDiff | None,
    ports: Ports,
) -> dict[str, FileRef]:
    searching, edition, names = ports.editions.searching, content.edition, content.names
    bodies = {
        EDITION: (f"{EDITION}-{content.number}", edition_json(content)),
        "search": ("search", searching.search(edition, names)),
        "pinyin": ("pinyin", searching.pinyin(edition, names)),
        "synonyms": ("synonyms", searching.synonyms()),
        "units": ("units", units_json(content)),
    }
    if before is not None and diff is not None:
        bodies[DIFF] = (f"{DIFF}-{content.number}", diff_json(before.number, content, diff))
    refs = {}
    for name, (stem, body) in bodies.items():
        refs[name], file = hashed(stem, body)
        if not ports.proofs.site.has(file.path):
            ports.proofs.site.put(file.path, file.content, file.kind)
    return refs


def _changes(diff: EditionDiff) -> dict[str, int]:
    return {
        "added": len(diff.added),
        "removed": len(diff.removed),
        "changed": diff.changed_rows,
    }


def _state(statement: EditionStatement, ports: Ports) -> None:
    """Signed once for each content, so that a repeat costs no signature."""
    if read_statement(statement.number, ports) != statement:
        token = ports.editions.lists.sign(EDITION_TYP, statement.claims())
        put_signed(statement_path(statement.number), token, ports)


def _record_published(record: EditionRecord, said: EditionStatement, ports: Ports) -> None:
    """The point of no return. An edition of a later day is announced again when it comes into
    force: the outbox keeps that until then, so that nobody has to look every minute."""
    jwk = tuple((name, said.key[name]) for name in ("crv", "kty", "x", "y"))
    published = replace(record, sha256=said.whole.sha256, jwk=jwk)
    later: tuple[OutboxEntry, ...] = ()
    if record.effective_from > ports.clock.now():
        facts = (("edition", str(record.number)),)
        news = News(EventType.EDITION_IN_FORCE, record.effective_from, "5-1", facts=facts)
        event = Event(EventId(ports.random.id()), f"edition:{record.number}", THE_SYSTEM, news)
        at = record.effective_from
        later = (OutboxEntry(event.id, None, (event,), at, at),)
    try:
        ports.commit(Commit(saves=(published,), outbox=later))
    except RevisionLost:
        if load_edition(record.number, ports).sha256 != published.sha256:
            raise


def _before(number: int, ports: Ports) -> EditionRecord | None:
    """The edition before, with its files: editions make a chain, so none may be left out."""
    if number == 1:
        return None
    if load_edition(number - 1, ports).sha256 is None:
        publish_edition_files(number - 1, ports)
    return load_edition(number - 1, ports)
