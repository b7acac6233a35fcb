"""Envelope encryption of what is stored about people (SECURITY.md).

Each request has a data key of its own, wrapped under the key-encryption key that KMS unwraps
once per process; its record is AES-256-GCM under the data key with the request's id as
associated data, so a blob can't be moved to another request. Erasure destroys the wrapped key.
Ids are found by HMAC, never by a plain digest: an id number has only 10,000 suffixes.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.kernel.errors import CursorInvalid, Misconfigured
from chalicelib.kernel.texts import base64url

NONCE = 12


class Vault:
    """Uses two 32-byte keys: one wraps data keys, one makes keyed digests."""

    def __init__(self, wrapping_key: bytes, digest_key: bytes) -> None:
        self._wrap = AESGCM(wrapping_key)
        self._digest_key = digest_key
        self._cursors = AESGCM(hmac.digest(digest_key, b"cursors", hashlib.sha256))

    def new_data_key(self, owner: str) -> bytes:
        """A fresh data key, wrapped for ``owner``."""
        return _encrypt(self._wrap, os.urandom(32), f"key|{owner}")

    def seal(self, data: bytes, wrapped: bytes, owner: str) -> bytes:
        return _encrypt(AESGCM(self._unwrap(wrapped, owner)), data, f"data|{owner}")

    def open(self, blob: bytes, wrapped: bytes, owner: str) -> bytes:
        """Raises Misconfigured when the blob is not what this system sealed for ``owner``."""
        try:
            return _decrypt(AESGCM(self._unwrap(wrapped, owner)), blob, f"data|{owner}")
        except InvalidTag:
            raise Misconfigured(
                "存储的数据无法解密:密钥不符或数据被改动,请联系运维人员。"
            ) from None

    def blind_index(self, *parts: str) -> str:
        """A keyed digest of an identifier, scoped by its other parts."""
        return hmac.new(self._digest_key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()

    def commitment(self, salt: bytes, data: bytes) -> str:
        """The keyed commitment of a ledger entry to its data (docs/architecture.md)."""
        return hmac.new(self._digest_key, salt + data, hashlib.sha256).hexdigest()

    def _unwrap(self, wrapped: bytes, owner: str) -> bytes:
        return _decrypt(self._wrap, wrapped, f"key|{owner}")


class SealedCursors:
    """Continuation marks nobody can read, alter or use elsewhere."""

    def __init__(self, vault: Vault) -> None:
        self._cipher = vault._cursors  # same module, one secret

    def seal(self, after: str, bound_to: str) -> str:
        return base64url.encode(_encrypt(self._cipher, after.encode(), bound_to))

    def open(self, cursor: str, bound_to: str) -> str:
        try:
            return _decrypt(self._cipher, base64url.decode(cursor), bound_to).decode()
        except (ValueError, InvalidTag):
            raise CursorInvalid(
                "cursor 无效:它只能用于同一单位、同一箱和同一状态的下一页,请从第一页重新查询。",
                field="cursor",
            ) from None


def _encrypt(cipher: AESGCM, data: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, data, bound_to.encode())


def _decrypt(cipher: AESGCM, blob: bytes, bound_to: str) -> bytes:
    if len(blob) < NONCE + 16:
        raise InvalidTag
    return cipher.decrypt(blob[:NONCE], blob[NONCE:], bound_to.encode())
