"""The published site as the tests need it: the repository's pages, and signed fixtures beside.

Times are those of the shared vectors; the browser's clock is set to them. Every request is
written down, since what the page does not ask for is half of what is tested.
"""

import hashlib
import json
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.kernel.texts.check_codes import check_code_of
from chalicelib.kernel.texts.qr_text import digits_of
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.status.adapters.lists import StatusIssue, make_status_list
from chalicelib.proofs.status.domain import PACKED_SIZE
from chalicelib.requests.domain.claims import ProofClaims
from infra.local.http.front import Front, FrontServer
from infra.local.http.static_site import StaticSite
from infra.local.http.web import WebCall, WebHandler, WebReply
from tests.frontend.listing import first_edition
from tests.vectors.files import receipt
from tests.vectors.lists import listed
from tests.vectors.making import LISTED_AT, ORIGIN, PRODUCTION, SAMPLE, SHARD, STATUS_KEY, signed

FRONTEND = Path(__file__).parents[2] / "frontend"
NAMES = {
    "units": {
        "11370402004281234X": "枣庄市公安局市中分局",
        "11370402MB2812345Y": "市中区住房和城乡建设局",
    },
    "service_items": {"SX001": "公租房申请", "SX002": "小学入学登记"},
    "materials": {"M00012": "无犯罪记录证明"},
}
PDF = b"%PDF-1.7\n% the sealed file of the tests\n"


def names_file(names: dict[str, Any] = NAMES) -> dict[str, str]:
    """``/units.json``: the names behind the codes, signed by the key of the published lists."""
    header = {"alg": "ES256", "kid": "status-1", "typ": "wzm-units+jwt"}
    claims = {"iat": int(LISTED_AT.timestamp()), **names}
    head, body = (json.dumps(one, ensure_ascii=False).encode() for one in (header, claims))
    return {"signed": sign_exactly(head, body, STATUS_KEY)}


@cache
def _first_files() -> Mapping[str, str]:
    """What stands there before a test adds its own; signed once."""
    return {
        ".well-known/jwks.json": json.dumps(PRODUCTION),
        "units.json": json.dumps(names_file()),
        f"status/{SHARD}.jwt": listed(LISTED_AT, shard=SHARD),
    }


class Site:
    """Serves until :meth:`close`; ``asked`` holds the path of every request."""

    def __init__(self, folder: Path) -> None:
        self.overlay = folder / "overlay"
        static = StaticSite([self.overlay, FRONTEND])
        self._changed: set[Path] = set()
        self.asked: list[str] = []
        self.is_down = False
        self.delays: dict[str, float] = {}
        self.api: WebHandler | None = None

        def api(call: WebCall) -> WebReply:
            return pages(call) if self.api is None or self.is_down else self.api(call)

        def pages(call: WebCall) -> WebReply:
            self.asked.append(call.path + (f"?{call.query}" if call.query else ""))
            time.sleep(self.delays.get(call.path, 0))
            return WebReply(503, []) if self.is_down else static(call)

        front = Front()
        front.pages, front.api = pages, api
        self._server = FrontServer(front, 0)
        self.origin = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.stop()
        self._thread.join()

    def reset(self) -> None:
        """What the vectors' production site publishes."""
        shutil.rmtree(self.overlay, ignore_errors=True)
        self._changed.clear()
        self.is_down = False
        self.api = None
        self.delays.clear()
        for path, text in _first_files().items():
            self.put(path, text)
        self.asked.clear()

    def renew_pages(self) -> None:
        """The pages as they are in the repository, whatever :meth:`change_page` did."""
        for place in self._changed:
            place.unlink()
        self._changed.clear()

    def put(self, path: str, text: str) -> None:
        self.put_bytes(path, text.encode())

    def put_bytes(self, path: str, content: bytes) -> None:
        place = self.overlay / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def publish(self, files: Mapping[str, bytes] | None = None) -> Mapping[str, bytes]:
        """An edition with all its files and keys, the seed's unless told; returned by path."""
        files = first_edition() if files is None else files
        for path, content in files.items():
            self.put_bytes(path, content)
        return files

    def put_status(self, at: datetime = LISTED_AT, shard: int = SHARD) -> None:
        self.put(f"status/{shard}.jwt", listed(at, shard=shard))

    def put_clean_status(self, shard: int) -> None:
        """A list a minute older than the others, on which nothing is revoked."""
        at = LISTED_AT - timedelta(minutes=1)
        issue = StatusIssue(ORIGIN, shard, at, bytes(PACKED_SIZE))
        self.put(f"status/{shard}.jwt", make_status_list(issue, "status-1", STATUS_KEY))

    def put_token(self, claims: ProofClaims = SAMPLE) -> str:
        """The token under its check code, which is returned."""
        code = check_code_of(claims.jti)
        self.put(f"c/{code}.jwt", signed(claims))
        return code

    def put_receipt(self, content: bytes = PDF, **changes: Any) -> str:
        """The file's receipt under its digest, which is returned."""
        digest = hashlib.sha256(content).hexdigest()
        self.put(f"f/{digest}.jwt", receipt(sha256=digest, **changes))
        return digest

    def remove(self, path: str) -> None:
        (self.overlay / path).unlink()

    def change_page(self, path: str, old: str, new: str) -> None:
        """As a new release would."""
        place = self.overlay / path
        text = (place if place in self._changed else FRONTEND / path).read_text("utf-8")
        if old not in text:
            raise ValueError(f"{path} has no {old!r}")
        self._changed.add(place)
        self.put(path, text.replace(old, new))


def link(origin: str, claims: ProofClaims = SAMPLE, **changes: Any) -> str:
    """The link of a QR code on this site."""
    return f"{origin}/p#{digits_of(signed(replace(claims, **changes)))}"
