"""Reads what was published of an edition and believes nothing that is not signed or digested.

Every doubt is a :class:`Doubt`: which file, what was expected, what was found.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard

from chalicelib.kernel.errors import MianzhengError
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import parse_object
from chalicelib.keys.adapters.published import PublishedKeys, purpose_entry
from chalicelib.keys.domain.kids import EDITION, edition_kid

JWKS = "/.well-known/jwks.json"
MANIFEST = "/list/manifest.json"
NAMES = "/units.json"
EDITION_TYP, MANIFEST_TYP, ITEM_TYP = "wzm-edition+jwt", "wzm-list+jwt", "wzm-item+jwt"
NAMES_TYP = "wzm-units+jwt"
Claims = Mapping[str, Any]


class Reader(Protocol):
    """A file of the site, or None; raises SiteUnreachable."""

    def read(self, path: str) -> bytes | None: ...


@dataclass(unsafe_hash=True)  # not frozen: a traceback is set on what is raised
class Doubt(Exception):
    """One thing that does not hold, in Chinese; ``advice``: what to do, where that is special."""

    path: str
    what: str
    expected: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.what}。应为 {self.expected},实为 {self.found}。{self.advice}"


def statement_path(number: int) -> str:
    return f"/list/editions/{number}.json"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class EditionReader:
    """``site`` with the keys that it published; every read raises Doubt, or SiteUnreachable."""

    def __init__(self, site: Reader) -> None:
        self._site = site
        self._jwks = self._object(JWKS, self.file(JWKS))
        self._keys = PublishedKeys(self._jwks)

    def file(self, path: str) -> bytes:
        content = self._site.read(path)
        if content is None:
            raise Doubt(path, "没有这个文件", "有", "404")
        return content

    def has(self, path: str) -> bool:
        return self._site.read(path) is not None

    def manifest(self) -> Claims:
        return self._signed(MANIFEST, MANIFEST_TYP, self._keys)

    def names(self) -> Claims:
        """The names behind the codes of proofs."""
        return self._signed(NAMES, NAMES_TYP, self._keys)

    def statement(self, number: int) -> Claims:
        """The edition's own statement."""
        path = statement_path(number)
        claims = self._signed(path, EDITION_TYP, self._keys)
        agree(path, "版号", number, claims.get("number"))
        return claims

    def named(self, ref: Mapping[str, str]) -> bytes:
        """A file by the path and digest that something signed names."""
        content = self.file(ref["path"])
        agree(ref["path"], "摘要(SHA-256)", ref["sha256"], digest_of(content))
        return content

    def item(self, number: int, code: str, keys: PublishedKeys) -> Claims:
        """An item's file, signed by the key that the edition's statement names."""
        path = f"/list/i/{number}/{code}.json"
        claims = self._signed(path, ITEM_TYP, keys)
        agree(path, "版号", number, claims.get("edition"))
        return claims

    def edition_keys(self, statement: Claims) -> PublishedKeys:
        """The edition's own key. The JWKS holds those of the latest editions, and the same."""
        number, key = statement["number"], statement["key"]
        kid = edition_kid(number)
        agree(statement_path(number), "密钥名", kid, key.get("kid"))
        own = PublishedKeys({"keys": [purpose_entry(key, EDITION)]})
        if own.edition_key(kid) is None:
            raise Doubt(statement_path(number), "清单密钥", "可用的 P-256 公钥", "不可用")
        return own

    def check_jwks(self, statement: Claims) -> None:
        """Rule codes are checked offline by the JWKS: it holds this edition's key, and no other
        one under its name."""
        expected = purpose_entry(statement["key"], EDITION)
        kid = expected["kid"]
        entries = self._jwks.get("keys")
        named = [one for one in entries if one.get("kid") == kid] if _is_list(entries) else []
        agree(JWKS, f"{kid} 的公钥", [expected], named)

    def object(self, path: str, content: bytes) -> dict[str, Any]:
        return self._object(path, content)

    def _signed(self, path: str, typ: str, keys: PublishedKeys) -> Claims:
        try:
            token = str(parse_object(self.file(path))["signed"])
            header, payload, signature = token.split(".")
            said = parse_object(base64url.decode(header))
            raw = base64url.decode(signature)
        except (KeyError, ValueError, MianzhengError):
            raise Doubt(path, "格式", '{"signed": JWS}', "不是") from None
        agree(path, "签名的种类 typ", typ, said.get("typ"))
        kid = str(said.get("kid"))
        holds = keys.edition_key(kid) if typ == ITEM_TYP else keys.status_key(kid)
        if holds is None or said.get("alg") != "ES256" or len(said) != len(("alg", "kid", "typ")):
            raise Doubt(path, "签名的公钥", "已公布的 ES256 公钥", kid)
        if not holds(f"{header}.{payload}".encode(), raw):
            raise Doubt(path, "签名", f"由 {kid} 签署", "与内容不符")
        return self._object(path, base64url.decode(payload))

    def _object(self, path: str, content: bytes) -> dict[str, Any]:
        try:
            return parse_object(content)
        except MianzhengError:
            raise Doubt(path, "内容", "JSON 对象", "读不懂") from None


def _is_list(value: object) -> TypeGuard[list[dict[str, object]]]:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def agree(path: str, what: str, expected: object, found: object) -> None:
    """Raises Doubt where they differ; long values are cut for people."""
    if expected != found:
        raise Doubt(path, what, _short(expected), _short(found))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
