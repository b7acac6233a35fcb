"""The status list as a signed static file: an IETF Token Status List JWT of one shard.

``/status/<shard>.jwt``: header {alg, kid, typ}, payload {sub, iat, exp, ttl, status_list}. It is
written anew whenever a status changes and at least daily, and counts for 24 hours.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.records import record
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.jws import sign_exactly
from chalicelib.proofs.status.domain import BITS, PACKED_SIZE, StatusSheet, StatusUnreadable
from chalicelib.requests.domain.claims import LATEST_SECOND

if TYPE_CHECKING:
    from chalicelib.keys.adapters.signers import Signer

TYP = "statuslist+jwt"
LIFE = timedelta(hours=24)
TTL_SECONDS = 300
LONGEST_LIST = 65_536
"""Characters; a shard of random bits would be 22 kB."""

Verifies = Callable[[bytes, bytes], bool]
_HEADER = {"alg", "kid", "typ"}
_CLAIMS = {"sub", "iat", "exp", "ttl", "status_list"}


def status_path(shard: int) -> str:
    """The file below the public origin: ``/status/<shard>.jwt``."""
    return f"/status/{shard}.jwt"


@record(frozen=True)
class StatusIssue:
    """One writing of one shard: ``origin`` without a path, ``issued_at`` aware UTC."""

    origin: str
    shard: int
    issued_at: datetime
    packed: bytes


def make_status_list(issue: StatusIssue, kid: str, signer: Signer) -> str:
    """The signed list. Raises ValueError when ``packed`` is no whole shard."""
    if len(issue.packed) != PACKED_SIZE:
        raise ValueError("a shard has 65,536 statuses of two bits")
    issued = int(issue.issued_at.timestamp())
    claims = {
        "sub": issue.origin + status_path(issue.shard),
        "iat": issued,
        "exp": issued + int(LIFE.total_seconds()),
        "ttl": TTL_SECONDS,
        "status_list": {"bits": BITS, "lst": base64url.encode(_compressed(issue.packed))},
    }
    header = {"alg": "ES256", "kid": kid, "typ": TYP}
    header_text, payload = (
        json.dumps(one, separators=(",", ":")).encode() for one in (header, claims)
    )
    return sign_exactly(header_text, payload, signer)


@lru_cache(maxsize=16)
def _compressed(packed: bytes) -> bytes:
    """The same format as zlib's, about 6 % smaller for sparse bits: one shard stays within 2 kB.

    It takes some 60 ms, which a list that is written for thousands of readers is worth; a shard
    that is only dated anew, each day, is not compressed anew.
    """
    from zopfli.zlib import compress

    smallest: bytes = compress(packed, numiterations=15)
    return smallest


def read_status_list(
    token: str, shard: int, find_key: Callable[[str], Verifies | None]
) -> StatusSheet:
    """The list of ``shard`` out of its file; ``find_key`` knows the keys that sign lists.

    Whether it still counts is for the checker, who has the time. ``sub`` is compared by its path:
    the site has more than one name (an alias, the laptop), the key says whose list it is.
    Raises StatusUnreadable, with the list's time once its signature held.
    """
    payload = _verified_payload(token, find_key)
    try:
        claims = parse_object(payload)
        issued_at, expires_at = (_moment(claims, one) for one in ("iat", "exp"))
    except (MianzhengError, ValueError):
        raise StatusUnreadable("状态列表的内容不合规定") from None
    if set(claims) != _CLAIMS or not issued_at < expires_at <= issued_at + LIFE:
        raise StatusUnreadable("状态列表的内容不合规定", issued_at)
    if not re.fullmatch(rf"https?://[^/?#]+{re.escape(status_path(shard))}", str(claims["sub"])):
        raise StatusUnreadable("取到的是另一片状态列表", issued_at)
    return StatusSheet(shard, issued_at, expires_at, _unpacked(claims["status_list"], issued_at))


def _verified_payload(token: str, find_key: Callable[[str], Verifies | None]) -> bytes:
    token = token.strip()
    if len(token) > LONGEST_LIST:
        raise StatusUnreadable("状态列表过大")
    try:
        header_text, payload_text, signature_text = token.split(".")
        header = parse_object(base64url.decode(header_text))
        payload, signature = base64url.decode(payload_text), base64url.decode(signature_text)
    except (MianzhengError, ValueError):
        raise StatusUnreadable("状态列表不完整") from None
    if set(header) != _HEADER or header["typ"] != TYP or header["alg"] != "ES256":
        raise StatusUnreadable("取到的不是状态列表")
    verifies = find_key(str(header["kid"]))
    if verifies is None:
        raise StatusUnreadable("公布的公钥里没有签这份状态列表的公钥")
    if len(signature) != 64 or not verifies(f"{header_text}.{payload_text}".encode(), signature):
        raise StatusUnreadable("状态列表的签名不符")
    return payload


def _moment(claims: Mapping[str, object], name: str) -> datetime:
    seconds = claims.get(name)
    if type(seconds) is not int or not 0 <= seconds < LATEST_SECOND:
        raise ValueError(name)
    return datetime.fromtimestamp(seconds, UTC)


def _unpacked(status_list: object, issued_at: datetime) -> bytes:
    is_ours = isinstance(status_list, dict) and set(status_list) == {"bits", "lst"}
    if not isinstance(status_list, dict) or not is_ours or status_list["bits"] != BITS:
        raise StatusUnreadable("状态列表的内容不合规定", issued_at)
    inflater = zlib.decompressobj()
    try:
        # One byte more than a shard shows a longer one without inflating all of it.
        packed = inflater.decompress(base64url.decode(str(status_list["lst"])), PACKED_SIZE + 1)
    except (ValueError, zlib.error):
        packed = b""
    if len(packed) != PACKED_SIZE or not inflater.eof:
        raise StatusUnreadable("状态列表不完整", issued_at)
    return packed
