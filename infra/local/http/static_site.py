"""The static pages on the laptop: what a CDN does in production, with the same headers."""

import gzip
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from infra.local.http.web import WebCall, WebReply, problem
from infra.pages.lean import lean
from infra.pages.served import CONTENT_TYPES, SECURITY_HEADERS

NOT_FOUND = "404.html"
FEED, FEED_TYPE = "feed.json", "application/feed+json"
SMALLEST_COMPRESSED = 1_000
"""Bytes; below, CloudFront does not compress either."""
_TEXTS = re.compile(r"text/|image/svg\+xml|application/(.+\+)?(json|xml|wasm)\b")


class StaticSite:
    """Serves files of the given folders, the first that has one; GET and HEAD only.

    The first folder is the overlay of documents the running system publishes (the service's
    keys, its units), the second the site as it is in the repository.
    """

    def __init__(self, folders: Sequence[Path], docs: Path | None = None) -> None:
        """``docs`` is served below ``/docs/``, as the pages link there."""
        self._folders = [folder.resolve() for folder in folders]
        self._docs = docs.resolve() if docs else None

    def __call__(self, call: WebCall) -> WebReply:
        """The file, 404 with a page, or 405. A path that climbs out of the folder is a 404."""
        if call.method not in ("GET", "HEAD"):
            refusal = problem(
                405, "method.not_allowed", "不支持的方法", "静态页面只能用 GET 或 HEAD 读取。"
            )
            return WebReply(405, [*refusal.headers, ("Allow", "GET, HEAD")], refusal.body)
        place = self.find(call.path)
        status = 200
        if place is None:
            place, status = self.find(f"/{NOT_FOUND}"), 404
        if place is None:
            page = problem(404, "page.unknown", "没有这个页面", "没有这个页面,请回到首页。")
            return WebReply(404, [*page.headers, *SECURITY_HEADERS], page.body)
        kind = FEED_TYPE if place.name == FEED else CONTENT_TYPES[place.suffix]
        # Nothing may be kept here, whatever a CDN may: the next run publishes its own edition 1.
        headers = [("Content-Type", kind), *SECURITY_HEADERS, ("Cache-Control", "no-cache")]
        content = lean(PurePosixPath(place), place.read_bytes())
        if is_compressible(kind, content):
            headers.append(("Vary", "Accept-Encoding"))
            if takes_gzip(call.headers.get("accept-encoding", "")):
                headers.append(("Content-Encoding", "gzip"))
                content = gzip.compress(content, mtime=0)
        return WebReply(status, headers, content)

    def find(self, path: str) -> Path | None:
        """The file for a URL path, or None.

        Decoded once, then every segment must be a plain name: no dot segment, no backslash,
        no NUL, no hidden file but ``.well-known``; and a link may not lead outside.
        """
        segments = unquote(path).lstrip("/").split("/")
        if segments[-1] == "":
            segments[-1] = "index.html"
        if not all(_is_plain_name(segment) for segment in segments):
            return None
        folders = self._folders
        if self._docs is not None and len(segments) > 1 and segments[0] == "docs":
            folders, segments = [self._docs], segments[1:]
        if "." not in segments[-1]:
            segments[-1] += ".html"  # /p is short, since it stands in every QR code
        for folder in folders:
            place = folder.joinpath(*segments).resolve()
            inside = place.is_relative_to(folder)
            if inside and place.suffix in CONTENT_TYPES and place.is_file():
                return place
        return None


def is_compressible(kind: str, content: bytes) -> bool:
    return len(content) >= SMALLEST_COMPRESSED and _TEXTS.match(kind) is not None


def takes_gzip(accepted: str) -> bool:
    """Does ``Accept-Encoding`` name gzip, and not with ``q=0`` (RFC 9110, 12.5.3)?"""
    for one in accepted.lower().split(","):
        name, _, parameters = one.partition(";")
        if name.strip() == "gzip":
            return re.fullmatch(r"\s*q=0(\.0*)?\s*", parameters) is None
    return False


def _is_plain_name(segment: str) -> bool:
    if segment == ".well-known":
        return True
    harmless = not any(character in segment for character in "\\\0:")
    return bool(segment) and harmless and not segment.startswith(".")
