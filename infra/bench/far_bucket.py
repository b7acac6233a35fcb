"""S3 as a stage has it: botocore's own work, then an answer that takes its time. moto answers in
this process, on the same cores as what is measured."""

import hashlib
import io
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

SECONDS = 0.04
"""One call: what a put of some kilobytes takes within a region."""


class FarBucket:
    """Hooked into a client, it keeps the objects of one bucket and counts the calls."""

    def __init__(self, client: Any) -> None:
        self.objects: dict[str, bytes] = {}
        self.calls: Counter[str] = Counter()
        client.meta.events.register("before-send.s3", self._answer)

    def _answer(self, request: Any, **_: object) -> AWSResponse:
        time.sleep(SECONDS)
        parts = urlsplit(request.url)
        key = unquote(parts.path).split("/", 2)[-1]
        self.calls[request.method] += 1
        if request.method == "PUT":
            self.objects[key] = request.body.read()
            return _reply(request, 200)
        if "list-type" in parse_qs(parts.query):
            return _reply(request, 200, self._listed(parse_qs(parts.query)["prefix"][0]))
        found = self.objects.get(key)
        if found is None:
            return _reply(request, 404, b"<Error><Code>NoSuchKey</Code></Error>")
        return _reply(request, 200, found)

    def _listed(self, prefix: str) -> bytes:
        """At most what one test needs: everything in one page."""
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><ETag>{_tag(content)}</ETag></Contents>"
            for key, content in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return f"<ListBucketResult>{entries}</ListBucketResult>".encode()


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


class _Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def _reply(request: Any, status: int, body: bytes = b"") -> AWSResponse:
    return AWSResponse(request.url, status, HTTPHeaders(), _Raw(body))
