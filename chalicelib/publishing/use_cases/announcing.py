"""Tell everybody which edition is in force: the feeds, the home page, and last the manifest.

Called after an edition was published, when one comes into force, and daily. What stands already
is not written again, so that repeats cost no signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.kernel.errors import MianzhengError, Misconfigured
from chalicelib.kernel.files import StaticFile
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.publishing.use_cases.content import content_of
from chalicelib.publishing.use_cases.feeds import FeedEntry, entry_of, feed_files
from chalicelib.publishing.use_cases.home import home_html
from chalicelib.publishing.use_cases.items import HTML
from chalicelib.publishing.use_cases.latest import latest_editions
from chalicelib.publishing.use_cases.statements import (
    DIFF,
    MANIFEST,
    MANIFEST_TYP,
    EditionStatement,
    manifest_claims,
    put_signed,
    read_signed,
    read_statement,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from chalicelib.catalogue.domain.editions import EditionRecord
    from chalicelib.publishing.ports import Ports

HOME = "index.html"
MOST_LOOKS = 5


def announce_edition(ports: Ports) -> int | None:
    """The edition that the manifest names now; None while none is published.

    Two processes may do this at the same time: after writing, each looks again, so the last one
    that writes has seen the latest state.
    """
    for _ in range(MOST_LOOKS):
        editions = latest_editions(ports.lists)
        if not editions:
            return None
        now = ports.clock.now()
        current, following = in_force(editions, now)
        _tell(editions, current, following, ports)
        if (latest_editions(ports.lists), in_force(editions, ports.clock.now())) == (
            editions,
            (current, following),
        ):
            return current.number
    raise Misconfigured("清单的版本一再变化,清单首页没有写定;将自动重试。")


def in_force(
    editions: Sequence[EditionRecord], now: datetime
) -> tuple[EditionRecord, EditionRecord | None]:
    """(the edition in force, or the first one if none is yet; the next one to come into force).

    ``editions`` newest first, not empty."""
    coming = [one for one in editions if one.effective_from > now]
    current = next((one for one in editions if one.effective_from <= now), editions[-1])
    later = [one for one in coming if one.number > current.number]
    return current, later[-1] if later else None


def _tell(
    editions: Sequence[EditionRecord],
    current: EditionRecord,
    following: EditionRecord | None,
    ports: Ports,
) -> None:
    statements = {one.number: _statement(one, ports) for one in editions}
    entries = [_entry(statements[one.number], ports) for one in editions]
    for file in feed_files(ports.proofs.origin, entries):
        _put_if_new(file, ports)
    content = content_of(current, ports)
    published_on = current.published_at.astimezone(SHANGHAI).date()
    page = home_html(content.edition, content.names, published_on)
    _put_if_new(StaticFile(HOME, page, HTML), ports)
    claims = manifest_claims(
        statements[current.number], None if following is None else statements[following.number]
    )
    standing = read_signed(MANIFEST, MANIFEST_TYP, ports)
    if standing is None or {**standing, "iat": None} != {**claims, "iat": None}:
        stamped = {"iat": int(ports.clock.now().timestamp()), **claims}
        put_signed(MANIFEST, ports.editions.lists.sign(MANIFEST_TYP, stamped), ports)


def _statement(record: EditionRecord, ports: Ports) -> EditionStatement:
    found = read_statement(record.number, ports)
    if found is None or found.whole.sha256 != record.sha256:
        raise Misconfigured(f"第 {record.number} 版清单的声明不见了或被改动过,请从备份恢复。")
    return found


def _entry(statement: EditionStatement, ports: Ports) -> FeedEntry:
    ref = statement.files.get(DIFF)
    content = None if ref is None else ports.proofs.site.read(ref.name)
    return entry_of(statement, _parsed(content))


def _parsed(content: bytes | None) -> Mapping[str, object] | None:
    try:
        return None if content is None else parse_object(content)
    except MianzhengError:
        return None


def _put_if_new(file: StaticFile, ports: Ports) -> None:
    if ports.proofs.site.read(file.path) != file.content:
        ports.proofs.site.put(file.path, file.content, file.kind)
