"""Static pages: the right type, strict headers, and never a file from outside the folder."""

import gzip
from pathlib import Path

import pytest

from infra.local.http.static_site import StaticSite
from infra.local.http.web import WebCall, WebReply


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "css").mkdir(parents=True)
    (site / ".well-known").mkdir()
    (site / "index.html").write_text("home", encoding="utf-8")
    (site / "404.html").write_text("not here", encoding="utf-8")
    (site / "css" / "a.css").write_text("p{}", encoding="utf-8")
    (site / ".well-known" / "jwks.json").write_text("{}", encoding="utf-8")
    (site / ".hidden.txt").write_text("secret", encoding="utf-8")
    (site / "program.py").write_text("secret", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (site / "link.txt").symlink_to(tmp_path / "outside.txt")
    return site


def get(site: StaticSite, path: str, method: str = "GET") -> WebReply:
    return site(WebCall(method, path, "", {}))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/css/a.css", "text/css; charset=utf-8"),
        ("/.well-known/jwks.json", "application/json"),
    ],
)
def test_a_file_comes_with_its_type_and_the_strict_headers(
    folder: Path, path: str, kind: str
) -> None:
    reply = get(StaticSite([folder]), path)
    headers = dict(reply.headers)
    assert (reply.status, headers["Content-Type"]) == (200, kind)
    policy = dict(one.split(" ", 1) for one in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["form-action"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Permissions-Policy"].startswith("camera=(self), ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/css/../../outside.txt",
        "/css/%2e%2e%2f%2e%2e%2foutside.txt",
        "/..%5coutside.txt",
        "//etc/passwd",
        "/css//a.css",
        "/.hidden.txt",
        "/link.txt",
        "/program.py",
        "/css",
        "/index.html%00.css",
        "/index.html:x",
        "/docs/../outside.txt",
    ],
)
def test_what_is_not_a_plain_file_of_the_site_is_a_404_page(folder: Path, path: str) -> None:
    reply = get(StaticSite([folder], docs=folder / "css"), path)
    assert (reply.status, reply.body) == (404, b"not here")
    assert dict(reply.headers)["X-Content-Type-Options"] == "nosniff"


def test_a_published_document_comes_before_the_repository_s_own(
    folder: Path, tmp_path: Path
) -> None:
    overlay = tmp_path / "overlay"
    site = StaticSite([overlay, folder])  # the folder may appear later
    overlay.mkdir()
    (overlay / "units.json").write_text("[1]", encoding="utf-8")
    (overlay / "index.html").write_text("newer", encoding="utf-8")
    assert get(site, "/units.json").body == b"[1]"
    assert get(site, "/").body == b"newer"
    assert get(site, "/css/a.css").body == b"p{}"


def test_a_page_answers_without_its_ending(folder: Path) -> None:
    (folder / "p.html").write_text("check", encoding="utf-8")
    reply = get(StaticSite([folder]), "/p")
    assert (reply.status, reply.body) == (200, b"check")
    assert dict(reply.headers)["Content-Type"] == "text/html; charset=utf-8"


def test_scripts_and_style_sheets_go_out_without_comments_and_vendored_ones_untouched(
    folder: Path,
) -> None:
    script = "// why\nexport const a = 1; // stays\n\n/* long\n   story */\nif (a) {\n  go();\n}\n"
    (folder / "vendor").mkdir()
    for place in ("a.js", "vendor/a.js"):
        (folder / place).write_text(script, encoding="utf-8")
    site = StaticSite([folder])
    assert get(site, "/a.js").body == b"export const a = 1; // stays\nif (a) {\ngo();\n}\n"
    assert get(site, "/vendor/a.js").body == script.encode()
    assert get(site, "/missing.js").body == b"not here"


def test_documents_are_served_below_docs_only(folder: Path) -> None:
    site = StaticSite([folder], docs=folder / "css")
    assert get(site, "/docs/a.css").status == 200
    assert get(site, "/a.css").status == 404


def test_pages_are_read_only(folder: Path) -> None:
    reply = get(StaticSite([folder]), "/", method="POST")
    assert (reply.status, dict(reply.headers)["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("list/feed.json", "application/feed+json"),
        ("list/feed.atom", "application/atom+xml"),
        ("list/i/1/SX001.json", "application/json"),
        ("list/g/1/SX001.html", "text/html; charset=utf-8"),
    ],
)
def test_what_an_edition_becomes_is_served_with_its_type(
    tmp_path: Path, name: str, kind: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text("{}", "utf-8")
    reply = get(StaticSite([tmp_path]), f"/{name}")
    assert (reply.status, dict(reply.headers)["Content-Type"]) == (200, kind)
    assert dict(reply.headers)["Cache-Control"] == "no-cache"


LONG = "编号,名称\n" * 500


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.2", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, br", False),
        ("br", False),
        ("", False),
    ],
)
def test_texts_are_packed_for_whoever_takes_gzip(
    folder: Path, accepted: str, is_packed: bool
) -> None:
    (folder / "long.json").write_text(LONG, "utf-8")
    call = WebCall("GET", "/long.json", "", {"accept-encoding": accepted})
    reply = StaticSite([folder])(call)
    headers = dict(reply.headers)
    assert headers["Vary"] == "Accept-Encoding"
    assert (headers.get("Content-Encoding") == "gzip") is is_packed
    content = gzip.decompress(reply.body) if is_packed else reply.body
    assert content == LONG.encode()


@pytest.mark.parametrize("name", ["short.json", "picture.png"])
def test_what_would_not_become_smaller_is_not_packed(folder: Path, name: str) -> None:
    (folder / "short.json").write_text("{}", "utf-8")
    (folder / "picture.png").write_bytes(bytes(5_000))
    reply = StaticSite([folder])(WebCall("GET", f"/{name}", "", {"accept-encoding": "gzip"}))
    assert "Content-Encoding" not in dict(reply.headers)
