"""What changed, for feed readers: JSON Feed 1.1 and Atom (RFC 4287), one entry per edition.

An entry's id is the permanent address of the edition's statement; neither the id nor the entry
changes later.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, cast

from chalicelib.kernel.files import StaticFile
from chalicelib.kernel.records import record
from chalicelib.kernel.texts.strict_json import compact
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.publishing.use_cases.statements import EditionStatement, statement_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JSON_FEED, ATOM_FEED = "list/feed.json", "list/feed.atom"
JSON_KIND, ATOM_KIND = "application/feed+json", "application/atom+xml"
TITLE = "市中区无证明办事清单的变化"
AUTHOR = "枣庄市市中区人民政府办公室"
MOST_LINES = 100
"""So many changed rows an entry tells; the page /changes shows all."""
FIELD_WORDS: Mapping[str, str] = {
    "item": "事项编码",
    "name": "事项名称",
    "unit_code": "办事单位",
    "kind": "清单类别",
    "handling": "办件类型",
    "promise": "承诺时限",
    "code": "材料编码",
    "material": "材料名称",
    "issuer_code": "出具单位",
    "disposition": "处置",
    "methods": "核验方式",
    "data": "数据库",
    "basis": "设定依据",
    "exclusion": "不适用情形",
    "replacement": "替代方式",
    "waiver": "依据待核",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
<id>{origin}/list/feed.atom</id>
<title>{title}</title>
<updated>{updated}</updated>
<author><name>{author}</name></author>
<link rel="self" type="application/atom+xml" href="{origin}/list/feed.atom"/>
<link rel="alternate" type="text/html" href="{origin}/changes"/>
{entries}</feed>
"""
_ENTRY = """<entry>
<id>{id}</id>
<title>{title}</title>
<published>{at}</published>
<updated>{at}</updated>
<link rel="alternate" type="text/html" href="{url}"/>
<content type="text">{text}</content>
</entry>
"""


@record(frozen=True)
class FeedEntry:
    """One edition as the feeds tell it."""

    number: int
    published_at: datetime
    title: str
    text: str

    def id(self, origin: str) -> str:
        return f"{origin}/{statement_path(self.number)}"

    @property
    def at(self) -> str:
        """RFC 3339 in whole seconds, as both feeds want it."""
        return self.published_at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def entry_of(statement: EditionStatement, diff: Mapping[str, object] | None) -> FeedEntry:
    """``diff`` is the edition's diff file, or None where there is none to be had."""
    day = statement.effective_from.astimezone(SHANGHAI).date().isoformat()
    start = f"{day} 起实施"
    if statement.before is None:
        title = f"清单第 {statement.number} 版公布,共 {statement.rows} 行,{start}"
        return FeedEntry(statement.number, statement.published_at, title, f"{title}。")
    changes = statement.changes
    told = (("增加", "added"), ("减少", "removed"), ("变更", "changed"))
    counted = ",".join(f"{word} {changes.get(name, 0)} 行" for word, name in told)
    title = f"清单第 {statement.number} 版公布:{counted},{start}"
    lines = [] if diff is None else _lines(diff)
    more = len(lines) - MOST_LINES
    shown = lines[:MOST_LINES] + ([f"还有 {more} 处,见“清单变化”页。"] if more > 0 else [])
    text = "\n".join((f"{title}。", *shown))
    return FeedEntry(statement.number, statement.published_at, title, text)


def feed_files(origin: str, entries: Sequence[FeedEntry]) -> tuple[StaticFile, StaticFile]:
    """Both feeds; ``entries`` newest first, at least one."""
    return (
        StaticFile(JSON_FEED, _json_feed(origin, entries), JSON_KIND),
        StaticFile(ATOM_FEED, _atom(origin, entries), ATOM_KIND),
    )


def _json_feed(origin: str, entries: Sequence[FeedEntry]) -> bytes:
    return compact(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": TITLE,
            "home_page_url": f"{origin}/changes",
            "feed_url": f"{origin}/{JSON_FEED}",
            "language": "zh-CN",
            "authors": [{"name": AUTHOR}],
            "items": [
                {
                    "id": one.id(origin),
                    "url": _page(origin, one),
                    "title": one.title,
                    "content_text": one.text,
                    "date_published": one.at,
                }
                for one in entries
            ],
        }
    )


def _atom(origin: str, entries: Sequence[FeedEntry]) -> bytes:
    written = "".join(
        _ENTRY.format(
            id=_xml(one.id(origin)),
            title=_xml(one.title),
            at=one.at,
            url=_xml(_page(origin, one)),
            text=_xml(one.text),
        )
        for one in entries
    )
    return _ATOM.format(
        origin=_xml(origin),
        title=TITLE,
        author=AUTHOR,
        updated=entries[0].at,
        entries=written,
    ).encode()


def _lines(diff: Mapping[str, object]) -> list[str]:
    lines = [
        f"{word}:{_named(one)}"
        for word, name in (("增加", "added"), ("减少", "removed"))
        for one in _members(diff[name])
    ]
    fields: dict[str, list[str]] = {}
    for one in _members(diff["changed"]):
        fields.setdefault(_named(one), []).append(FIELD_WORDS.get(one["field"], one["field"]))
    return lines + [f"变更:{named}({'、'.join(words)})" for named, words in fields.items()]


def _named(row: Mapping[str, str]) -> str:
    return f"{row['row']} {row['name']} · {row['material']}"


def _members(rows: object) -> list[Mapping[str, str]]:
    return cast("list[Mapping[str, str]]", rows)


def _page(origin: str, entry: FeedEntry) -> str:
    return f"{origin}/changes#{entry.number}"


def _xml(text: str) -> str:
    """Escaped, without the characters that XML 1.0 has no way to write."""
    return escape(_NOT_XML.sub("", text))
