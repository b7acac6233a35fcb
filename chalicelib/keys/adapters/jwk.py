"""Public and private keys as JWKs (RFC 7517, 7518, 8037): P-256 for ES256, Ed25519 for EdDSA."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePrivateNumbers,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from chalicelib.kernel.errors import FieldInvalid
from chalicelib.kernel.texts import base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

PublicKey = EllipticCurvePublicKey | Ed25519PublicKey
PrivateKey = EllipticCurvePrivateKey | Ed25519PrivateKey

SHAPES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "ES256": ("EC", "P-256", ("x", "y")),
    "EdDSA": ("OKP", "Ed25519", ("x",)),
}
"""alg -> (kty, crv, the members that hold 32 bytes each)."""


def _members(jwk: Mapping[str, object], alg: str, field: str) -> tuple[bytes, ...]:
    shape = SHAPES.get(alg)
    if shape is None:
        raise FieldInvalid("alg 只能是 ES256 或 EdDSA,请改用其中一种。", field="alg")
    kty, crv, names = shape
    values = []
    for name in names:
        text = jwk.get(name)
        try:
            values.append(base64url.decode(text) if isinstance(text, str) else b"")
        except ValueError:
            values.append(b"")
    if jwk.get("kty") != kty or jwk.get("crv") != crv or any(len(one) != 32 for one in values):
        raise FieldInvalid(
            f"{field} 不是 {alg} 的公钥:需要 kty={kty}、crv={crv} 和 32 字节的"
            f" {'、'.join(names)}(base64url,无 =),请重新导出公钥。",
            field=field,
        )
    return tuple(values)


def load_public(jwk: Mapping[str, object], alg: str, *, field: str = "jwk") -> PublicKey:
    """Parse a public JWK for ``alg``. Raises FieldInvalid, also when it holds a private part."""
    if "d" in jwk:
        raise FieldInvalid("公钥里不得带有私钥成员 d,请只提供公钥;该私钥应视为泄露。", field=field)
    values = _members(jwk, alg, field)
    try:
        if alg == "ES256":
            x, y = (int.from_bytes(one) for one in values)
            return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        return Ed25519PublicKey.from_public_bytes(values[0])
    except ValueError:
        raise FieldInvalid(f"{field} 的点不在曲线上,请重新导出公钥。", field=field) from None


@lru_cache(maxsize=4096)
def cached_public(alg: str, jwk: tuple[tuple[str, str], ...]) -> PublicKey:
    """The parsed key of a record; parsing costs as much as checking a signature."""
    return load_public(dict(jwk), alg)


def load_private(jwk: Mapping[str, object]) -> PrivateKey:
    """Parse a private JWK with ``alg``. Raises FieldInvalid, also when ``d`` is of another key."""
    alg = str(jwk.get("alg"))
    values = _members(jwk, alg, "jwk")
    try:
        secret = base64url.decode(str(jwk.get("d", "")))
        if len(secret) != 32:
            raise ValueError
        if alg == "EdDSA":
            edwards = Ed25519PrivateKey.from_private_bytes(secret)
            if edwards.public_key().public_bytes_raw() != values[0]:
                raise ValueError
            return edwards
        x, y = (int.from_bytes(one) for one in values)
        numbers = EllipticCurvePublicNumbers(x, y, SECP256R1())
        return EllipticCurvePrivateNumbers(int.from_bytes(secret), numbers).private_key()
    except ValueError:
        raise FieldInvalid(
            "私钥 d 与公钥不配对或格式不对,请重新取得密钥文件。", field="d"
        ) from None


def generate_private_jwk(alg: str = "ES256") -> dict[str, str]:
    """A new key pair: {kty, crv, x, y?, d, alg}. ``kid`` is given by whoever registers it."""
    if alg == "ES256":
        secret = generate_private_key(SECP256R1()).private_numbers()
        x, y = secret.public_numbers.x, secret.public_numbers.y
        members = {"x": x.to_bytes(32), "y": y.to_bytes(32), "d": secret.private_value.to_bytes(32)}
    elif alg == "EdDSA":
        edwards = Ed25519PrivateKey.generate()
        members = {"x": edwards.public_key().public_bytes_raw(), "d": edwards.private_bytes_raw()}
    else:
        raise FieldInvalid("alg 只能是 ES256 或 EdDSA,请改用其中一种。", field="alg")
    kty, crv, _ = SHAPES[alg]
    encoded = {name: base64url.encode(value) for name, value in members.items()}
    return {"kty": kty, "crv": crv, **encoded, "alg": alg}


def public_jwk(jwk: Mapping[str, object]) -> dict[str, str]:
    """The public part of a JWK: kty, crv, x, y?, and alg and kid where they are there."""
    names = ("kty", "crv", "x", "y", "alg", "kid")
    return {name: str(jwk[name]) for name in names if name in jwk}


def jwk_pairs(jwk: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The form a key record keeps: the key's own members, sorted (RFC 7638's required ones)."""
    names = ("crv", "kty", "x", "y")
    return tuple((name, str(jwk[name])) for name in names if name in jwk)


def thumbprint(jwk: Mapping[str, object]) -> str:
    """RFC 7638: base64url SHA-256 of the required members in lexical order, without spaces."""
    canonical = json.dumps(dict(jwk_pairs(jwk)), separators=(",", ":"), ensure_ascii=False)
    return base64url.encode(hashlib.sha256(canonical.encode()).digest())
