"""The parts that every page has alike, stamped into the pages: head, notices, masthead, footer.

A page says of itself only what is its own: title, description, entry script, main. The scripts
that its entry imports are named in the head, so that a phone fetches them in one go. What the
operator configures stands in ``site.json``.
"""

import json
import posixpath
import re
from functools import cache
from html import escape
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("site.json")
_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
_TOP = re.compile(r"<body>.*?</header>", re.DOTALL)
_FOOT = re.compile(r'<footer class="foot">.*?</footer>', re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>")
_DESCRIPTION = re.compile(r'<meta name="description" content="(.*?)">')
_ENTRY = re.compile(r'<script type="module" src="(.*?)">')
_LIST = ("/list/manifest.json", "/.well-known/jwks.json")
"""What a page that shows the list needs first, asked for with its scripts."""
_IMPORT = re.compile(r"^(?:import|export) (?:[^;']*? from )?'(\.[^']+)';", re.MULTILINE)

SEAL = (
    '<svg class="seal" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
    '<rect x="1" y="1" width="46" height="46" rx="8" fill="currentColor"/>'
    '<rect x="4.6" y="4.6" width="38.8" height="38.8" rx="5" fill="none" stroke="#fff"'
    ' stroke-width="1.3"/>'
    '<text x="24" y="22.4" text-anchor="middle" font-size="16" font-weight="700" fill="#fff"'
    ' textLength="32">无证</text>'
    '<text x="24" y="39" text-anchor="middle" font-size="16" font-weight="700" fill="#fff"'
    ' textLength="32">明办</text></svg>'
)
_TOP_PARTS = """<body>
<a class="skip" href="#main" data-say="skip">跳到正文</a>
<div role="status">
  <p id="net" class="strip" data-say="offline" hidden>现在没有网络，用的是保存在本机的内容。</p>
  <p id="update" class="strip" hidden><span data-say="fresh">有新版，</span><button type="button" data-say="freshButton">点此更新</button></p>
</div>
<header class="top"><div class="wrap">
  <a class="brand" href="/">
    {seal}
    <span><b data-say="brand">无证明办事</b><small data-say="place">{place}</small></span>
  </a>
  <button class="pill" id="big" type="button" aria-pressed="false" data-say="big">大字</button>
  <button class="pill" id="lang" type="button" lang="en">EN</button>
</div></header>"""  # noqa: E501  # markup
_FOOT_PARTS = """<footer class="foot"><div class="wrap">
  <nav aria-label="页脚"><a href="/" data-say="home">首页</a><a href="/rules" data-say="rules">规则说明</a><a href="/changes" data-say="changes">清单变化</a><a href="/p" data-say="check">验证明</a><a href="tel:12345" data-say="hotline">12345 热线</a><a href="/feedback" data-say="complain">投诉举报</a><a href="{ratings}" data-say="ratings">好差评</a><a href="{portal}" data-say="portal">爱山东</a><a href="/a11y" data-say="a11y">无障碍说明</a><a href="/privacy" data-say="privacyLink">隐私说明</a></nav>
  <p><span data-say="host">主办：</span><span lang="zh-CN">{host}</span>　<span data-say="undertaker">承办：</span><span lang="zh-CN">{undertaker}</span><br><span data-say="siteCode">网站标识码 </span><span lang="zh-CN">{site_code}　{icp}<br>{police}</span></p>
</div></footer>"""  # noqa: E501  # markup
_HEAD_PARTS = """<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  <meta name="theme-color" content="#faf8f4" media="(prefers-color-scheme: light)">
  <meta name="theme-color" content="#141618" media="(prefers-color-scheme: dark)">
  <meta name="description" content="{description}">
  <title data-say="pageTitle">{title}</title>
  <link rel="icon" href="/icon.svg">
  <link rel="apple-touch-icon" href="/icon-192.png">
  <link rel="manifest" href="/app.webmanifest">
  <link rel="stylesheet" href="/app.css">
  <script type="module" src="{entry}"></script>
{preloads}</head>"""


def imports_of(frontend: Path, entry: str) -> list[str]:
    """The URL paths of all scripts that ``entry`` imports at once, itself not among them."""
    found: set[str] = set()
    new = {entry}
    while new:
        path = new.pop()
        found.add(path)
        text = (frontend / path.lstrip("/")).read_text("utf-8")
        folder = posixpath.dirname(path)
        named = (posixpath.join(folder, one) for one in _IMPORT.findall(text))
        new |= {posixpath.normpath(one) for one in named} - found
    return sorted(found - {entry})


def stamped(text: str, frontend: Path) -> str:
    """``text`` with the shared parts as they are now. Raises ValueError for a page without one."""
    own = {name: pattern.search(text) for name, pattern in _OWN.items()}
    missing = [name for name, found in own.items() if found is None]
    if missing:
        raise ValueError(f"the page says no {', '.join(missing)}")
    said = {name: found[1] for name, found in own.items() if found}
    preloads = [
        f'  <link rel="modulepreload" href="{one}">\n'
        for one in imports_of(frontend, said["entry"])
    ]
    if any("/js/shared/edition.js" in one for one in preloads):
        preloads += [
            f'  <link rel="preload" as="fetch" crossorigin href="{one}">\n' for one in _LIST
        ]
    head = _HEAD_PARTS.format(**said, preloads="".join(preloads))
    site = {name: escape(value) for name, value in configuration().items()}
    parts = (
        (_HEAD, head),
        (_TOP, _TOP_PARTS.format(seal=SEAL, **site)),
        (_FOOT, _FOOT_PARTS.format(**site)),
    )
    for pattern, part in parts:
        found = pattern.findall(text)
        if len(found) != 1:
            raise ValueError(f"{len(found)} times {pattern.pattern}")
        text = text.replace(found[0], part)
    return text


@cache
def configuration() -> dict[str, str]:
    """Who runs the site, its numbers, and the addresses outside it."""
    given: dict[str, str] = json.loads(CONFIGURATION.read_text("utf-8"))
    return given


_OWN = {"title": _TITLE, "description": _DESCRIPTION, "entry": _ENTRY}
