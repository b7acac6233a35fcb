"""proof.json, the machine-readable half of a proof: its canonical bytes and their digest.

The token carries the digest, and anybody may read the token. The salt keeps a reader from
guessing the facts behind it (a person has few possible marital states): who holds proof.json has
the salt, who holds only the QR code has not.
"""

import hashlib
import json
import re
from collections.abc import Mapping

from chalicelib.kernel.errors import FieldInvalid, JsonInvalid
from chalicelib.kernel.texts import base64url
from chalicelib.kernel.texts.strict_json import LARGEST_INTEGER, parse_object

SALT = "salt"
_DIGEST_SIZE = 16
_SALT_SIZE = 16
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def canonical(document: Mapping[str, object]) -> bytes:
    """Sorted names, no spaces, UTF-8, one text per value (a subset of RFC 8785).

    Raises FieldInvalid for what two writers could write differently: fractions, integers beyond
    2**53 - 1, names that are not snake_case ASCII, lone surrogates.
    """
    _refuse_ambiguous(document, "proof")
    try:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise FieldInvalid("proof.json 里有不成字符的编码,请更正。", field="proof") from None


def salted_document(facts: Mapping[str, object], salt: bytes) -> bytes:
    """The bytes of proof.json: ``facts`` and 128 random bits ``salt``, canonical."""
    if SALT in facts or len(salt) != _SALT_SIZE:
        raise FieldInvalid("proof.json 的盐必须是 128 位随机数,且只有一个。", field=SALT)
    return canonical({**facts, SALT: base64url.encode(salt)})


def digest(proof_json: bytes) -> str:
    """``d`` of the token: the first 16 bytes of SHA-256 as base64url, 22 characters.

    Raises FieldInvalid or JsonInvalid when the bytes are not canonical or carry no salt.
    """
    document = parse_object(proof_json)
    salt = document.get(SALT)
    try:
        salt_size = len(base64url.decode(salt)) if isinstance(salt, str) else 0
    except ValueError:
        salt_size = 0
    if salt_size != _SALT_SIZE:
        raise FieldInvalid("proof.json 没有 128 位的盐(salt)。", field=SALT)
    if canonical(document) != proof_json:
        raise JsonInvalid("proof.json 不是规范写法(名称排序、无空格、UTF-8)。", field="proof")
    return base64url.encode(hashlib.sha256(proof_json).digest()[:_DIGEST_SIZE])


def _refuse_ambiguous(value: object, where: str) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if type(value) is int and abs(value) <= LARGEST_INTEGER:
        return
    if isinstance(value, Mapping):
        for name, one in value.items():
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise FieldInvalid(f"{where} 里的名称必须是小写英文(snake_case)。", field=where)
            _refuse_ambiguous(one, f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_ambiguous(one, where)
    else:
        raise FieldInvalid(f"{where} 只能是文字、整数、是否、列表或对象。", field=where)
