"""The receipt 回执: request, response, their signatures and the keys; checked without a network.

Whoever holds it can show what was asked, by whom, and what the service answered. The check trusts
one thing only: the root key's thumbprint that its holder has pinned.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.endorsement import EndorsementRefused, check_endorsement
from chalicelib.keys.adapters.jwk import load_public
from chalicelib.keys.adapters.jws import request_reference, signature_holds, split_compact
from chalicelib.keys.domain.claims import RESPONSE_TYP, digest_claim, parse_claims, parse_header

FORMAT = "wzm-receipt-1"
_RESPONSE_CLAIMS = {"iss", "aud", "iat", "req", "sts", "dig", "op"}
_FURTHEST_SECONDS = 240
"""Between request and answer: the longest life (120) and a clock skew (60) of either side."""


class ReceiptUnreadable(Exception):
    """The file is not a receipt, in Chinese."""


@dataclass(frozen=True)
class Exchange:
    """One side of a receipt: the token and the exact bytes it covers."""

    jws: str
    body: bytes


@dataclass(frozen=True)
class Receipt:
    """``signer`` is the public JWK that signed the request, ``jwks`` the service's as it was."""

    origin: str
    method: str
    target: str
    signer: Mapping[str, object]
    request: Exchange
    status: int
    response: Exchange
    jwks: Mapping[str, object]

    def to_json(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "origin": self.origin,
            "request": {
                "method": self.method,
                "target": self.target,
                "jws": self.request.jws,
                "body_b64": base64.b64encode(self.request.body).decode(),
                "jwk": dict(self.signer),
            },
            "response": {
                "status": self.status,
                "jws": self.response.jws,
                "body_b64": base64.b64encode(self.response.body).decode(),
            },
            "jwks": dict(self.jwks),
        }


@dataclass(frozen=True)
class Finding:
    """One line of a check: what was looked at, whether it holds, and the sentence for people."""

    what: str
    holds: bool
    text: str


def read_receipt(path: Path) -> Receipt:
    """Raises ReceiptUnreadable."""
    try:
        content = parse_object(path.read_bytes())
        if content.get("format") != FORMAT:
            raise ReceiptUnreadable(f"{path} 不是回执文件(缺 format: {FORMAT})。")
        request, response, jwks = (_part(content, one) for one in ("request", "response", "jwks"))
        return Receipt(
            origin=str(content["origin"]),
            method=str(request["method"]),
            target=str(request["target"]),
            signer=_part(request, "jwk"),
            request=_exchange(request),
            status=int(str(response["status"])),
            response=_exchange(response),
            jwks=jwks,
        )
    except OSError as error:
        raise ReceiptUnreadable(f"读不到回执 {path}({error.strerror})。") from None
    except (MianzhengError, KeyError, ValueError):
        raise ReceiptUnreadable(f"{path} 不是完整的回执文件,请用保存时的原文件。") from None


def _part(content: Mapping[str, object], name: str) -> dict[str, object]:
    part = content[name]
    if not isinstance(part, dict):
        raise KeyError(name)
    return part


def _exchange(part: Mapping[str, object]) -> Exchange:
    body = base64.b64decode(str(part["body_b64"]), validate=True)
    return Exchange(jws=str(part["jws"]), body=body)


def check_receipt(receipt: Receipt, pinned_root: str | None) -> list[Finding]:
    """Every check, in the order a reader follows it; the receipt is good if all hold.

    ``pinned_root`` is the root key's thumbprint the holder trusts; without one the receipt only
    proves that it is consistent with the keys it carries, which is a failed check.
    """
    request = _check_request(receipt)
    return request + _check_response(receipt, pinned_root)


def _check_request(receipt: Receipt) -> list[Finding]:
    try:
        compact = split_compact(receipt.request.jws)
        alg, kid = parse_header(compact.header)
        claims = parse_claims(compact.payload)
        holds = signature_holds(compact, alg, load_public(receipt.signer, alg))
    except MianzhengError as error:
        return [Finding("请求签名", False, f"请求签名读不懂:{error.detail}")]
    return [
        _finding("请求签名", holds, f"由密钥 {kid} 签出", f"不是所附公钥(kid {kid})签的"),
        _finding("请求方法", claims.get("htm") == receipt.method, receipt.method, "与签名里的不同"),
        _finding("请求目标", claims.get("htt") == receipt.target, receipt.target, "与签名里的不同"),
        _finding("受理系统", claims.get("aud") == receipt.origin, receipt.origin, "与签名里的不同"),
        _finding(
            "请求正文",
            claims.get("dig") == digest_claim(receipt.request.body),
            f"{len(receipt.request.body)} 字节,与签名里的摘要一致",
            "与签名里的摘要不一致,正文被改动过",
        ),
    ]


def endorsing_root(receipt: Receipt) -> str | None:
    """Thumbprint of the root key that endorses this answer's key, nothing else checked."""
    try:
        header, claims = _read_response(receipt)
        return _endorsed(receipt, header, claims)[1]
    except (MianzhengError, EndorsementRefused):
        return None


def _read_response(receipt: Receipt) -> tuple[dict[str, object], dict[str, object]]:
    compact = split_compact(receipt.response.jws)
    return parse_object(compact.header), parse_object(compact.payload)


def _endorsed(
    receipt: Receipt, header: Mapping[str, object], claims: Mapping[str, object]
) -> tuple[dict[str, object], str]:
    """The response key as endorsed when the answer was signed, and its root's thumbprint."""
    issued = claims.get("iat")
    shape = (header.get("typ"), header.get("alg"), len(header))
    if shape != (RESPONSE_TYP, "ES256", 3) or type(issued) is not int or not 0 <= issued < 2**35:
        raise EndorsementRefused("应答签名的头或签发时间(iat)不符合规定。")
    moment = datetime.fromtimestamp(issued, UTC)
    return check_endorsement(receipt.jwks, str(header.get("kid")), moment)


def _check_response(receipt: Receipt, pinned_root: str | None) -> list[Finding]:
    try:
        header, claims = _read_response(receipt)
    except MianzhengError as error:
        return [Finding("应答签名", False, f"应答签名读不懂:{error.detail}")]
    try:
        key, root = _endorsed(receipt, header, claims)
        compact = split_compact(receipt.response.jws)
        holds = signature_holds(compact, "ES256", load_public(key, "ES256", field="jwks"))
    except EndorsementRefused as refusal:
        return [Finding("应答公钥", False, str(refusal))]
    except MianzhengError as error:
        return [Finding("应答公钥", False, error.detail)]
    signed = _finding("应答签名", holds, f"由应答密钥 {header['kid']} 签出", "与应答密钥不符")
    return [_check_root(root, pinned_root), signed, *_check_response_claims(receipt, claims)]


def _check_root(root: str, pinned: str | None) -> Finding:
    if pinned is None:
        return Finding("根密钥", False, f"没有可信的根密钥指纹可比(回执里的是 {root})")
    return _finding(
        "根密钥", root == pinned, f"指纹 {root} 与可信的一致", f"指纹 {root} 与可信的 {pinned} 不同"
    )


def _check_response_claims(receipt: Receipt, claims: Mapping[str, object]) -> list[Finding]:
    try:
        asked = parse_claims(split_compact(receipt.request.jws).payload)
    except MianzhengError:
        asked = {}
    is_closed = _RESPONSE_CLAIMS - {"op"} <= set(claims) <= _RESPONSE_CLAIMS
    is_ours = claims.get("iss") == receipt.origin and claims.get("aud") == asked.get("iss")
    is_op_right = "op" not in claims or claims["op"] == asked.get("op")
    return [
        _finding("应答内容", is_closed, "声明齐全", "声明不齐或有多余"),
        _finding("应答双方", is_ours, "由该系统发给该单位", "系统或单位与请求不同"),
        _finding(
            "对应关系",
            claims.get("req") == request_reference(receipt.request.jws) and is_op_right,
            "就是对这个请求的应答",
            "不是对这个请求的应答",
        ),
        _finding("应答时间", _is_timely(asked, claims), "在请求有效期前后", "与请求时间不符"),
        _finding(
            "应答状态",
            type(claims.get("sts")) is int and claims["sts"] == receipt.status,
            str(receipt.status),
            "与签名里的不同",
        ),
        _finding(
            "应答正文",
            claims.get("dig") == digest_claim(receipt.response.body),
            f"{len(receipt.response.body)} 字节,与签名里的摘要一致",
            "与签名里的摘要不一致,正文被改动过",
        ),
    ]


def _is_timely(asked: Mapping[str, object], claims: Mapping[str, object]) -> bool:
    asked_at, answered_at = asked.get("iat"), claims.get("iat")
    return (
        type(asked_at) is int
        and type(answered_at) is int
        and abs(answered_at - asked_at) <= _FURTHEST_SECONDS
    )


def _finding(what: str, holds: bool, good: str, bad: str) -> Finding:
    return Finding(what, holds, good if holds else bad)
