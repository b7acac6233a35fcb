"""The printable guide of one item: plain HTML for A4, no script, no inline style (Art. 13)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from chalicelib.catalogue.domain.rows import CatalogueRow, Disposition
from chalicelib.kernel.labels import label
from chalicelib.kernel.times.clock import SHANGHAI
from chalicelib.publishing.use_cases.sentences import promise_of

if TYPE_CHECKING:
    from chalicelib.publishing.use_cases.content import EditionContent

RULE = "《市中区“无证明办事”工作规则》（市中政办发〔2022〕10号）"

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{name} 无证明办事指南（第 {number} 版）</title>
<link rel="stylesheet" href="/guide.css">
</head>
<body>
<main>
<header>
<p>枣庄市市中区“无证明办事”清单 · 办事指南</p>
<h1>{name}</h1>
<p>{unit} · {promise} · 事项编码 {code}</p>
</header>
<p class="sum">{summary}</p>
{rows}
<footer>
<p>您愿意自己带证明来的，窗口也必须收下，并且不得因此要求别人也带。</p>
<p>还被要求交证明的，打 12345，或在本网站“投诉举报”反映。</p>
<p>清单第 {number} 版，{published_on} 公布，{effective_from} 起实施。依据{rule}。</p>
</footer>
</main>
</body>
</html>
"""
_ROW = """<section>
<h2>{material} <small>{ways}</small></h2>
<dl>
<dt>怎么办</dt><dd>{who}</dd>
<dt>多久</dt><dd>{how_long}</dd>
<dt>凭据</dt><dd>{paper}</dd>
{basis}{if_asked}<dt>清单编号</dt><dd>{row}</dd>
</dl>
</section>"""
_IF_ASKED = "<dt>窗口还要时，可以这样说</dt><dd>{}</dd>\n"
"""Not of a row that still has to be handed in."""


def guide_html(content: EditionContent, code: str) -> str:
    """Everything is escaped; the page carries no address of its own but its site's paths."""
    rows = content.items[code]
    first = rows[0]
    day = content.published_at.astimezone(SHANGHAI).date()
    start = content.edition.effective_from.astimezone(SHANGHAI).date()
    return _PAGE.format(
        name=escape(first.service_item.name),
        number=content.number,
        unit=escape(content.name(first.service_item.unit)),
        promise=escape(promise_of(first)),
        code=escape(code),
        summary=_summary(rows),
        rows="\n".join(_row(content, row) for row in rows),
        published_on=day.isoformat(),
        effective_from=start.isoformat(),
        rule=RULE,
    )


def ways_of(row: CatalogueRow) -> str:
    """The row's ways in words; 不适用 and 取消 are said instead of any."""
    if row.exclusion is not None:
        return "不适用"
    if row.disposition is Disposition.CANCELLED:
        return label(Disposition.CANCELLED)
    return "、".join(label(one) for one in row.methods)


def _summary(rows: tuple[CatalogueRow, ...]) -> str:
    spared = sum(one.exclusion is None for one in rows)
    if spared == len(rows):
        return f"办这件事，以下 {spared} 份证明都不用您去开。"
    return f"办这件事涉及 {len(rows)} 份证明，其中 {spared} 份不用您去开。"


def _row(content: EditionContent, row: CatalogueRow) -> str:
    said = content.published[row.code].sentences
    texts = "".join(f"<dd>{escape(one.text)}（{label(one.level)}）</dd>" for one in row.legal_basis)
    return _ROW.format(
        material=escape(row.material.name),
        ways=ways_of(row),
        who=escape(said.who),
        how_long=escape(said.how_long),
        paper=escape(said.paper),
        basis=f"<dt>依据</dt>{texts}\n" if texts else "",
        if_asked="" if row.exclusion is not None else _IF_ASKED.format(escape(said.if_asked)),
        row=escape(row.code),
    )
