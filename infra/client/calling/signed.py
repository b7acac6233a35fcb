"""The signed client: signs a call, sends it, checks the answer's signature, keeps the receipt."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import urllib3

from chalicelib.kernel.errors import FieldInvalid, MianzhengError
from chalicelib.kernel.targets import HEADER_NAME, canonical_target
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.jws import sign_compact
from chalicelib.keys.domain.claims import TYP, WRITE_METHODS, digest_claim
from infra.client.calling.keyfile import KeyFile, parse_key
from infra.client.checking.receipts import Exchange, Finding, Receipt, check_receipt, endorsing_root

JWKS_PATH = "/.well-known/jwks.json"
LIFE_SECONDS = 60

JwksProvider = Callable[[], Mapping[str, object]]


class CallUnanswered(Exception):
    """No answer came; whether the operation took place is unknown. ``op`` repeats it safely."""

    def __init__(self, text: str, op: str | None) -> None:
        super().__init__(text)
        self.op = op


class ResponseNotTrusted(Exception):
    """The answer's signature does not hold; ``reply`` is what came, ``findings`` say why."""

    def __init__(self, reply: "Reply", findings: list[Finding]) -> None:
        super().__init__(";".join(f"{one.what}:{one.text}" for one in findings if not one.holds))
        self.reply = reply
        self.findings = findings


@dataclass(frozen=True)
class Reply:
    """``receipt`` is None exactly when the service did not sign (it never accepted the call)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    receipt: Receipt | None = None

    def json(self) -> object:
        return json.loads(self.body)


@dataclass(frozen=True)
class SignedRequest:
    """Ready to be sent: ``token`` goes into the WZM-Signature header."""

    method: str
    target: str
    body: bytes
    token: str
    op: str | None


def target_of(path: str) -> str:
    """The canonical target of a path with an optional query, as typed (spaces: %20)."""
    plain, mark, query = path.partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if mark else []
    except ValueError:
        raise FieldInvalid("查询参数要写成 名称=值,用 & 分开。", field="path") from None
    return canonical_target(plain, pairs)


def body_of(content: object | None) -> bytes:
    """The exact bytes that are signed and sent; bytes pass as they are, None is empty."""
    if content is None:
        return b""
    if isinstance(content, bytes):
        return content
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def sign_request(
    key: KeyFile, origin: str, call: tuple[str, str, bytes], op: str | None, now: datetime
) -> SignedRequest:
    """Sign (method, target, body). A write without ``op`` gets a new random one."""
    method, target, body = call
    if op is None and method in WRITE_METHODS:
        op = secrets.token_urlsafe(18)
    issued = int(now.timestamp())
    claims: dict[str, object] = {
        "iss": key.unit,
        "aud": origin,
        "iat": issued,
        "exp": issued + LIFE_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htt": target,
        "dig": digest_claim(body),
    }
    if key.member is not None:
        claims["sub"] = key.member
    if op is not None:
        claims["op"] = op
    header = {"alg": key.alg, "kid": key.kid, "typ": TYP}
    return SignedRequest(method, target, body, sign_compact(header, claims, key.private_key), op)


@dataclass
class Client:
    """Calls one origin with one key.

    ``key`` is the content of a key file. ``pinned_root`` (else the key file's ``root``) is the
    root key's thumbprint; with neither, the first root met is used and handed to ``on_root``,
    and stays pinned for this client. ``jwks`` replaces fetching the service's keys.
    """

    origin: str
    key: Mapping[str, object]
    pinned_root: str | None = None
    jwks: JwksProvider | None = None
    on_root: Callable[[str], None] | None = None
    timeout_seconds: float = 10.0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _known_jwks: Mapping[str, object] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.origin = self.origin.rstrip("/")
        self._key = parse_key(self.key)
        self.pinned_root = self.pinned_root or self._key.root
        timeout = urllib3.Timeout(connect=5.0, read=self.timeout_seconds)
        # No retry and no redirect: a signature is for one attempt at one place.
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=4)

    def call(
        self, method: str, path: str, json_body: object | None = None, *, op: str | None = None
    ) -> Reply:
        """Sign, send, check. ``op`` repeats an operation; by default every write is a new one.

        Raises CallUnanswered when no answer came, ResponseNotTrusted when the answer is not the
        service's (also a success without signature), FieldInvalid / SignatureRefused for a path
        that can't be signed.
        """
        call = (method, target_of(path), body_of(json_body))
        request = sign_request(self._key, self.origin, call, op, self.now())
        return self.check(request, self.send(request))

    def send(self, request: SignedRequest) -> Reply:
        """Send what is already signed. Raises CallUnanswered."""
        headers = {HEADER_NAME: request.token, "Accept": "application/json"}
        if request.body:
            headers["Content-Type"] = "application/json"
        try:
            answer = self._pool.request(
                request.method,
                self.origin + request.target,
                body=request.body or None,
                headers=headers,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            if isinstance(error, urllib3.exceptions.NewConnectionError):
                raise CallUnanswered(
                    f"{self.origin} 没有在运行,或者地址不对;本机的先运行 make run,"
                    f"并核对 PORT、--origin,再用同一操作编号 --op {request.op}。",
                    request.op,
                ) from None
            raise CallUnanswered(
                f"没有收到 {self.origin} 的应答({type(error).__name__}),"
                f"请检查网络;重试请用同一操作编号 --op {request.op}。"
                if request.op
                else f"没有收到 {self.origin} 的应答({type(error).__name__}),请检查网络后重试。",
                request.op,
            ) from None
        return Reply(answer.status, answer.headers, answer.data)

    def check(self, request: SignedRequest, reply: Reply) -> Reply:
        """The reply with its receipt. Raises ResponseNotTrusted."""
        token = reply.headers.get(HEADER_NAME)
        if token is None:
            if reply.status < 400:
                unsigned = Finding("应答签名", False, "成功的应答没有签名,不能当作回执")
                raise ResponseNotTrusted(reply, [unsigned])
            return reply
        receipt = self._receipt(request, reply, token, self._known_jwks or self._fresh_jwks())
        findings = self._examine(receipt)
        if self._known_jwks is not None and not all(one.holds for one in findings):
            # The service may have changed its response key since we fetched its keys.
            receipt = self._receipt(request, reply, token, self._fresh_jwks())
            findings = self._examine(receipt)
        checked = Reply(reply.status, reply.headers, reply.body, receipt)
        if not all(one.holds for one in findings):
            self._known_jwks = None
            raise ResponseNotTrusted(checked, findings)
        self._known_jwks = receipt.jwks
        return checked

    def _receipt(
        self, request: SignedRequest, reply: Reply, token: str, jwks: Mapping[str, object]
    ) -> Receipt:
        return Receipt(
            origin=self.origin,
            method=request.method,
            target=request.target,
            signer=self._key.public_jwk,
            request=Exchange(request.token, request.body),
            status=reply.status,
            response=Exchange(token, reply.body),
            jwks=jwks,
        )

    def _examine(self, receipt: Receipt) -> list[Finding]:
        if self.pinned_root is not None:
            return check_receipt(receipt, self.pinned_root)
        root = endorsing_root(receipt)
        findings = check_receipt(receipt, root)
        if root is not None and all(one.holds for one in findings):
            self.pinned_root = root
            if self.on_root is not None:
                self.on_root(root)
        return findings

    def _fresh_jwks(self) -> Mapping[str, object]:
        return self.jwks() if self.jwks is not None else self._fetch_jwks()

    def _fetch_jwks(self) -> Mapping[str, object]:
        try:
            answer = self._pool.request("GET", self.origin + JWKS_PATH, redirect=False)
            return parse_object(answer.data) if answer.status == 200 else {}
        except (urllib3.exceptions.HTTPError, MianzhengError):
            return {}


def receipt_name(receipt: Receipt, now: datetime) -> str:
    """A file name that sorts by time and is unique: time, method, digest of the request's JWS."""
    digest = hashlib.sha256(receipt.request.jws.encode()).hexdigest()[:16]
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{receipt.method}-{digest}.json"
