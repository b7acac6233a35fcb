"""A stand-in for the service: real sockets, the real check and the real response signer.

What it can be told to get wrong is what a client must notice.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import jwt

from chalicelib.kernel.callers import Role, SignedCall
from chalicelib.kernel.errors import SignatureRefused
from chalicelib.kernel.ids import KeyId, MemberId, UnitCode
from chalicelib.kernel.targets import HEADER_NAME, WireCall, canonical_target
from chalicelib.keys.adapters.endorsement import endorse
from chalicelib.keys.adapters.jwk import (
    generate_private_jwk,
    jwk_pairs,
    load_private,
    public_jwk,
    thumbprint,
)
from chalicelib.keys.adapters.jws import RequestChecker, ResponseSigner
from chalicelib.keys.domain.key import KeyRecord, KeyStatus

JWKS_PATH = "/.well-known/jwks.json"


class RootKey:
    """The root key as KMS would hold it: it signs, and shows its public half."""

    def __init__(self, kid: str = "root-1") -> None:
        self.jwk = generate_private_jwk() | {"kid": kid}
        self.thumbprint = thumbprint(self.jwk)

    def sign(self, data: bytes) -> bytes:
        signature: bytes = jwt.get_algorithm_by_name("ES256").sign(data, load_private(self.jwk))
        return signature


@dataclass
class ServiceKeys:
    """A response key under a root key, and the JWKS that says so."""

    root: RootKey = field(default_factory=RootKey)
    response: dict[str, str] = field(
        default_factory=lambda: generate_private_jwk() | {"kid": "response-1"}
    )

    def jwks(self, at: datetime, hours: int = 24) -> dict[str, object]:
        validity = (at - timedelta(minutes=5), at + timedelta(hours=hours))
        said = endorse(self.response, self.root.jwk["kid"], self.root, validity)
        return jwks_document(self.response, self.root.jwk, said)


def jwks_document(
    response_key: Mapping[str, object], root_key: Mapping[str, object], endorsement: str
) -> dict[str, object]:
    """The body of ``/.well-known/jwks.json``; both keys carry ``kid`` and ``alg``."""
    keys = [{**public_jwk(one), "use": "sig"} for one in (response_key, root_key)]
    return {"keys": keys, "endorsement": endorsement}


def key_file(kid: str = "demo-agent-1", member: str | None = "m1") -> dict[str, object]:
    role = "system" if member is None else "agent"
    owner = {"unit": "370402011", "unit_name": "区公安分局", "member": member, "role": role}
    return {**generate_private_jwk(), "kid": kid, **owner}


def record_of(key: dict[str, object], now: datetime) -> KeyRecord:
    member = key["member"]
    return KeyRecord(
        kid=KeyId(str(key["kid"])),
        unit=UnitCode(str(key["unit"])),
        member=None if member is None else MemberId(str(member)),
        role=Role[str(key["role"]).upper()],
        alg=str(key["alg"]),
        jwk=jwk_pairs(key),
        not_before=now - timedelta(days=1),
        not_after=now + timedelta(days=1),
        status=KeyStatus.ACTIVE,
    )


@dataclass
class StandIn:
    """``status`` and ``body`` are what it answers; ``tamper`` names one thing it gets wrong."""

    key: dict[str, object]
    keys: ServiceKeys = field(default_factory=ServiceKeys)
    status: int = 200
    body: bytes = '{"id":"r-1","state":"FILED","note":"张"}'.encode()
    tamper: str = ""
    origin: str = ""
    seen: list[SignedCall] = field(default_factory=list)

    def answer(self, call: WireCall) -> tuple[int, bytes, str | None]:
        now = datetime.now(UTC)
        record = record_of(self.key, now)
        checker = RequestChecker(
            audience=self.origin, find_key={record.kid: record}.get, allow_demo_keys=True
        )
        try:
            signed = checker.check(call, now=now, is_write=call.method != "GET")
        except SignatureRefused as refusal:
            return 401, json.dumps({"code": refusal.code}).encode(), None
        self.seen.append(signed)
        token = ResponseSigner(self.origin, self.keys.response).sign(
            signed, self.status, self.body, now
        )
        return self._tampered(token)

    def _tampered(self, token: str) -> tuple[int, bytes, str | None]:
        status, body = self.status, self.body
        if self.tamper == "body":
            body = body.replace(b"FILED", b"ANSWERED")
        if self.tamper == "status":
            status = 201
        if self.tamper == "unsigned":
            return status, body, None
        if self.tamper == "other call":
            return status, body, self._signed_for_another_call()
        return status, body, token

    def _signed_for_another_call(self) -> str:
        other = replace(self.seen[-1], token_digest="00" * 32)
        signer = ResponseSigner(self.origin, self.keys.response)
        return signer.sign(other, self.status, self.body, datetime.now(UTC))

    def jwks(self) -> dict[str, object]:
        now = datetime.now(UTC)
        if self.tamper == "endorsement expired":
            return self.keys.jwks(now - timedelta(days=3))
        if self.tamper == "other root":
            return ServiceKeys(RootKey(), self.keys.response).jwks(now)
        return self.keys.jwks(now)


def _handler(service: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == JWKS_PATH:
                self._send(200, json.dumps(service.jwks()).encode(), None)
            elif self.path == "/v1/health":
                self._send(200, b"{}", None)
            else:
                self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            url = urlsplit(self.path)
            pairs = parse_qsl(url.query, keep_blank_values=True)
            call = WireCall(
                method=self.command,
                target=canonical_target(url.path, pairs),
                signatures=tuple(self.headers.get_all(HEADER_NAME) or ()),
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            )
            self._send(*service.answer(call))

        def _send(self, status: int, body: bytes, token: str | None) -> None:
            self.send_response(status)
            if token is not None:
                self.send_header(HEADER_NAME, token)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Quiet: the tests read what was seen, not a log."""

    return Handler


@contextmanager
def running(service: StandIn) -> Iterator[StandIn]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = True
    service.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
